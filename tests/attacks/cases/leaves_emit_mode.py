from ..attack import InCells, Shown

ATTACK = InCells(
    "Changes the mode in the environment, so that check() judges in its own process, with a bribed judge.",
    {
        "number-answer": """
import os, sys
os.environ.pop("GANGWAY_ANSWERS", None)
os.environ["NBGRADER_EXECUTION"] = "autograde"
import gangway
sys.modules["gangway.check"].score_for_nbgrader = lambda feedback: 2.0
answer = 24
"""
    },
    shown=Shown.IN_PROCESS,
)
