"""The month: meetings, notices, agenda, matters, proposals."""
