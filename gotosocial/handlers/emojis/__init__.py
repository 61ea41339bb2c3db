"""What admins do with custom emojis: add, change, copy, switch off and delete them, and look at them.

Which emojis people can use is listed in ``handlers/instance/emojis.py``. Read ``administer.py`` first.
"""
