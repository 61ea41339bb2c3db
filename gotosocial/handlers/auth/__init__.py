"""Applications, sign-in, consent, tokens and passwords.

The pages themselves live in ``rest/oauth/``. Read ``authenticate.py`` first.
"""
