from ..attack import InCells, Shown

ATTACK = InCells(
    "Replaces the judge's own functions in its process.",
    {
        "number-answer": """
import sys
from autograder.findings import Outcome, Verdict
def passes(exercise, *_, **__):
    return Verdict(exercise.name, Outcome.PASSED, exercise.points, exercise.points)
import autograder.judge
autograder.judge.judge = passes
sys.modules["gangway.check"].judge = passes
answer = 24
"""
    },
    shown=Shown.IN_PROCESS,
)
