"""Every attack through every path that grades: nothing gained, nothing changed, nobody else's grade moved.

All attacks are one cohort, graded in one run, with honest learners and learners who look for what others
have left among them. ``make test`` takes our own pipeline in its faster mode and the quick ones by nbgrader;
the soak takes everything, in both modes and by nbgrader.
"""

from __future__ import annotations

import json
import sys
from functools import partial

import pytest

from autograder.sandbox import Mode, probe

from .attack import HandedIn, InCells, attacks
from .grading import (
    TURNS,
    all_troubles,
    by_nbgrader,
    by_the_runner,
    cohort_of,
    honest_troubles,
    live_markup,
    scores_of,
    troubles_of,
)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only on Linux, where grading runs"),
    pytest.mark.filterwarnings("ignore:Object of type <Submitted"),
    pytest.mark.filterwarnings("ignore:Non-unique cell id"),
]

EVERY = [*attacks(InCells), *attacks(HandedIn)]
#: Left to the soak: they take their whole time.
SLOW = {name for name, attack in attacks(InCells).items() if attack.slow}
QUICK = [name for name in EVERY if name not in SLOW]


def _why_not(mode: Mode) -> str:
    return next(finding.why for finding in probe() if finding.mode is mode)


def _by_the_runner(mode, names, attacked, attacked_course, tmp_path, turns=TURNS):
    if why := _why_not(mode):
        pytest.skip(f"{mode}: {why}")
    with cohort_of(names, attacked_course, attacked, tmp_path, turns) as (cohort, aims):
        entries = by_the_runner(cohort, mode)
        assert {*names} <= {*entries}
        troubles = [f"{name}: {entry.trouble}" for name, entry in entries.items() if entry.trouble]
        troubles += list(_wrong_outcomes(entries, names)) + all_troubles(cohort, aims, names, turns)
    assert not troubles, "\n".join(troubles)


def _wrong_outcomes(entries, names):
    """Whose exercise ended in another way than its attack may end."""
    for name in names:
        graded, attack = entries[name].graded, attacks()[name]
        wanted = {attack.exercise: attack.ends} if isinstance(attack, InCells) else attack.ends
        for result in graded.results if graded and not graded.refused else ():
            exercise = result.exercise.partition("/")[2]
            if exercise in wanted and result.outcome not in wanted[exercise]:
                yield f"{name}: {exercise} ended as {result.outcome}: {result.text[:200]}"
        if isinstance(attack, HandedIn) and graded and bool(attack.refused) != bool(graded.refused):
            yield f"{name}: refused: {graded.refused}"


def test_by_our_pipeline(attacked, attacked_course, tmp_path):
    _by_the_runner(Mode.FORK, QUICK, attacked, attacked_course, tmp_path)


#: For the slower mode in every run: processes, descriptors, forgeries, files, and the end of the run.
HANDFUL = [
    "proc-memory",
    "pidfd-getfd",
    "kills-others",
    "writes-into-every-descriptor",
    "forges-a-verdict",
    "reads-a-secret-file",
    "kills-its-kernel",
]


def test_a_handful_with_a_jail_for_each(attacked, attacked_course, tmp_path):
    _by_the_runner(Mode.SINGLE, HANDFUL, attacked, attacked_course, tmp_path, turns=("zz",))


@pytest.mark.soak
@pytest.mark.parametrize("mode", list(Mode))
def test_all_by_our_pipeline(mode, attacked, attacked_course, tmp_path):
    _by_the_runner(mode, EVERY, attacked, attacked_course, tmp_path)


def _by_nbgrader(names, attacked, attacked_course, tmp_path, monkeypatch, turns):
    monkeypatch.setenv("GANGWAY_COURSE", str(attacked_course))
    with cohort_of(names, attacked_course, attacked, tmp_path, turns) as (cohort, aims):
        by_nbgrader(cohort)
        troubles = all_troubles(cohort, aims, names, turns)
    assert not troubles, "\n".join(troubles)


def test_some_by_nbgrader(attacked, attacked_course, tmp_path, monkeypatch):
    some = [
        "numpy-comparisons",
        "replaces-do-execute",
        "reads-a-secret-file",
        "exits",
        "intake-duplicated-cells",
        "intake-attachments",
        "intake-metadata-bomb",
        "intake-pipe",
        "intake-timestamp-absurd",
    ]
    _by_nbgrader(some, attacked, attacked_course, tmp_path, monkeypatch, turns=("zz",))


@pytest.mark.soak
def test_all_by_nbgrader(attacked, attacked_course, tmp_path, monkeypatch):
    _by_nbgrader(EVERY, attacked, attacked_course, tmp_path, monkeypatch, turns=TURNS)


#: Handed in under a name that is no text: nbgrader can't look it up, and reports it.
ODDLY_NAMED = {"intake-undecodable-names"}


def _points(scores: dict) -> dict:
    """By learner and exercise; what was refused has none, whether that stands as nothing or as zero."""
    return {
        (learner, exercise): score or 0.0
        for learner, given in scores.items()
        for exercise, score in given.items()
        if learner not in ODDLY_NAMED
    }


@pytest.mark.soak
def test_nbgrader_gives_the_scores_that_our_pipeline_gives(attacked, attacked_course, tmp_path, monkeypatch):
    monkeypatch.setenv("GANGWAY_COURSE", str(attacked_course))
    points = []
    for way in (by_nbgrader, partial(by_the_runner, mode=Mode.FORK)):
        with cohort_of(QUICK, attacked_course, attacked, tmp_path / str(len(points))) as (cohort, _):
            way(cohort)
            points.append(_points(scores_of(cohort)))
    by_its_way, by_ours = points
    assert by_ours == {**dict.fromkeys(by_ours, 0.0), **by_its_way}


def test_what_is_gained_would_be_seen(aims):
    said = {"output_type": "stream", "text": f"{aims.canaries()[0]} and more", "data": {}}
    assert list(troubles_of("tcp", {}, json.dumps({"cells": [{"outputs": [said]}]}), aims))
    assert list(troubles_of("tcp", {"number": 1.0}, '{"cells": []}', aims))
    assert not list(troubles_of("tcp", {"number": 0.0}, '{"cells": []}', aims))
    live = {"data": {"text/html": "<b>x</b><img src=x ONERROR=1>"}}
    assert live_markup({"cells": [{"outputs": [live]}]}) == ["onerror="]
    assert not live_markup({"cells": [{"outputs": [{"data": {"text/html": "&lt;script>"}}]}]})
    assert len(list(honest_troubles({}))) == 3 * len(TURNS)
    (aims.shared / "left").touch()
    assert aims.as_it_was()
