"""What other servers say that somebody did, taken in: one file for each verb.

The gate has proved who speaks before anything here is called. Read ``receive.py`` first.
"""
