"""Referrals: the office's and a department's side, duties, answers."""
