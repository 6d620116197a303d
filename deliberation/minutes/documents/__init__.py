"""The minutes of a meeting as a paper: its lines, and what is printed of them."""
