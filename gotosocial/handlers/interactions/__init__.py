"""What local authors decide about favourites, replies and boosts that need their word.

How these come to wait is in ``shared/approvals.py``. Read ``decide.py`` first.
"""
