"""GoToSocial: a lightweight ActivityPub social network server on Twisted.

The house has nine floors, from ``util`` (0) up to ``app`` (8); imports only go down. Read
``docs/house.md`` first, then ``gotosocial/app/build.py``.
"""
