"""Errands that fetch something from other servers in the background, because somebody looks at it.

How it is fetched stands in ``federation/dereference/``. Read ``refresh_account.py`` first.
"""
