import json

from ..attack import HandedIn
from ..handing_in import changed
from ..handing_in import lay as lay_notebook


def many(plain):
    plain["cells"] += [{"cell_type": "code", "metadata": {}, "source": "1", "outputs": []}] * 100_000


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, many))


def show(folder, right, targets):
    """nbgrader would run every one of them."""
    assert len(json.loads(changed(right, many))["cells"]) > 100_000


ATTACK = HandedIn("Hands in a hundred thousand cells.", lay, refused="cells; at most|brackets", show=show)
