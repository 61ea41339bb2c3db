"""The front door: builds the house from the configuration, starts it and stops it, and the command line.

The only floor that knows every other one. Read ``build.py`` first.
"""
