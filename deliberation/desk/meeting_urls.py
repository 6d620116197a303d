"""Addresses of the desk: meeting."""

urlpatterns: list = []
