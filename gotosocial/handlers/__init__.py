"""The living floor: what the instance does, one deed per file, one folder per feature.

Doors call deeds, deeds use shelves; no request object is ever seen here. Read ``statuses/publish.py`` first.
"""
