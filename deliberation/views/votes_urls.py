"""Public addresses: votes."""

urlpatterns: list = []
