"""Every write of community deliberation that has a rule: one verb a function."""
