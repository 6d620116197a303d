"""行动计划 at the desk: what is being done in the councils that one may look at."""
