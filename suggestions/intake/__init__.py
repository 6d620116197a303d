"""Rows of somebody's list on their way in."""
