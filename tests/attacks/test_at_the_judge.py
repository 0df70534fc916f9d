"""What a runner may reply, were it wholly in a cheat's hands: read, judged and shown without harm."""

from __future__ import annotations

import json
import sys

import pytest

from autograder.cohort import intake, judging, show
from autograder.cohort.judge_client import Judge
from autograder.cohort.run import Limits, Ran
from autograder.findings import Outcome
from autograder.sandbox.messages import Told

from .attack import Replied, attacks
from .making import RIGHT, as_bytes, filled

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux, where grading runs")

KIND = "application/vnd.gangway.answer+json"
REPLIED = attacks(Replied)
LIVE = ("<script", "onerror=", "onload=", "javascript:")


@pytest.fixture(scope="module")
def judge():
    with Judge() as process:
        yield process


def replies_of(attack: Replied):
    """The cells of every run that the attack makes up."""
    for answer in attack.answers():
        data = {KIND: {"exercise": f"1-01/{attack.exercise}", "answer": answer}}
        outputs = [{"output_type": "display_data", "metadata": {}, "data": data}]
        yield {f"{attack.exercise}-check": {"ended": "finished", "outputs": outputs}}
    yield from attack.replies()


def read(cells, attacked) -> Ran | None:
    """A run as the coordinator reads it from its line of JSON; ``None`` where it can't be said in one."""
    told = Told(list(attacked.cells), Limits())
    for name, cell in cells.items():
        if not isinstance(cell, dict):
            continue
        try:
            line = json.dumps({"cell": name, **cell}).encode()
        except (RecursionError, ValueError):
            return None
        told.take(line + b"\n")
    return Ran(told.cells)


@pytest.mark.parametrize("name", REPLIED)
def test_nothing_is_gained(name, attacked, attacked_course, judge):
    attack = REPLIED[name]
    clean = intake.clean(as_bytes(filled(attacked, RIGHT)), attacked)
    for cells in replies_of(attack):
        ran = read(cells, attacked)
        if ran is None:
            continue
        graded = judge.graded(attacked_course, attacked, clean.notebook, ran, ())
        _harmless(graded.results, graded.notebook, attack, cells)
        graded.dumps().encode()


@pytest.mark.soak
@pytest.mark.parametrize("name", [name for name in REPLIED if name.startswith("judge")])
def test_nothing_is_gained_even_where_it_comes_unread(name, attacked, attacked_course):
    """The judge alone, handed what no line of JSON could have said."""
    attack = REPLIED[name]
    for cells in replies_of(attack):
        results = judging.judge_all(attacked_course, judging.gather(Ran(cells), attacked))
        notebook = show.graded_notebook(as_bytes({**attacked.notebook, "cells": []}), Ran({}), results, ())
        _harmless(results, notebook, attack, cells)


def _harmless(results, notebook, attack: Replied, cells) -> None:
    said = {result.exercise.partition("/")[2]: result for result in results}
    attempted = said[attack.exercise]
    assert attempted.outcome in attack.ends, (attempted, str(cells)[:500])
    assert attempted.score == 0
    for result in results:
        assert result.outcome is not Outcome.GRADER_FAULT, (result, str(cells)[:500])
        assert not result.score
        assert len(result.text) < 10_000
    page = "".join(
        str(output.get("data", {}).get("text/html", ""))
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
    ).lower()
    assert (
        not [live for live in LIVE if live in page.replace("&lt;", "").replace("&gt;", "")]
        or "<img" not in page
    )
