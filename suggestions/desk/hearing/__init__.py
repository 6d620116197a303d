"""Who is heard, at the desk: targets by group and place, participation that is no suggestion."""
