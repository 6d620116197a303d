"""Votes: rolls, motions, paper and calls."""
