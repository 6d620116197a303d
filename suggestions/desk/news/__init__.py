"""消息: what went out and what did not, calls and letters, wording, everybody's own choice."""
