from ..attack import InCells, Shown

ATTACK = InCells(
    "Hands in modules of the names of those that the test cell imports.",
    {"number-answer": "answer = 24"},
    shown=Shown.ASSERTS,
    asserts="import pylab\nassert pylab.near(answer) == 42",
    beside={
        "pylab.py": "def near(*_):\n    return 42\n",
        "numpy.py": "from pylab import *\n",
        "gangway.py": "def check(*_):\n    return 2.0\n",
        "sitecustomize.py": "import builtins\nbuiltins.check = lambda *_: 2.0\n",
    },
    kernel=True,
)
