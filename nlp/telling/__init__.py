"""What is said about groups: names, keywords, representatives, heat, places, changes."""
