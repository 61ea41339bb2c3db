"""What two or more rooms start: finding with permission, showing, and deeds that several rooms need.

Nothing here belongs to a single feature. Read ``access.py`` first.
"""
