"""The cellar: stores over one querier on SQLite or PostgreSQL, caches, the bus and media bytes.

SQL lives only here; decisions do not. Read ``database.py`` first.
"""
