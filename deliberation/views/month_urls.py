"""Public addresses: month."""

urlpatterns: list = []
