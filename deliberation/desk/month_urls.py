"""Addresses of the desk: month."""

urlpatterns: list = []
