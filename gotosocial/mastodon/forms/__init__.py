"""What API callers send, read into frozen forms with clear errors.

Only the shape of the input is checked here, never the state of the instance. Read ``status.py`` first.
"""
