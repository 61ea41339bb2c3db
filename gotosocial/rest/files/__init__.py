"""The doors to files: uploaded media.

What may be seen is decided in ``handlers/media/serve.py``; Range and caching are the plumbing's. Read
``fileserver.py`` first.
"""
