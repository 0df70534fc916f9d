import json

import pytest

from ..attack import PASSED, HandedIn
from ..handing_in import changed, named
from ..handing_in import lay as lay_notebook

HALF = "\ud800"


def broken(plain):
    named(plain, "why-written")["attachments"] = {HALF: {"image/png": HALF}, "a.png": {"image/png": "\udfff"}}
    plain["cells"].append(
        {"cell_type": "markdown", "source": HALF, "metadata": {}, "attachments": {HALF: {"image/jpeg": HALF}}}
    )
    plain["cells"].append(
        {"cell_type": "code", "source": f"print('{HALF}', '\\ud800')", "metadata": {}, "outputs": []}
    )
    named(plain, "why-written")["source"] = HALF + "\x00\x1b\u202e"
    plain["metadata"][HALF] = HALF


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, broken))


def show(folder, right, targets):
    """What is read can't be written again."""
    with pytest.raises(UnicodeEncodeError):
        json.dumps(json.loads(changed(right, broken)), ensure_ascii=False).encode()


ATTACK = HandedIn(
    "Hands in halves of characters in sources, attachments, names and outputs.",
    lay,
    ends={"number": PASSED},
    show=show,
)
