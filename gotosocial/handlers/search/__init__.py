"""Searching: accounts, statuses and tags by name, address or text.

What is found is still checked for who may see it. Read ``search.py`` first.
"""
