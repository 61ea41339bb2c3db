"""Talking with other servers: the signed gate in, the fetching and the sending out.

What an activity means for the instance is decided in ``handlers/``. Read ``gate.py`` first.
"""
