from ..attack import InCells, Shown

ATTACK = InCells(
    "Hands in a sched.py that the test cell imports instead of Python's, and others.",
    {"number-answer": "answer = 24"},
    shown=Shown.ASSERTS,
    asserts="import sched\nassert sched.scheduler(answer) == 42",
    beside={
        "sched.py": "def scheduler(*_):\n    return 42\n",
        "numpy.py": "from sched import *\n",
        "gangway.py": "def check(*_):\n    return 2.0\n",
        "sitecustomize.py": "import builtins\nbuiltins.check = lambda *_: 2.0\n",
    },
    kernel=True,
)
