"""What admins do with deliveries: see why a post has not arrived, let it be tried again, or drop it.

The sending itself lives in ``federation/sender/``. Read ``inspect.py`` first.
"""
