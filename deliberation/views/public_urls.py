"""Public addresses: public."""

urlpatterns: list = []
