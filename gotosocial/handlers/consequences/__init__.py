"""What follows from a committed fact, whoever caused it; one file per fact.

No door calls these; only the job runner does. Read ``status_published.py`` first.
"""
