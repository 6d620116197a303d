"""Backups: made while the site is written to, sealed for one key, proven by opening them."""


class BackupError(Exception):
    """What went wrong, in words that say what to do."""
