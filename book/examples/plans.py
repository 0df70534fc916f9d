"""Plans: tables and memos whose every figure must hold. A plan that agrees with itself but with
nothing that it cites is invented, and is wrong.
"""

from datetime import date

from autograder import kinds
from autograder.attempts import reference, wrong
from autograder.checks import plans
from autograder.exercise import exercise

HINTS = ("a question", "a pointer", "nearly the solution")
PRICES = "the price list of 1 May 2026"
ROW = {"figure": kinds.Text(), "value": kinds.Number(), "source": kinds.Text()}
DATES = kinds.Table({"inventory": kinds.Date(), "migration": kinds.Date()})
DECISION = kinds.Table({"error": kinds.Number(), "decision": kinds.Option(("go", "no-go"))})


def table(*names):
    return kinds.Table({name: kinds.Number() for name in names})


@exercise("adds-up", takes=table("device", "simulator", "total"), hints=HINTS)
def a_total(answer, given):
    yield from plans.adds_up(answer, "total", ["device", "simulator"])


@reference("adds-up")
def summed(given):
    return {"device": 401.50, "simulator": 0.38, "total": 401.88}


@wrong("adds-up", "part-left-out")
def without_the_simulator(given):
    return {"device": 401.50, "simulator": 0.38, "total": 401.50}


@exercise("agrees", takes=table("shots", "error"), hints=HINTS)
def an_error_for_the_shots(answer, given):
    yield from plans.agrees(answer, "error", lambda plan: 0.5 / plan["shots"] ** 0.5, "0.5/√shots")


@reference("agrees")
def for_these_shots(given):
    return {"shots": 2500, "error": 0.01}


@wrong("agrees", "disagrees-with-itself")
def for_others(given):
    return {"shots": 1000, "error": 0.01}


@exercise("recomputed", takes=table("tasks", "shots", "device"), hints=HINTS)
def a_bill(answer, given):
    yield from plans.recomputed(answer, {"device": plans.cost(0.30, 0.08, source=PRICES)})


@reference("recomputed")
def fee_and_shots(given):
    return {"tasks": 5, "shots": 1000, "device": 5 * 0.30 + 5 * 1000 * 0.08}


@wrong("recomputed", "task-fee-forgotten")
def shots_alone(given):
    return {"tasks": 5, "shots": 1000, "device": 5 * 1000 * 0.08}


@exercise("cited", takes=kinds.Rows(ROW), hints=HINTS)
def figures_with_sources(answer, given):
    recorded = {"task 17": {"shots": 1000, "correlation": 0.94}, PRICES: {"dollars a shot": 0.08}}
    yield from plans.cited(answer, recorded)


@reference("cited")
def as_recorded(given):
    return [{"figure": "correlation", "value": 0.94, "source": "task 17"}]


@wrong("cited", "unsupported-figure")
def as_hoped(given):
    return [{"figure": "correlation", "value": 0.99, "source": "task 17"}]


@exercise("plausible", takes=table("qubits"), hints=HINTS)
def an_estimate(answer, given):
    yield from plans.plausible(answer, "qubits", 1e5, 2e7, "published estimates for RSA-2048, 2019 to 2026")


@reference("plausible")
def a_million(given):
    return {"qubits": 1e6}


@wrong("plausible", "implausible-figure")
def logical_ones(given):
    return {"qubits": 4096}


@exercise("within-budget", takes=table("total"), hints=HINTS)
def five_hundred_dollars(answer, given):
    yield from plans.within_budget(answer, "total", 500)


@reference("within-budget")
def affordable(given):
    return {"total": 401.88}


@wrong("within-budget", "over-budget")
def too_much(given):
    return {"total": 803.0}


@exercise("spending-limit", takes=table("total", "limit"), hints=HINTS)
def a_limit_with_sense(answer, given):
    yield from plans.spending_limit(answer, "limit", "total", 500)


@reference("spending-limit")
def between_total_and_budget(given):
    return {"total": 401.88, "limit": 450.0}


@wrong("spending-limit", "limit-below-total")
def too_tight(given):
    return {"total": 401.88, "limit": 400.0}


@exercise("in-order", takes=DATES, hints=HINTS)
def a_migration(answer, given):
    yield from plans.in_order(answer, ["inventory", "migration"], end=date(2035, 12, 31))


@reference("in-order")
def in_time(given):
    return {"inventory": "2027-06-30", "migration": "2031-12-31"}


@wrong("in-order", "misses-the-deadline")
def too_late(given):
    return {"inventory": "2027-06-30", "migration": "2036-06-30"}


@exercise("follows", takes=DECISION, hints=HINTS)
def go_or_not(answer, given):
    rule = "Go needs an error of 0.02 or less."
    yield from plans.follows(answer, "decision", lambda p: "go" if p["error"] <= 0.02 else "no-go", rule)


@reference("follows")
def as_the_figures_say(given):
    return {"error": 0.01, "decision": "go"}


@wrong("follows", "decision-against-figures")
def against_them(given):
    return {"error": 0.05, "decision": "go"}
