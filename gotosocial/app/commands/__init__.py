"""One file per verb of the command line.

Each command builds only what it needs and prints one clear line on failure. Read ``registry.py`` first.
"""
