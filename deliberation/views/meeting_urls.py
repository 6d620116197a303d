"""Public addresses: meeting."""

urlpatterns: list = []
