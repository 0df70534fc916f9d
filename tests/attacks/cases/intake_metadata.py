import json

from ..attack import PASSED, HandedIn
from ..handing_in import changed
from ..handing_in import lay as lay_notebook

EVIL = "<script>alert(1)</script>"


def bombed(plain):
    plain["metadata"].update(
        evil=EVIL * 100_000, widgets={"application/vnd.jupyter.widget-state+json": {EVIL: EVIL}}
    )
    plain["metadata"]["language_info"] = {
        "name": EVIL,
        "pygments_lexer": EVIL,
        "codemirror_mode": {"name": EVIL},
    }
    plain["metadata"]["title"] = EVIL
    for cell in plain["cells"]:
        cell["metadata"].update(
            evil=EVIL * 1000, tags=[EVIL], jupyter={"source_hidden": True}, execution={"x": EVIL}
        )
        cell["id"] = EVIL


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, bombed))


def show(folder, right, targets):
    """nbformat keeps all of it, and nbgrader copies it to what instructors open."""
    import nbformat

    kept = nbformat.from_dict(json.loads(changed(right, bombed)))
    assert len(kept.metadata.evil) > 2_000_000


ATTACK = HandedIn(
    "Fills every metadata of its notebook with megabytes of markup.", lay, ends={"number": PASSED}, show=show
)
