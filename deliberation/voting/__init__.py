"""Votes: who counts, codes, rolls, which rule decides."""
