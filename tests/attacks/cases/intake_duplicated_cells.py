import json

import pytest

from ..attack import NOTHING, HandedIn
from ..handing_in import changed, named
from ..handing_in import lay as lay_notebook


def doubled(plain):
    named(plain, "number-answer")["source"] = "answer = 24"
    forged = json.loads(json.dumps(named(plain, "number-check")))
    forged["source"] = "check('1-01/number', 42)"
    again = json.loads(json.dumps(named(plain, "number-answer")))
    again["source"] = "check = lambda name, answer: __import__('gangway').check(name, answer)\nanswer = 24"
    plain["cells"] = [forged, *plain["cells"], again, forged, forged]


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, doubled))


def show(folder, right, targets):
    """nbgrader refuses duplicate ids by an error that ends the run for all learners."""
    import nbformat
    from nbgrader.preprocessors import CheckCellMetadata

    with pytest.raises(Exception, match="failed to validate"):
        CheckCellMetadata().preprocess(nbformat.from_dict(json.loads(changed(right, doubled))), {})


ATTACK = HandedIn(
    "Duplicates graded cells, some with another source.",
    lay,
    note="times; the last one counts",
    ends={"number": NOTHING},
    show=show,
)
