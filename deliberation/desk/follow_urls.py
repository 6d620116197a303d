"""Addresses of the desk: follow."""

urlpatterns: list = []
