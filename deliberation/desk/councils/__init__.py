"""Councils: founding, rules, seats."""
