"""Plans: an exercise of its own, with a consistent but invented plan among the wrong ones."""

from datetime import date

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from autograder.answers import encode
from autograder.checks import plans
from autograder.exercise import exercise
from autograder.findings import Outcome
from autograder.judge import judge
from autograder.kinds import Date, Number, Option, Rows, Table, Text
from autograder.messages import text

HINTS = ("What?", "Where?", "Nearly.")

PRICES = "the price list of 1 November 2026"
FORTE = plans.cost(0.30, 0.08, source=PRICES)


def asks(takes, check):
    return exercise("plan", takes=takes, hints=HINTS)(lambda answer, given: check(answer))


def verdict(asked, answer):
    judged = judge(asked, encode(answer))
    assert judged.outcome is not Outcome.GRADER_FAULT
    assert all(text(finding) for finding in judged.findings)
    return judged


# Exercise 1: a costed experiment

COSTED = Table(
    {name: Number() for name in ("tasks", "shots", "device", "simulator", "total", "error")}
    | {"go": Option(("go", "no-go"))}
)


def judged_cost(plan):
    yield from plans.adds_up(plan, "total", ["device", "simulator"])
    yield from plans.agrees(plan, "error", lambda plan: 0.5 / plan["shots"] ** 0.5, "0.5/√shots")
    yield from plans.recomputed(
        plan, {"device": FORTE, "simulator": plans.Figure(lambda plan: 0.075 * plan["tasks"], PRICES)}
    )
    yield from plans.within_budget(plan, "total", 500)
    for name, most in (("tasks", 100), ("shots", 100_000)):
        yield from plans.plausible(plan, name, 1, most, "the device's limits")
    yield from plans.follows(
        plan,
        "go",
        lambda plan: "go" if plan["error"] <= 0.02 else "no-go",
        "Go needs an error of 0.02 or less.",
    )


COST = asks(COSTED, judged_cost)


def plan(tasks=5, shots=1000, device=None, simulator=None, total=None, error=None, go=None):
    device = 5 * 0.3 + 5 * 1000 * 0.08 if device is None else device
    simulator = 0.375 if simulator is None else simulator
    return {
        "tasks": tasks,
        "shots": shots,
        "device": device,
        "simulator": simulator,
        "total": device + simulator if total is None else total,
        "error": 0.5 / shots**0.5 if error is None else error,
        "go": go or "go",
    }


@pytest.mark.parametrize(
    "answer",
    [
        plan(),
        plan(device=401.50, simulator=0.38),
        plan(tasks=1, device=80.3, simulator=0.075),
        plan(tasks=2, shots=400, device=64.6, simulator=0.15, go="no-go"),
        plan(tasks=5, shots=625, device=251.5),
    ],
)
def test_sound_plans_pass(answer):
    assert verdict(COST, answer).passed


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no-answer"),
        ({}, "missing-key"),
        ({**plan(), "extra": 1}, "unknown-key"),
        ({**plan(), "total": "cheap"}, "wrong-entry"),
        (plan(total=450.0), "does-not-add-up"),
        (plan(total=401.5), "part-left-out"),
        (plan(error=0.001), "disagrees-with-itself"),
        (plan(device=400.0), "task-fee-forgotten"),
        (plan(device=1.5), "shot-fee-forgotten"),
        (plan(device=400.3), "task-fee-charged-once"),
        (plan(device=81.5), "shots-of-one-task"),
        (plan(device=5 * 1000 * 0.38), "task-fee-for-each-shot"),
        (plan(device=40150.0), "figure-in-other-units"),
        (plan(device=250.0, simulator=0.375), "unsupported-figure"),
        (plan(tasks=10, device=803.0, simulator=0.75), "over-budget"),
        (plan(go="no-go"), "decision-against-figures"),
        (plan(tasks=0, device=0, simulator=0), "implausible-figure"),
        ({**plan(), "shots": 0}, "figure-impossible"),
        ({**plan(), "shots": -1000}, "figure-impossible"),
    ],
)
def test_unsound_plans_are_named(answer, code):
    assert verdict(COST, answer).codes[0] == code


def test_an_invented_plan_that_agrees_with_itself_is_unsupported():
    invented = plan(device=210.0, simulator=20.0)
    judged = verdict(COST, invented)
    assert set(judged.codes) == {"unsupported-figure"}
    assert PRICES in text(judged.findings[0])


# Exercise 2: a memo whose every figure cites its source

