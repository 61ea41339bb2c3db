"""From untrusted JSON to records: every reader returns a record or raises Malformed.

Nothing is fetched and nothing is cleaned here; texts stay as they came. Read ``activity.py`` first.
"""
