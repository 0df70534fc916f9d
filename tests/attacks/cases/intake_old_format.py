import json

from ..attack import HandedIn
from ..handing_in import NAME
from ..handing_in import lay as lay_notebook


def old(right):
    cells = [
        {"cell_type": "code", "input": "print(1)", "language": "bash", "metadata": {}, "outputs": []},
        {"cell_type": "heading", "level": 1, "source": "x", "metadata": {}},
    ]
    return json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    ).encode()


def lay(folder, right, targets):
    lay_notebook(folder, old(right))


def show(folder, right, targets):
    """nbformat turns it into a notebook without an id in any cell."""
    import nbformat

    lay(folder, right, targets)
    assert not any("nbgrader" in cell.metadata for cell in nbformat.read(folder / NAME, 4).cells)


ATTACK = HandedIn(
    "Hands in a notebook of format 3, with cells in other languages.",
    lay,
    refused="no list of cells|old format",
    show=show,
)