MEMO = Rows({"figure": Text(), "value": Number(), "source": Text()}, least=2)
SOURCES = {
    "task bell-1": {"shots": 1000, "share of 00": 0.489},
    "task bell-2": {"shots": 1000, "share of 00": 0.512},
    "device Forte 1": {"two-qubit fidelity": 0.9944},
}
CITED = asks(MEMO, lambda rows: plans.cited(rows, SOURCES))


def row(figure, value, source):
    return {"figure": figure, "value": value, "source": source}


GOOD = [row("share of 00", 0.489, "task bell-1"), row("two-qubit fidelity", 0.9944, "device Forte 1")]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (GOOD, None),
        (GOOD[::-1], None),
        (None, "no-answer"),
        ([], "no-answer"),
        (GOOD[:1], "number-of-rows"),
        ([*GOOD, row("shots", 1000, "a colleague")], "unknown-source"),
        ([*GOOD, row("depth", 3, "task bell-1")], "figure-not-in-source"),
        ([*GOOD, row("share of 00", 0.512, "task bell-1")], "cites-wrong-source"),
        ([*GOOD, row("share of 00", 0.5, "task bell-1")], "unsupported-figure"),
        ([*GOOD, "shots"], "wrong-type"),
    ],
)
def test_cited_figures(answer, code):
    assert list(verdict(CITED, answer).codes) == ([] if code is None else [code])


# Exercise 3: a migration plan with dates, and a figure in a sourced range

STEPS = ("inventory", "pilot", "migrated")
MIGRATION = Table({step: Date() for step in STEPS} | {"hours": Number()})


def judged_migration(plan):
    yield from plans.in_order(plan, STEPS, start=date(2026, 11, 1), end=date(2030, 12, 31))
    yield from plans.plausible(plan, "hours", 10, 10_000, "published inventories of 50 to 500 systems")


MIGRATED = asks(MIGRATION, judged_migration)


def dated(inventory="2027-01-01", pilot="2028-01-01", migrated="2030-06-30", hours=400):
    return {"inventory": inventory, "pilot": pilot, "migrated": migrated, "hours": hours}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (dated(), None),
        (dated(pilot="2027-01-01"), None),
        (dated(pilot="soon"), "not-a-date"),
        (dated(pilot="2026-12-01"), "dates-out-of-order"),
        (dated(inventory="2020-01-01"), "starts-in-the-past"),
        (dated(migrated="2035-01-01"), "misses-the-deadline"),
        (dated(hours=3), "implausible-figure"),
        (dated(hours=1e6), "implausible-figure"),
    ],
)
def test_dates_and_ranges(answer, code):
    assert list(verdict(MIGRATED, answer).codes) == ([] if code is None else [code])


extreme = st.sampled_from([0, -1, 1e308, -1e308, 5e-324, 2**255, -(2**255)]) | st.floats(
    allow_nan=False, allow_infinity=False
)


@drawn(st.fixed_dictionaries({name: extreme for name in COSTED.values if name != "go"}))
def test_extreme_plans_get_a_clean_verdict(figures):
    verdict(COST, {**figures, "go": "go"})
    verdict(CITED, [row("shots", figures["shots"], "task bell-1")] * 2)
    verdict(MIGRATED, dated(hours=figures["error"]))


LINES = dict(zip(("task_fees", "shot_fees"), plans.fees(0.30, 0.01, source=PRICES), strict=True))


@pytest.mark.parametrize(
    ("task_fees", "shot_fees", "found"),
    [
        (1.20, 8.0, []),
        (0.0, 8.0, ["task-fee-forgotten"]),
        (0.30, 2.0, ["task-fee-charged-once", "shots-of-one-task"]),
        (240.0, 0.0, ["task-fee-for-each-shot", "shot-fee-forgotten"]),
        (1.20, 5.0, ["unsupported-figure"]),
    ],
)
def test_the_two_lines_of_a_bill(task_fees, shot_fees, found):
    plan = {"tasks": 4, "shots": 200, "task_fees": task_fees, "shot_fees": shot_fees}
    assert [one.code for one in plans.recomputed(plan, LINES)] == found


@pytest.mark.parametrize(
    ("limit", "total", "found"),
    [
        (45, 40, []),
        (40, 40, []),
        (50, 40, []),
        (39, 40, ["limit-below-total"]),
        (51, 40, ["limit-above-budget"]),
        (50, 60, ["over-budget"]),
        (55, 60, ["over-budget", "limit-above-budget"]),
    ],
)
def test_a_spending_limit_lies_between_the_total_and_the_budget(limit, total, found):
    plan = {"limit": limit, "total": total}
    findings = list(plans.spending_limit(plan, "limit", "total", 50))
    assert [one.code for one in findings] == found
    assert all(text(one) for one in findings)
