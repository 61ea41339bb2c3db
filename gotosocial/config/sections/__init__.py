"""The options themselves, one attrs class per section.

No parsing and no checks across sections. Read ``general.py`` first.
"""
