"""优秀建议 at the desk: rounds with their criteria, nominations, decisions by a second person."""
