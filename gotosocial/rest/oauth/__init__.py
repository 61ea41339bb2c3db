"""The doors of OAuth: the pages on which somebody signs in and agrees, and the routes that give tokens.

What is decided there is decided in ``handlers/auth/``, and the HTML is in ``res/templates/``. Read
``session.py`` first.
"""
