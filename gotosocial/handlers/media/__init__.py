"""Uploading, editing and serving pictures, and the avatars and headers that accounts wear: one deed per file.

How a picture is cleaned stands in ``gotosocial/media/``, where its bytes lie in ``storage/blobs.py``. Read
``upload.py`` first.
"""
