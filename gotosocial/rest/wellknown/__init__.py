"""The doors through which software finds out about the instance: WebFinger, host-meta, NodeInfo, OAuth.

The documents are written in ``mastodon/``. Read ``webfinger.py`` first.
"""
