"""Questions: the browser's judge against Python's, sealed data, and the way through ``check()``."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gangway
from autograder.answers import encode
from autograder.course import course
from autograder.exercise import Exercise
from autograder.judge import judge
from autograder.kinds import Lines
from autograder.messages import sentences
from gangway.feedback import Feedback
from gangway.site.checked import examples
from gangway.widgets import Ask
from gangway.widgets.ask import question, sealed

pytestmark = pytest.mark.needs("npm")

DATA = {
    name: exercise
    for lesson in course().lessons.values()
    for name, exercise in ((f"{lesson.id}/{one.name}", one) for one in lesson.exercises.values())
    if exercise.data is not None
}


def from_examples() -> dict[str, Exercise]:
    """The exercises of the page of checks that are data."""
    folder = course().root / "book" / "examples"
    found = [examples(path).exercises.values() for path in sorted(Path(folder).glob("*.py"))]
    return {f"0-00/{one.name}": one for one in itertools.chain(*found) if one.data is not None}


def plain(answer: object) -> Any:
    """An answer as JSON has it; None for one that was not given."""
    if answer is None or answer is Ellipsis:
        return None
    if isinstance(answer, np.ndarray):
        return answer.tolist()
    if isinstance(answer, dict):
        return {str(key): plain(value) for key, value in answer.items()}
    return [plain(one) for one in answer] if isinstance(answer, list | tuple) else answer


def answers(exercise: Exercise) -> list[Any]:
    """Every answer that hands could give to a question with few of them, and many to the others."""
    generator = random.Random(exercise.name)
    data: Any = exercise.data
    form = data["form"]
    strange = [None, "", 3, True, [], {}, ["a", None], "b, b", "zz", {"1": 0.5}, [1], [2, 1]]
    if form == "choice":
        return [*data["options"], "(A).", *strange]
    if form == "ordering":
        return [*orders(list(data["lines"]), generator), "".join(data["lines"]), *strange]
    if form == "predict-interval":
        span = data["high"] - data["low"]
        ends = [sorted(data["low"] + generator.random() * span for _ in "ab") for _ in range(100)]
        whole = [[round(low), round(high)] for low, high in ends]
        return [*ends, *whole, data["truth"], [data["low"] - 1, 0], [5, 5], *strange]
    return [*distributions(data["width"], generator), *map(plain, data["misconceptions"].values()), *strange]


def orders(lines: list[str], generator: random.Random) -> list[list[str]]:
    """All orders of up to five lines; of more, all short ones and four hundred others."""
    every = itertools.chain(*(itertools.permutations(lines, size) for size in range(1, len(lines) + 1)))
    listed = [list(one) for one in itertools.islice(every, 300)]
    others = [generator.sample(lines, generator.randint(1, len(lines))) for _ in range(400)]
    return listed + others


def distributions(width: int, generator: random.Random) -> list[dict[str, float]]:
    keys = [f"{state:0{width}b}" for state in range(2**width)]
    counted = [{key: generator.choice([0, 1, 25, 50, 100]) for key in keys} for _ in range(60)]
    drawn = np.random.default_rng(1).dirichlet([1] * len(keys), size=40)
    shares = [dict(zip(keys, one.tolist(), strict=True)) for one in drawn]
    odd = [{"2": 1.0}, {"0": 0.5, "00": 0.5}, {keys[0]: -0.5, keys[-1]: 1.5}, {keys[0]: "half"}, {keys[0]: 0}]
    return [*counted, *shares, *odd]


def by_python(exercise: Exercise, answer: object) -> dict[str, Any]:
    verdict = judge(exercise, encode(answer), {})
    said = [list(sentences(finding, exercise.messages).values()) for finding in verdict.shown]
    return {
        "outcome": verdict.outcome.value,
        "score": verdict.score,
        "codes": list(verdict.codes),
        "said": said,
    }


def agree(ask_javascript, exercises: dict[str, Exercise], extra: dict[str, list[Any]]) -> int:
    given = {
        name: [*answers(one), *(plain(answer) for answer in extra.get(name, []))]
        for name, one in exercises.items()
    }
    found = ask_javascript(
        [
            {"about": "judge", "question": question(name, one), "answers": given[name]}
            for name, one in exercises.items()
        ]
    )
    for (name, exercise), verdicts in zip(exercises.items(), found, strict=True):
        for answer, by_browser in zip(given[name], verdicts, strict=True):
            assert by_browser == by_python(exercise, answer), (name, answer)
    return sum(map(len, given.values()))


def test_the_browsers_judge_agrees_on_every_exercise_of_the_course(ask_javascript):
    attempts = {
        name: [
            attempt.make({})
            for lesson in course().lessons.values()
            for attempt in lesson.attempts
            if f"{lesson.id}/{attempt.exercise}" == name
        ]
        for name in DATA
    }
    assert agree(ask_javascript, DATA, attempts) > 1000


def test_the_browsers_judge_agrees_on_every_example(ask_javascript):
    found = from_examples()
    assert {"choice", "ordering"} <= {str(one.data["form"]) for one in found.values()}  # type: ignore[index]
    assert agree(ask_javascript, found, {}) > 300


def test_listed_orders_are_judged_alike(ask_javascript):
    """An ordering given by all its orders, some with other lines than others."""
    from autograder.checks.ordering import ordering

    listed = ordering(
        "listed",
        lines=dict.fromkeys("abcde", "x"),
        valid=["a b c", "b a c", "c d a", "a c d"],
        distractors="e",
        says={"e": ("not-this", "no"), ("c", "b"): ("b-first", "B first.")},
        hints=("1", "2", "3"),
    )
    assert isinstance(listed.takes, Lines)
    agree(ask_javascript, {"9-99/listed": listed}, {})


@pytest.mark.parametrize("name", sorted(DATA))
def test_no_answer_stands_in_clear_text(name):
    shown = json.dumps({key: value for key, value in question(name, DATA[name]).items() if key != "sealed"})
    judging = {"plans", "right", "says", "distractors", "misconceptions", "truth", "hints", "messages"}
    assert not judging & set(json.loads(shown))
    page = Ask(name, DATA[name]).html()
    assert all(hint not in page for hint in DATA[name].hints)


def test_sealing_is_undone_by_the_same_bytes():
    assert sealed({"a": "é"}, 7) != sealed({"a": "é"}, 8)


@pytest.fixture
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path))


def test_a_hand_in_goes_through_check_and_is_kept(own_progress):
    from gangway.progress import store

    asked = gangway.ask("1-01/order-lines")
    asked.answer = ["c", "b", "f", "e", "a"]
    asked.handed_in = 1
    assert asked.feedback["to"] == 1
    assert asked.feedback["tone"] == "wrong"
    assert "lets CNOT act before H" in asked.feedback["points"][0][0]
    asked.answer = "cfbea"
    asked.handed_in = 2
    assert asked.feedback["tone"] == "right"
    assert [event.detail["codes"] for event in store().recall("1-01/order-lines", "attempt")] == [
        ["cnot-before-h"],
        [],
    ]


def test_a_prediction_is_recorded_and_nothing_is_revealed(own_progress):
    asked = gangway.ask("1-01/counts")
    asked.answer = {"00": 25, "01": 25, "10": 25, "11": 25}
    asked.handed_in = 1
    assert asked.feedback["heading"].startswith("Recorded")
    assert asked.feedback["points"] == []
    revealed = gangway.check("1-01/counts", {"00": 500, "11": 500})
    assert "Four equal bars" in revealed.text()


def test_a_hint_asked_for_in_the_browser_counts(own_progress):
    asked = gangway.ask("1-01/which-bit")
    asked.hinted = 1
    assert gangway.hint("1-01/which-bit").heading == "Hint 2 of 3"


def test_what_cannot_be_asked_is_said(own_progress):
    in_code, unknown = gangway.ask("1-01/bell-pair"), gangway.ask("1-01/wich-bit")
    assert isinstance(in_code, Feedback)
    assert "answered in code" in in_code.heading
    assert "1-01/which-bit" in unknown.text()


@pytest.mark.parametrize("name", sorted(DATA))
def test_every_question_says_what_it_asks(name):
    asked = Ask(name, DATA[name])
    assert name in asked.words()
    assert "<li>" in asked.still()
