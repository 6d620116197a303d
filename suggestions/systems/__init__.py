"""The door for other systems: signed requests, and what they may ask."""
