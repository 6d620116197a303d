"""Who belongs together: graphs, topics, themes, the rules of the set, numbers that last."""
