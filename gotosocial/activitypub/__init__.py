"""ActivityPub JSON to and from models: ``read_x(json)`` and ``write_x(model)``.

Pure translation without any I/O; addresses are built in ``addresses.py``. Read that first.
"""
