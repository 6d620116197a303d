"""Public addresses: follow."""

urlpatterns: list = []
