"""Models and facts to Mastodon API entities, one file per entity, as JSON bytes.

Pure presentation: nothing is looked up. Read ``status.py`` first.
"""
