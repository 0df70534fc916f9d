"""The groups of the ``gangway`` command, a module each.

Everything heavy is imported inside the functions, so that ``gangway --help`` answers at once.
"""
