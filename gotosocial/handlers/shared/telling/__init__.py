"""What other servers are told about the deeds of local accounts: one file for each kind of deed.

Each activity is written within the transaction of its deed, so that it leaves if and only if the deed is
done. Read ``messenger.py`` first.
"""
