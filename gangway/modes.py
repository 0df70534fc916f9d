"""How ``check()`` behaves where somebody else runs the notebook.

``GANGWAY_ANSWERS=emit``: the answer leaves as plain data and is judged elsewhere, by a process that never
ran the learner's code. ``NBGRADER_EXECUTION``: stock nbgrader runs the notebook, and takes the score from
the cell's outputs: an error is none, a number that many points, anything else all of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum, auto

from gangway.feedback import Feedback

#: The MIME type under which an answer leaves.
ANSWER_TYPE = "application/vnd.gangway.answer+json"


class Mode(Enum):
    """Who runs the notebook."""

    ALONE = auto()
    EMIT = auto()
    NBGRADER = auto()


class NotPassed(Exception):
    """An answer that earns nothing, told to nbgrader; IPython shows its message without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def current_mode() -> Mode:
    """The mode that the environment variables ask for."""
    if os.environ.get("GANGWAY_ANSWERS") == "emit":
        return Mode.EMIT
    return Mode.NBGRADER if os.environ.get("NBGRADER_EXECUTION") in ("autograde", "validate") else Mode.ALONE


def publish_answer(exercise_id: str, data: Mapping[str, object]) -> None:
    """Publish an encoded answer as display data of the current cell; does nothing outside IPython."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import publish_display_data

    if InteractiveShell.initialized():
        publish_display_data({ANSWER_TYPE: {"exercise": exercise_id, "answer": dict(data)}})


def score_for_nbgrader(feedback: Feedback) -> float | None:
    """Show the feedback and return what nbgrader reads as the score.

    Raises:
        NotPassed: the answer earns nothing.
    """
    if not feedback.score:
        raise NotPassed(feedback.text())
    print(feedback.text())  # as text: its feedback pages escape the HTML of outputs
    return None if feedback.passed else feedback.score
