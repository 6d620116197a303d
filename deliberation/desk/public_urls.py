"""Addresses of the desk: public."""

urlpatterns: list = []
