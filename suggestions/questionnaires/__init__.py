"""问卷: frozen questions, the way through them, the form, and what the counts say."""
