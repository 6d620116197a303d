"""The residents' door: who may, one call, which page."""
