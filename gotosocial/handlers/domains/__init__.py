"""What admins decide about other servers: whom to block and whom to allow, and when their keys expire.

Whether somebody is blocked is asked in ``federation/domain_policy.py``. Read ``permissions.py`` first.
"""
