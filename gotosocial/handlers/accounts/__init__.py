"""Accounts and what stands between them: profiles, follows, blocks, mutes, notes, search.

Signing in lives in ``auth/``. Read ``create.py`` first.
"""
