"""Addresses of the desk: votes."""

urlpatterns: list = []
