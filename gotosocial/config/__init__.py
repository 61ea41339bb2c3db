"""What the admin wrote: every option declared once, loaded, checked and described.

Nothing here reads the database or starts anything. Read ``options.py`` first.
"""
