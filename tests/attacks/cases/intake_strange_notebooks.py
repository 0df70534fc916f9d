import json

from ..attack import HandedIn
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    lay_notebook(folder, b'{"cells": ' + b"[" * 200_000)


def show(folder, right, targets):
    """A parser that calls itself runs out of stack."""
    try:
        json.loads(b'{"cells": ' + b"[" * 200_000)
    except RecursionError:
        return
    raise AssertionError("it was read")


ATTACK = HandedIn(
    "Hands in brackets nested two hundred thousand deep.", lay, refused="not a Jupyter notebook", show=show
)
