"""Sealed assignments: own numbers from release to verdict, and nothing given away on the way."""

from __future__ import annotations

import csv
import io
import json
import random
from importlib import import_module

import pytest
from typer.testing import CliRunner

from autograder import tokens
from autograder.asked import value_of
from autograder.checks.choice import choice
from autograder.cohort import pipeline, plans, sealing
from autograder.cohort.layout import CohortError
from autograder.cohort.released import load
from autograder.cohort.run import Limits
from autograder.course import course
from autograder.kinds import Circuit, Function, Interval, Number, Rows, Table
from gangway import check, given, join
from gangway.commands.grade import app
from gangway.trouble import Trouble

from .conftest import ASSIGNMENT, in_this_process

NAME, EXERCISE = "1-07-own-numbers", "1-07/twice"

CHECKS = '''"""A private assignment's check, of the cohort's tests."""

from autograder.exercise import exercise
from autograder.findings import Finding
from autograder.kinds import Number

MESSAGES = {"not-twice": {"does": "Your number is {given}.", "asked": "Asked was twice your own."}}


@exercise(
    "twice", takes=Number(), points=2, hints=["a", "b", "c"], messages=MESSAGES,
    variant=lambda rng: {"number": rng.randint(1_000, 1_000_000)},
)
def twice(answer, given):
    if answer != 2 * given["number"]:
        yield Finding("not-twice", {"given": answer})
'''

NOTEBOOK = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Own numbers

```{code-cell} ipython3
from gangway import check, given
```

```{code-cell} ipython3
---
nbgrader: {schema_version: 3, solution: true, grade: false, locked: false, grade_id: twice-answer}
---
number = given("1-07/twice")["number"]
doubled = 0
### BEGIN SOLUTION
doubled = 2 * number
### END SOLUTION
```

```{code-cell} ipython3
---
nbgrader:
  schema_version: 3
  solution: false
  grade: true
  locked: true
  task: false
  points: 2
  grade_id: twice-check
---
check("1-07/twice", doubled)
```
"""


@pytest.fixture
def private(tmp_path):
    """An instructor's folder of private assignments."""
    folder = tmp_path / "mine" / NAME
    folder.mkdir(parents=True)
    (folder / "checks.py").write_text(CHECKS, "utf-8")
    (folder / f"{NAME}.md").write_text(NOTEBOOK, "utf-8")
    return folder.parent


@pytest.fixture
def grade(cohort):
    """Run a command on the cohort; returns what it printed."""

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, [*arguments, "--cohort", str(cohort.root)])
        if isinstance(result.exception, Trouble):
            raise result.exception
        assert result.exit_code == 0, (result.output, result.exc_info)
        return result.output

    return run


@pytest.fixture
def sealed(cohort, grade, private):
    """The cohort with the private assignment released to two learners; what the command printed."""
    cohort.roster.write_text("id,first_name,last_name\nkim,민준,김\nlee,=1+1,L\n", "utf-8")
    return grade("release", "1-07", "--solutions", str(private))


@pytest.fixture
def joined(monkeypatch, tmp_path):
    """A kernel in which nobody has joined yet."""
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(import_module("gangway.join"), "_joined", {})


def token(cohort, student):
    return (cohort.root / "personal" / NAME / student / "token.txt").read_text("utf-8").strip()


def number_of(cohort, student):
    return value_of(sealing.load(cohort, NAME).numbers[student][EXERCISE]["number"])


def test_everybody_has_numbers_of_their_own_and_nothing_is_given_away(cohort, sealed):
    assert "2 learners have notebooks of their own" in sealed
    assert number_of(cohort, "kim") != number_of(cohort, "lee")
    rows = list(
        csv.DictReader(io.StringIO((cohort.root / "personal" / NAME / "tokens.csv").read_text("utf-8-sig")))
    )
    assert [(row["id"], row["first_name"]) for row in rows] == [("kim", "민준"), ("lee", "'=1+1")]
    said = tokens.loads(rows[0]["token"])
    assert (said.learner, set(said.exercises)) == ("kim", {EXERCISE})
    handed = [path.read_text("utf-8") for path in (cohort.root / "personal").rglob("*.ipynb")]
    handed.append(cohort.released(NAME).read_text("utf-8"))
    secret = sealing.secret(cohort)
    for text in (*handed, json.dumps(said.exercises)):
        for hidden in (secret.hex(), sealing.phrase(secret), "not-twice", "SOLUTION", "2 * number"):
            assert hidden not in text


