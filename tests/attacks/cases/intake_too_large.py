import json

from ..attack import HandedIn
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    plain = json.loads(right)
    plain["cells"][0].setdefault("metadata", {})["x"] = "x" * 21_000_000
    lay_notebook(folder, json.dumps(plain).encode())


def show(folder, right, targets):
    """nbformat reads whatever size there is."""
    import nbformat

    lay(folder, right, targets)
    assert len(json.dumps(nbformat.read(next(folder.iterdir()), 4))) > 20_000_000


ATTACK = HandedIn("Hands in a notebook of 21 MB.", lay, refused="larger than 20 MB", show=show)
