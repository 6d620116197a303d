"""每月一题 at the desk: the office draws up and verifies, departments report, superiors decide."""
