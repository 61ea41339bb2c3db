"""What people here do in polls. How votes from elsewhere come is in ``inbox/vote.py``.

Read ``vote.py`` first.
"""
