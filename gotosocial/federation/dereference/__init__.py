"""What is fetched from other servers: fetched, checked, made into models, and kept.

What follows from it stands in ``handlers/``; reading JSON is ``activitypub/``. Read ``accounts.py`` first.
"""
