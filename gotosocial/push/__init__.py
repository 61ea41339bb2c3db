"""Messages that leave for people: web push and mail.

When they are sent is decided in ``handlers/consequences/``. Read ``email.py`` first.
"""
