"""What the councils add to the open data and the feeds."""
