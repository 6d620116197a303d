"""Reads that many pages share: figures, timeline, progress, cards, filters."""
