"""The engine of the practice cloud: programs in, result documents out, with no service around it.

:mod:`programs` reads and validates, :mod:`compile` brings circuits to a device's gates and pairs,
:mod:`noise` says what goes wrong on the way, :mod:`simulate` calculates, :mod:`results` writes the documents
and :mod:`run` ties them together.
"""
