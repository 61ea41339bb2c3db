"""Reports that people here make. Those from elsewhere come in through ``inbox/flag.py``.

Read ``make.py`` first.
"""
