"""Templates, themes, static files and default pictures, read with ``importlib.resources``.

Nothing here is code. A folder of one's own (``web-template-base-dir``, ``web-asset-base-dir``) goes first.
"""
