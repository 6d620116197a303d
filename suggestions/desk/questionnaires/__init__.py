"""问卷 at the desk: what came in, what it says, and both as files."""
