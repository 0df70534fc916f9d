import json

from ..attack import PASSED, HandedIn
from ..handing_in import changed, named
from ..handing_in import lay as lay_notebook

EVIL = "<svg onload='alert(1)'/>"


def attached(plain):
    pasted = {
        "a.svg": {"image/svg+xml": EVIL, "text/html": EVIL},
        EVIL: {"image/png": '"><script>alert(1)</script>'},
        "list.png": {"image/png": ["a", "b"]},
        "deep.png": {"image/png": {"x": [[[]]]}},
        "none": None,
    }
    for cell in plain["cells"]:
        cell["attachments"] = pasted
    named(plain, "why-written")["source"] = f"![x](attachment:a.svg) ![y](attachment:{EVIL})"


def typed(plain):
    """Turn code into text and text into code, attachments and all."""
    attached(plain)
    for cell in plain["cells"]:
        cell["cell_type"] = "markdown" if cell["cell_type"] == "code" else "code"


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, typed))


def show(folder, right, targets):
    """What is pasted comes through nbformat as it is."""
    cells = json.loads(changed(right, typed))["cells"]
    assert EVIL in cells[0]["attachments"]["a.svg"]["text/html"]


ATTACK = HandedIn(
    "Pastes drawings and markup into every cell, and turns code cells into text and text into code.",
    lay,
    ends={"number": PASSED},
    show=show,
)
