"""The residents' door of community deliberation."""
