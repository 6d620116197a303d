"""Lists of others coming in."""
