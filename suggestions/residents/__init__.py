"""What the forms that residents fill in share, in whatever package they stand."""
