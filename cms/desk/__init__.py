"""The staff screens of the published site."""
