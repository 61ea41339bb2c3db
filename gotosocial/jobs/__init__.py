"""The clockwork: typed facts and tasks, the queue they wait in and the runner that works them off.

What a job does lives in ``handlers/``; here it only waits and runs. Read ``runner.py`` first.
"""
