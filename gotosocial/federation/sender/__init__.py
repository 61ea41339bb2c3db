"""Bringing activities to the inboxes of other servers: rows that wait, and what takes them there in order.

What an activity says and who should get it is decided in ``handlers/``. Read ``sender.py`` first.
"""
