"""The command line: each module has ``register(subparsers)`` and does one errand."""
