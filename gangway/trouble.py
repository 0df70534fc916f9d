"""The one exception that the command line knows."""


class Trouble(Exception):
    """Something a person can act on: printed as one message, without a traceback."""
