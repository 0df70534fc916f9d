"""A runner that reads the answers off the cells in place of running them: for what happens around running."""

from __future__ import annotations

import json

from autograder.answers import call
from autograder.cohort.engines import Engines
from autograder.cohort.run import Ran

from ..conftest import Canned, JudgeHere, ran_with


class Reader:
    """Knows the few answers of the known cohort by their text."""

    def run(self, notebook, asked, limits) -> Ran:
        sources = "".join(cell["source"] for cell in json.loads(notebook)["cells"])
        function = (lambda x: 2 * abs(x)) if "abs(x)" in sources else (lambda x: 2 * x)
        number = 24 if "answer = 24" in sources else 42
        return ran_with(answer_to_all=number, doubling=call(function, [(1,), (3,), (-2,)]))

    def close(self) -> None:
        pass


def reading() -> Engines:
    """Engines that work in this process."""
    return Engines(make=lambda: Canned(Reader(), JudgeHere()))
