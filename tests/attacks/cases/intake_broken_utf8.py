import pytest

from ..attack import HandedIn
from ..handing_in import NAME
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    lay_notebook(folder, right.replace(b"answer = ", b"answer = \xff\xfe\xed\xa0\x80"))


def show(folder, right, targets):
    """nbformat fails on it."""
    import nbformat

    lay(folder, right, targets)
    with pytest.raises(UnicodeDecodeError):
        nbformat.read(folder / NAME, 4)


ATTACK = HandedIn("Hands in a notebook that is no UTF-8.", lay, refused="not a Jupyter notebook", show=show)
