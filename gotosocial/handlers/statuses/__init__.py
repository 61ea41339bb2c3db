"""Writing, marking, boosting and removing statuses: one deed per file.

How a status is shown lives in ``shared/show.py``, who may see it in ``shared/access.py``. Read
``publish.py`` first.
"""
