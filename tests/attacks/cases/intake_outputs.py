import json

from ..attack import NOTHING, HandedIn
from ..handing_in import changed, named
from ..handing_in import lay as lay_notebook

KIND = "application/vnd.gangway.answer+json"
ANSWER = {KIND: {"exercise": "1-01/number", "answer": {"kind": "number", "value": 42}}}


def filled(plain):
    named(plain, "number-answer")["source"] = "answer = 24"
    check = named(plain, "number-check")
    check["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": ANSWER},
        {
            "output_type": "execute_result",
            "execution_count": 1,
            "metadata": {},
            "data": {"text/plain": "2.0"},
        },
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<script>alert(1)</script>"}},
    ]


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, filled))


def show(folder, right, targets):
    """Who looks for answers in the notebook as it came finds a right one."""
    check = named(json.loads(changed(right, filled)), "number-check")
    assert check["outputs"][0]["data"][KIND]["answer"]["value"] == 42


ATTACK = HandedIn(
    "Hands in a check cell whose outputs hold a right answer already.",
    lay,
    ends={"number": NOTHING},
    show=show,
)
