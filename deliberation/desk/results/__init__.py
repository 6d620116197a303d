"""What came of it: minutes, resolutions, pledges."""
