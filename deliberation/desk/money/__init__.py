"""社区资金 at the desk: funds, projects, choices."""