def test_check_says_wellformed_and_recorded_and_no_more(cohort, sealed, joined):
    assert "numbers are missing" not in check("1-01/answer-to-all", 1).heading
    assert "missing" in join(NAME).heading
    assert "missing" in check(EXERCISE, 1).heading
    with pytest.raises(Exception, match="token"):
        given(EXERCISE)
    assert "kim" in join(NAME, token=token(cohort, "kim")).heading
    number = given(EXERCISE)["number"]
    assert number == number_of(cohort, "kim")
    right, wrong = check(EXERCISE, 2 * number), check(EXERCISE, 1)
    assert right.text() == wrong.text()
    assert "recorded" in right.heading
    assert right.verdict is None
    assert "can't be graded" in check(EXERCISE, "many").heading


def test_a_token_from_a_file_and_tokens_that_are_none(cohort, sealed, joined, tmp_path, monkeypatch):
    monkeypatch.chdir(cohort.root / "personal" / NAME / "lee")
    assert "lee" in join(NAME).heading
    whole = token(cohort, "kim")
    assert "damaged" in join(NAME, token=whole[:40] + "A" + whole[41:]).text()
    assert "no token" in join(NAME, token="swordfish").text()
    assert "1-07-own-numbers; this notebook is other" in join("other", token=whole).text()


def submit(cohort, student, *, using):
    """Hand in the notebook of one learner, solved right for its numbers, under a learner's id."""
    notebook = load(cohort.root / "personal" / NAME / using / f"{NAME}.ipynb").notebook
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "twice-answer":
            cell["source"] = 'doubled = 2 * given("1-07/twice")["number"]'
    folder = cohort.submitted(student, NAME)
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook), "utf-8")


def test_it_is_judged_with_the_same_numbers(cohort, sealed):
    """Also of somebody who came after the release, and whatever token the notebook bears."""
    submit(cohort, "kim", using="kim")
    submit(cohort, "new", using="lee")
    plan = plans.plan(cohort, NAME)
    (one, other) = plan.work()
    assert one.key != other.key
    entries = pipeline.carry_out(plan, in_this_process, Limits(), unsafe=True)
    results = {entry.student: entry.graded.results[0] for entry in entries}
    assert {name: result.score for name, result in results.items()} == {"kim": 2.0, "new": 2.0}


def test_numbers_of_another_are_wrong(cohort, sealed):
    from autograder.cohort.judging import Evidence, judge_all

    released = load(cohort.released(NAME))
    (cell,) = released.judged
    root = plans.plan(cohort, NAME).course_root
    answer = {"kind": "int", "value": str(2 * number_of(cohort, "lee"))}
    from autograder.answers import encode

    answer = encode(2 * number_of(cohort, "lee"))
    seal = sealing.load(cohort, NAME)
    evidence = [Evidence(cell, answer, answered=True)]
    for student, score in (("lee", 2.0), ("kim", 0.0)):
        assert judge_all(root, evidence, seal.numbers[student])[0].score == score


def test_released_twice_it_keeps_what_was_handed_out(cohort, sealed, grade, private):
    before = number_of(cohort, "kim")
    checks = private / NAME / "checks.py"
    checks.write_text(checks.read_text("utf-8").replace("randint(1_000,", "randint(2_000,"), "utf-8")
    import shutil

    # without what was compiled: an edit within the same second, of the same length, would not be seen
    moved = shutil.copytree(private, private.parent / "moved", ignore=shutil.ignore_patterns("__pycache__"))
    cohort.roster.write_text("id\nkim\nlee\nann\n", "utf-8")
    said = grade("release", "1-07", "--solutions", str(moved))
    assert "2 keep the numbers that they were handed before" in " ".join(said.split()), said
    assert "secret" not in said
    assert number_of(cohort, "kim") == before
    assert number_of(cohort, "ann") > 0
    with pytest.raises(Trouble, match="is private"):
        grade("release", "1-07", "--open", "--solutions", str(moved))


