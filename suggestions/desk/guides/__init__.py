"""Words become clauses, at the desk: the editor beside the clause, the officer on the topic."""
