"""Foundations that know nothing of the instance: time, ids, locks, context, small algorithms.

Nothing here knows what a status is or raises a domain error. Read ``flow.py`` first.
"""
