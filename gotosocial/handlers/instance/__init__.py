"""What the instance says of itself, and what must exist before it can start.

No account or status is changed here. Read ``prepare.py`` first.
"""
