"""From models to the JSON that other servers read, with its ``@context``.

Who gets it is decided elsewhere. Read ``note.py`` first.
"""
