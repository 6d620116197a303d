"""Screening: the queue, one suggestion, what kind of letter it is."""
