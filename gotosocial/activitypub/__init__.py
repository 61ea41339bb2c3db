"""The wire language of the Fediverse: ActivityPub documents read into records, and written from models.

Pure translation lives here; no network, no database, no rule about who may do what. Read ``note.py`` first.
"""