def test_the_secret_comes_back_from_its_phrase_and_only_from_it(cohort, sealed, grade, private):
    phrase = sealing.phrase(sealing.secret(cohort))
    assert phrase in sealed
    numbers = sealing.load(cohort, NAME).numbers
    (cohort.root / "seal" / "secret").unlink()
    with pytest.raises(Trouble, match="secret is gone"):
        grade("release", "1-07", "--solutions", str(private))
    with pytest.raises(Trouble, match="sealed with another"):
        grade("secret", "--recover", sealing.phrase(bytes(16)))
    wrong = phrase[:-1] + ("A" if phrase[-1] != "A" else "B")
    with pytest.raises(Trouble, match="mistyped"):
        grade("secret", "--recover", wrong)
    assert phrase in grade("secret", "--recover", phrase.lower().replace("-", " "))
    (cohort.root / "seal" / f"{NAME}.json").unlink()
    grade("release", "1-07", "--solutions", str(private))
    assert sealing.load(cohort, NAME).numbers == numbers
    assert (cohort.root / "seal" / "secret").stat().st_mode & 0o077 == 0


def test_every_slip_of_the_pen_in_a_phrase_is_noticed_nearly_always():
    rng = random.Random(7)
    caught = 0
    for _ in range(300):
        key = rng.randbytes(16)
        phrase = sealing.phrase(key)
        assert sealing.secret_of(phrase) == key
        place = rng.choice([at for at, letter in enumerate(phrase) if letter != "-"])
        other = rng.choice(
            [letter for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if letter != phrase[place]]
        )
        try:
            sealing.secret_of(phrase[:place] + other + phrase[place + 1 :])
        except CohortError:
            caught += 1
    assert caught >= 298


def test_a_public_assignment_is_sealed_too_and_can_be_open(cohort, grade):
    cohort.roster.write_text("id\nkim\n", "utf-8")
    assert "It is sealed" in grade("release", "1-01")
    assert "join(" in cohort.released(ASSIGNMENT).read_text("utf-8")
    with pytest.raises(Trouble, match="was sealed for this cohort"):
        grade("release", "1-01", "--open")


def test_what_was_handed_out_open_is_sealed_only_before_anybody_hands_in(cohort, grade):
    """Submissions made with everybody's numbers would be judged by numbers of their own."""
    cohort.roster.write_text("id\nkim\n", "utf-8")
    folder = cohort.submitted("kim", ASSIGNMENT)
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_bytes(cohort.released(ASSIGNMENT).read_bytes())
    with pytest.raises(Trouble, match="was handed out open, and there are submissions: 1"):
        grade("release", "1-01")
    assert sealing.load(cohort, ASSIGNMENT) is None
    assert "join(" not in cohort.released(ASSIGNMENT).read_text("utf-8")
    assert "handed out open before" not in grade("release", "1-01", "--open")
    (folder / f"{ASSIGNMENT}.ipynb").unlink()
    folder.rmdir()
    assert "whoever works in that notebook needs the new one" in grade("release", "1-01")
    assert "handed out open before" not in grade("release", "1-01")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Number(), 3, "three"),
        (Interval(0, 1), (0.1, 0.2), 3),
        (Table({"a": Number()}), {"a": 1}, {"b": 1}),
        (Rows({"a": Number()}), [{"a": 1}], [{"a": "x"}]),
        (Function(lambda given: [(1,)], Number()), abs, 3),
        (Circuit(max_qubits=1), "OPENQASM 3; qubit[1] q; h q[0];", "OPENQASM 3; qubit[2] q; h q[1];"),
        (
            choice("c", options={"a": "A", "b": "B"}, right="a", says={"b": ("x", "y")}, hints="123").takes,
            "a",
            "z",
        ),
    ],
    ids=lambda kind: type(kind).__name__,
)
def test_a_token_knows_what_is_well_formed(kind, good, bad):
    from autograder.answers import Malformed

    form = json.loads(json.dumps(tokens.written(kind)))
    tokens.well_formed(form, good)
    with pytest.raises(Malformed):
        tokens.well_formed(form, bad)


def test_every_exercise_of_the_course_can_be_sealed():
    known = course()
    for name in known.exercise_ids():
        exercise = known.exercise(name)
        entry = tokens.entry(exercise.takes, {})
        text = tokens.Token("x", "y", {name: entry}).dumps()
        assert tokens.loads(text).exercises[name] == json.loads(json.dumps(entry))
