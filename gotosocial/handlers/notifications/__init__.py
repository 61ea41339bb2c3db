"""Reading and clearing notifications, and the one way to make them.

When somebody is notified is decided by the deeds themselves. Read ``inbox.py`` first.
"""
