"""Films and sounds in the child process: which streams stay, copying or converting them, a frame to show.

Pictures are not worked on here. Read ``plan.py`` first.
"""
