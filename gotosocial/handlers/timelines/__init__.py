"""Reading timelines: home, public, tag, account, and how far somebody has read.

What enters them is decided in ``consequences/``. Read ``home.py`` first.
"""
