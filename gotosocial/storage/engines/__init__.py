"""The two engines behind one querier: SQLite for one process, PostgreSQL for workers.

No table is known here. Read ``sqlite.py`` first.
"""
