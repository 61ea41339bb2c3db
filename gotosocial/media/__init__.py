"""Pictures, films and sounds: probing, converting and describing them, in child processes.

Who may see a file is decided elsewhere. Read ``pipeline.py`` first.
"""
