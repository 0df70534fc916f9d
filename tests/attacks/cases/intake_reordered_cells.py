from ..attack import NOTHING, HandedIn
from ..handing_in import changed, named
from ..handing_in import lay as lay_notebook


def reordered(plain):
    named(plain, "number-answer")["source"] = "answer = 24"
    plain["cells"].reverse()
    # a cell of one's own behind the check, which hands out another answer in the check's name
    plain["cells"].append(
        {"cell_type": "code", "metadata": {}, "source": "check('1-01/number', 42)", "outputs": []}
    )


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, reordered))


ATTACK = HandedIn(
    "Reverses its cells, so that checks come before answers, and checks again in a cell of its own.",
    lay,
    ends={"number": NOTHING, "function": NOTHING},
    unshown="the order of cells is the learner's to choose in nbgrader as well; what counts is whose cell hands out",
)
