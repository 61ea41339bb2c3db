"""The ActivityPub documents that other servers fetch: who may read which, page by page.

How they are written is known in ``activitypub/write/``. Read ``read_as.py`` first.
"""
