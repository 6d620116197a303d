"""Reports, ledgers and what waits today."""
