from ..attack import InCells, Shown

ATTACK = InCells(
    "Hands in a colorsys.py that the test cell imports instead of Python's, and others.",
    {"number-answer": "answer = 24"},
    shown=Shown.ASSERTS,
    asserts="import colorsys\nassert colorsys.rgb_to_hls(answer, 0, 0) == 42",
    beside={
        "colorsys.py": "def rgb_to_hls(*_):\n    return 42\n",
        "numpy.py": "from colorsys import *\n",
        "gangway.py": "def check(*_):\n    return 2.0\n",
        "sitecustomize.py": "import builtins\nbuiltins.check = lambda *_: 2.0\n",
    },
    kernel=True,
)
