"""The schema as numbered SQL files, applied forward only by ``migrate.py``.

No query of the program lives here. Read ``0001_first.sql`` first.
"""
