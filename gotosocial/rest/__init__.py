"""The doors: parse a call, let one handler do the deed, present the result.

No SQL and no rules live here. Read ``client/statuses.py`` first.
"""
