"""The doors to pages for people without an app: landing page, profiles, posts, errors; and their files.

What strangers may see is decided in ``handlers/accounts/public_profile.py``; the pages on which people sign
in are in ``rest/oauth/``. Read ``profile.py`` first.
"""
