"""What things are: one frozen attrs class per file, and the pure rules about them in ``rules/``.

No I/O and no conversion to or from any wire format. Read ``status.py`` first.
"""
