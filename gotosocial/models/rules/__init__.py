"""Pure decisions about models: visibility, interaction policy, muting.

Every rule is a function of its arguments and never looks anything up. Read ``visibility.py`` first.
"""
