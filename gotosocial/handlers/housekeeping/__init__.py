"""Work that nobody waits for: dropping what has expired.

Nothing here is asked for by a door. Read ``prune_expired.py`` first.
"""
