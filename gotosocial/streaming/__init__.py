"""Subscribers of this process and the events that reach them.

The hub yields ids and never renders a status. Read ``hub.py`` first.
"""
