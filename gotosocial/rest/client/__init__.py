"""The doors of the Mastodon API, one file per resource.

Every door is a few lines: read, call one handler, present. Read ``statuses.py`` first.
"""
