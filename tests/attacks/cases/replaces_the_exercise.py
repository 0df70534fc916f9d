from ..attack import InCells, Shown

ATTACK = InCells(
    "Changes the exercise itself: another judgement, a hundred times the points.",
    {
        "number-answer": """
answer = 24
import autograder.course
from autograder.exercise import Exercise
from autograder.kinds import Number
mine = Exercise("number", Number(), lambda answer, given: [], points=2, hints=["a", "b", "c"])
autograder.course.Course.exercise = lambda self, name: mine
"""
    },
    shown=Shown.IN_PROCESS,
)
