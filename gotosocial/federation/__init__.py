"""Talking with other servers: the gate for what comes in, the sender for what goes out, and fetching.

What an activity means to the people here is decided in ``handlers/``. Read ``sender/outbox.py`` first.
"""
