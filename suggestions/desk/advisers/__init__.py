"""咨询人 at the desk: who they are, asking them about a topic, and what becomes of their words."""
