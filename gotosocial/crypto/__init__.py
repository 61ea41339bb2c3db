"""Keys, passwords and tokens: thin, pure wrappers around maintained libraries.

Nothing is stored or fetched here. Read ``passwords.py`` first.
"""
