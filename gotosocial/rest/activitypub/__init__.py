"""Doors for other servers: inboxes, actors, statuses and collections.

Who asks is found out by ``federation/gate.py``, what is answered in ``handlers/documents/``. Read
``inbox.py`` first.
"""
