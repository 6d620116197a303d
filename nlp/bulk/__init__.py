"""Arithmetic in bulk and work on several cores, knowing nothing of texts."""
