"""Every write that has a rule: one verb a function.

Guard, transaction, conditional update, history row. Doors check who; these check whether.
"""
