"""Plumbing for both directions of HTTP: routes, requests, replies, limits, failures.

The only room that knows Klein and twisted.web; no door and no rule of the instance lives here.
Read ``routes.py`` first.
"""
