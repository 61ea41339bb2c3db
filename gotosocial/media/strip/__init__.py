"""Taking metadata out of pictures without touching a pixel: one pure file per container.

Nothing is decoded here. Read ``keep.py`` first.
"""
