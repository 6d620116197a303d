"""The hall: who is there, passes for phones and screens, options side by side."""
