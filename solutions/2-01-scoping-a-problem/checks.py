"""What is right in lesson 2-01, and what to say when it is not."""

import math
from dataclasses import replace
from functools import partial

from autograder.checks import choice, functions, ordering, plans, prediction
from autograder.exercise import exercise
from autograder.findings import LIKELY, PLAUSIBLE, Finding
from autograder.kinds import Function, Number, Option, Rows, Table
from gangway import ledger

who_finishes = prediction.distribution(
    "who-finishes",
    width=3,
    misconceptions={
        "quadratic-always-wins": (
            {"111": 1.0},
            {
                "does": "You let the quantum computer win all three: as if fewer calls meant less time.",
                "look": "It makes 1,024 calls for the smallest search. How long does one of its calls take?",
            },
        ),
        "wins-too-early": (
            {"011": 1.0},
            {
                "does": "You let it win from a million million choices on: about a million calls for it.",
                "look": "A million calls of 10 ms are nearly three hours. And the cluster, at a million "
                "calls a millisecond?",
            },
        ),
        "quadratic-never-wins": (
            {"000": 1.0},
            {
                "does": "You let the classical cluster win all three.",
                "look": "A quadratic speed-up wins in the end. Ask when, and how long you would wait.",
            },
        ),
        "read-from-the-right": (
            {"100": 1.0},
            {
                "does": "You let it win the smallest search only, or wrote the bits from the other end.",
                "look": "The bit of the smallest search stands on the left.",
            },
        ),
    },
    hints=[
        "Turn both into seconds: how many calls, and how long is each?",
        "The quantum computer makes √N calls of 10 ms. The cluster makes N calls, a million of them in a "
        "millisecond.",
        "In seconds, quantum against classical: about 10 against 0.001; 10,000 against 1,100; ten million "
        "against a thousand million.",
    ],
)


first_success = prediction.interval(
    "first-success",
    truth=prediction.first_success(0.02, most=1000),
    unit="runs until the first success",
    says={
        "point-value": {
            "does": "You named one number, {low}. It comes out exactly so in only {coverage} % of searches.",
            "asked": "{confidence} % of searches need between {truth_low} and {truth_high} runs.",
            "look": "Each run may be the lucky one, or not: how far does the first success scatter?",
        },
        "interval-too-narrow": {
            "does": "Your interval from {low} to {high} holds {coverage} % of searches.",
            "asked": "To be {confidence} % sure takes {truth_low} to {truth_high}.",
            "look": "Waiting times scatter as widely as their average: some end at once, some take four "
            "times as long.",
        },
        "interval-too-wide": {
            "does": "Your interval from {low} to {high} holds {coverage} % of searches: surer than needed.",
            "asked": "{confidence} % of searches already need between {truth_low} and {truth_high} runs.",
            "look": "What is the chance of no success in 200 runs? It is 0.98 to the 200th.",
        },
    },
    hints=[
        "Every run succeeds with a chance of 2 %, whatever came before. What is the chance of none in 50?",
        "No success in k runs has the chance 0.98^k: 36 % for 50 runs, 13 % for 100.",
        "Of 100 such searches, two end with the first run, and two or three take more than 180.",
    ],
)

LINES = {
    "a": "Count the size of an instance, today and in five years.",
    "b": "Encode the problem as a QUBO.",
    "c": "Decide, and write down when to look again.",
    "d": "Compute the value of the largest possible improvement.",
    "e": "Write down the objective: one number, its unit, and who answers for it.",
    "f": "Choose a machine and a vendor.",
    "g": "Measure what the best classical method does, with a bound on what is left.",
    "i": "Work out the break-even from the type of speed-up, on your size.",
}

_ordered = ordering.ordering(
    "screening",
    lines=LINES,
    needed="eagdic",
    before=["ea", "eg", "ag", "gd", "ai", "gi", "dc", "ic"],
    distractors="bf",
    says={
        "b": (
            "encoded-before-screened",
            {
                "does": "Step b writes the problem in a machine's form before anybody knows that a machine "
                "could help.",
                "look": "Which figures can kill the idea without any encoding?",
            },
        ),
        "f": (
            "machine-before-problem",
            {
                "does": "Step f chooses a machine. No figure of the screening depends on a vendor's name.",
                "look": "Which step says whether any machine would do?",
            },
        ),
        ("d", "g"): (
            "value-before-baseline",
            {
                "does": "Your order computes what an improvement is worth before it knows how much is left "
                "to improve.",
                "look": "Which step finds out how far the best classical method is from the optimum?",
            },
        ),
        ("i", "a"): (
            "break-even-before-size",
            {
                "does": "Your order works out the break-even before the size is known.",
                "look": "Break-even is a size. With what is it to be compared?",
            },
        ),
    },
    hints=[
        "Each step needs figures from steps before it. Which needs none?",
        "Objective and size come first. What an improvement is worth depends on what is left to improve.",
        "Objective, size, best classical method; then value and break-even in either order; the decision "
        "last. Encoding and machine don't belong here at all.",
    ],
)

#: What the catalogue says about the lines of a program, said about steps.
_STEPS = {
    "line-missing": {
        "does": "Your screening lacks steps: {missing} still missing.",
        "asked": "The decision needs every figure that could kill the idea.",
        "look": "Which figure does the decision need that none of your steps provides?",
    },
    "line-too-early": {
        "does": "Step {line} comes before step {after}, whose figure it needs.",
        "look": "Ask of each step which numbers go into it.",
    },
    "wrong-order": {
        "does": "In this order, a step needs a figure that a later one provides.",
        "look": "Ask of each step which numbers go into it.",
    },
}
_messages = {**_ordered.messages, **_STEPS}
screening = replace(
    _ordered,
    messages=_messages,
    data={**(_ordered.data or {}), "messages": {**(_ordered.data or {})["messages"], **_STEPS}},
)

ten_times = choice.choice(
    "ten-times",
    options={
        "a": "it stays: the type of speed-up decides, not the clock",
        "b": "about three times shorter: the square root of ten",
        "c": "ten times shorter",
        "d": "a hundred times shorter",
    },
    right="d",
    says={
        "a": (
            "clock-does-not-matter",
            {
                "does": "The type of speed-up decides how much the clock matters. It doesn't make it "
                "irrelevant.",
                "look": "Put a tenth of t_Q into the formula for T*.",
            },
        ),
        "b": (
            "square-root-of-the-clock",
            {
                "does": "The square root belongs to the number of calls of a search, not to the clock.",
                "look": "Put a tenth of t_Q into the formula for T*.",
            },
        ),
        "c": (
            "clock-counted-once",
            {
                "does": "Ten times is what the same number of calls would gain. But the break-even moves to "
                "fewer calls, too.",
                "look": "T* = M*·t_Q, and M* has a t_Q in it.",
            },
        ),
    },
    hints=[
        "How does the break-even time depend on t_Q?",
        "T* is the number of calls times t_Q, and the number of calls is t_Q·c/t_C.",
        "T* = t_Q²·c/t_C. What becomes of a square when its base shrinks to a tenth?",
    ],
)

# --- break-even -----------------------------------------------------------------------------------------

_RACES = [
    (2, 0.01, 1e-6, 1000),
    (2, 0.01, 1e-6, 1),
    (3, 0.01, 1e-6, 1000),
    (4, 0.01, 1e-6, 1000),
    (1.5, 0.001, 1e-6, 10),
    (2.5, 0.02, 1e-7, 64),
]
RACES = Function(inputs=lambda given: _RACES, returns=Number())


#: Break-even calls and seconds run from a fraction of one to billions.
_same_but_for_rounding = partial(functions.close, absolute=1e-9)


def _judge_race(value, power, quantum, classical, cores):
    ratio = quantum * cores / classical
    exact = ratio ** (1 / (power - 1))
    slips = {
        "cores-forgotten": (quantum / classical) ** (1 / (power - 1)),
        "cores-upside-down": (quantum / (classical * cores)) ** (1 / (power - 1)),
        "only-quadratic": quantum * cores / classical,
        "root-of-the-power": (quantum * cores / classical) ** (1 / power),
        "bracket-missing": ratio ** (1 / power - 1),
        "power-for-root": ratio ** (power - 1),
        "times-for-root": functions.Either(ratio * (power - 1), ratio / (power - 1)),
        "cores-outside-the-root": (quantum / classical) ** (1 / (power - 1)) * cores,
        "times-exchanged": (classical * cores / quantum) ** (1 / (power - 1)),
        "rounded-to-whole": functions.Either(math.floor(exact), math.ceil(exact)),
        "seconds-for-calls": functions.Either(exact * quantum, exact * quantum / 3600),
        "classical-calls": exact**power,
        "upside-down": 1 / exact,
        "decided-in-advance": 1.0,
    }
    shown = {"power": f"{power:g}"}
    yield from functions.compared(value, exact, slips, fits=_same_but_for_rounding, says=shown)


@exercise(
    "break-even",
    takes=RACES,
    points=2,
    hints=[
        "Write down both times in terms of M. At break-even they are equal. Which M solves that?",
        "M·t_Q = M^d·t_C/c. Divide both sides by M first.",
        "M^(d − 1) = t_Q·c/t_C. Take the root: the power is 1/(d − 1).",
    ],
    messages={
        "cores-forgotten": {
            "does": "Your function races against a single core.",
            "asked": "The classical side has all its cores at once.",
            "look": "By what does a cluster divide its time?",
        },
        "cores-upside-down": {
            "does": "In your function more cores bring the break-even nearer.",
            "look": "The faster the classical side, the larger the problem must be. Where does the number "
            "of cores belong?",
        },
        "only-quadratic": {
            "does": "Your function is right for a quadratic speed-up, and returns the same for every other.",
            "look": "What is left of M^d after a division by M? Solve for M when d is 4.",
        },
        "root-of-the-power": {
            "does": "Your function takes the root of order d.",
            "look": "One of the M is on the quantum side. What power of M is left after the division?",
        },
        "bracket-missing": {
            "does": "Your function takes the power 1/d − 1, which is below zero.",
            "asked": "Python divides before it subtracts.",
            "look": "Where do brackets belong in 1 / power - 1?",
        },
        "power-for-root": {
            "does": "Your function raises to the power d − 1.",
            "look": "M^(d − 1) is known, and M is asked for. What undoes a power?",
        },
        "times-for-root": {
            "does": "Your function multiplies or divides by d − 1.",
            "look": "M^(d − 1) is M times itself d − 1 times. What undoes that?",
        },
        "cores-outside-the-root": {
            "does": "Your function takes the root of the two times alone, and the cores after it.",
            "look": "Divide M·t_Q = M^d·t_C/c by M: what stands on the other side, before any root?",
        },
        "times-exchanged": {
            "does": "Your function has the times of the two calls exchanged.",
            "look": "A slower quantum call must lead to more calls. Which time stands above the line?",
        },
        "rounded-to-whole": {
            "does": "Your function rounds to a whole number of calls.",
            "asked": "Leave the fraction: whoever goes on computing with it rounds at the end.",
        },
        "seconds-for-calls": {
            "does": "Your function returns the time at break-even.",
            "asked": "Asked for is the number of quantum calls.",
        },
        "classical-calls": {
            "does": "Your function returns the number of classical calls, M^d.",
            "asked": "Asked for is M, the number of quantum calls.",
        },
        "upside-down": {
            "does": "Your function returns one over the number of calls.",
            "look": "A slower quantum call must lead to more calls. Which time stands above the line?",
        },
        "decided-in-advance": {
            "does": "Your function returns 1 for every race.",
            "look": "M depends on all four arguments.",
        },
    },
)
def break_even(answer, given):
    """(t_Q·c/t_C)^(1/(d − 1)) calls."""
    yield from functions.each(answer, RACES, given, _judge_race)


# --- time to solution -----------------------------------------------------------------------------------

_SEARCHES = [
    (0.01, 0.02, 0.99),
    (5, 0.5, 0.99),
    (3, 0.999, 0.99),
    (2, 1.0, 0.99),
    (2, 0.3, 0.5),
    (10, 0.05, 0.9),
    (4, 0.25, 0.9),
    (3, 0.5, 0.75),
]
SEARCHES = Function(inputs=lambda given: _SEARCHES, returns=Number())


def _runs(chance, wanted):
    return math.log(1 - wanted) / math.log(1 - chance) if chance < 1 else 0.0


def _judge_search(value, seconds, chance, wanted):
    runs = _runs(chance, wanted)
    exact = seconds * max(1, math.ceil(runs))
    slips = {
        "runs-for-seconds": exact / seconds,
        "average-wait": functions.Either(seconds / chance, seconds * math.ceil(1 / chance)),
        "chances-added": functions.Either(seconds * wanted / chance, seconds * math.ceil(wanted / chance)),
    }
    if chance < 1:
        slips["chances-exchanged"] = seconds * math.log(1 - chance) / math.log(1 - wanted)
        slips["wanted-for-missed"] = seconds * max(1, math.ceil(math.log(wanted) / math.log(1 - chance)))
        slips["hit-for-miss"] = seconds * max(1, math.ceil(math.log(1 - wanted) / math.log(chance)))
        slips["seconds-rounded"] = float(math.ceil(seconds * runs))
        slips["one-run-too-many"] = seconds * (math.floor(runs) + 1)
    if runs < 1:
        slips["less-than-a-run"] = seconds * runs
    else:
        slips |= {"rounded-down": seconds * math.floor(runs), "part-of-a-run": seconds * runs}
    shown = {"seconds": f"{seconds:g}", "chance": f"{chance:g}", "given": f"{value:g}"}
    yield from functions.compared(value, exact, slips, fits=_same_but_for_rounding, says=shown)


@exercise(
    "time-to-solution",
    takes=SEARCHES,
    points=3,
    hints=[
        "What is the chance that k runs all fail? It must shrink to what you allow.",
        "(1 − chance)^k ≤ 1 − wanted. Take logarithms; both are negative, so mind the direction. Half a run "
        "can't be made.",
        "k = ceil(log(1 − wanted)/log(1 − chance)), at least 1; if chance is 1, one run is enough. The "
        "answer is k times seconds.",
    ],
    messages={
        "runs-for-seconds": {
            "does": "Your function returns the number of runs.",
            "asked": "Asked for are seconds.",
        },
        "average-wait": {
            "does": "Your function returns the average wait, one over the chance.",
            "asked": "Asked for is how long until you have succeeded with the wanted probability.",
            "look": "If the chance is small, more than a third of all searches have found nothing after the "
            "average number of runs.",
        },
        "chances-added": {
            "does": "Your function adds up chances: as if 50 runs of 2 % made certain.",
            "look": "Multiply what remains: the chance that every run has failed.",
        },
        "chances-exchanged": {
            "does": "Your function has the chance of a run and the wanted probability exchanged.",
            "look": "Which of the two logarithms must be the larger one, if many runs are needed?",
        },
        "wanted-for-missed": {
            "does": "Your function lets the chance that all runs fail shrink to the wanted probability.",
            "look": "If 99 % is wanted, how often may all runs have failed?",
        },
        "hit-for-miss": {
            "does": "Your function repeats the chance that a run succeeds.",
            "asked": "One success is enough. What has to become rare is that all runs fail.",
            "look": "With which chance does a single run fail?",
        },
        "seconds-rounded": {
            "does": "Your function rounds the seconds, not the runs.",
            "look": "What is it that can't be done by halves?",
        },
        "one-run-too-many": {
            "does": "For {seconds} s a run and a chance of {chance}, your function returns {given}: one run "
            "more than needed.",
            "look": "What does rounding down and adding 1 make of a number that is whole already?",
        },
        "less-than-a-run": {
            "does": "For a chance of {chance}, your function returns {given}: less than one run takes.",
            "look": "What is the smallest number of runs that can be made?",
        },
        "rounded-down": {
            "does": "For {seconds} s a run and a chance of {chance}, your function returns {given}: one run "
            "too few.",
            "look": "Which way must a number of runs be rounded?",
        },
        "part-of-a-run": {
            "does": "For {seconds} s a run and a chance of {chance}, your function returns {given}: "
            "part of a run.",
            "look": "Runs are whole. Round up.",
        },
    },
)
def time_to_solution(answer, given):
    """Seconds · ceil(log(1 − wanted)/log(1 − chance)), at least one run."""
    yield from functions.each(answer, SEARCHES, given, _judge_search)


# --- scorecard ------------------------------------------------------------------------------------------

VERDICTS = ("reject", "watch")
SHEET = "the data sheet"


def _draw(rng):
    """A data sheet: the roster of a maintenance firm (illustrative)."""
    return {
        "variables": rng.choice([240, 300, 360, 480]),
        # at 15 % five years of adding are four of compounding, but for the rounding that is allowed
        "growth": rng.choice([0.10, 0.12, 0.18, 0.20]),
        "yearly_cost": rng.choice([480, 600, 750]),
        "gap": rng.choice([0.01, 0.015, 0.02]),
        "gates": rng.choice([1000, 2000, 5000]),
        "gate_seconds": 1e-5,
        "classical_seconds": 1e-6,
        "cores": rng.choice([100, 200, 500, 1000]),
        "window_hours": 8,
        "pilot_cost": 60,
    }


def sheet_values(given):
    """The scorecard that the data sheet leads to."""
    call = given["gates"] * given["gate_seconds"]
    calls = call * given["cores"] / given["classical_seconds"]
    card = {
        "variables_in_five_years": given["variables"] * (1 + given["growth"]) ** 5,
        "largest_gain": given["yearly_cost"] * given["gap"],
        "call_seconds": call,
        "break_even_calls": calls,
        "break_even_hours": calls * call / 3600,
    }
    return {**card, "verdict": rule(card, given)}


def rule(card, given):
    """The exercise's rule, on a scorecard's own figures."""
    late = float(card["break_even_hours"]) > given["window_hours"]
    poor = 5 * float(card["largest_gain"]) < given["pilot_cost"]
    return "reject" if late or poor else "watch"


#: A size may be rounded to a whole number, and hours to a tenth.
_ROUNDING = {"variables_in_five_years": 0.002, "break_even_hours": 0.01}


def _figures(given):
    right = sheet_values(given)
    call, calls = right["call_seconds"], right["break_even_calls"]
    growth, size = given["growth"], given["variables"]
    slips = {
        "variables_in_five_years": {
            "growth-added": size * (1 + 5 * growth),
            "growth-of-a-year": size * (1 + growth),
            "growth-of-four-years": size * (1 + growth) ** 4,
        },
        "largest_gain": {
            "whole-cost-as-gain": given["yearly_cost"],
            "gain-of-five-years": 5 * right["largest_gain"],
        },
        "call_seconds": {"one-gate-a-call": given["gate_seconds"]},
        "break_even_calls": {
            "single-core": call / given["classical_seconds"],
            "cores-divided": call / given["classical_seconds"] / given["cores"],
            "classical-calls-of-break-even": calls**2,
            "gate-for-call": given["gate_seconds"] * given["cores"] / given["classical_seconds"],
        },
        "break_even_hours": {
            "seconds-for-hours": calls * call,
            "minutes-for-hours": calls * call / 60,
            "days-for-hours": calls * call / 86400,
            "classical-call-for-quantum": calls * given["classical_seconds"] / 3600,
            "single-core": call**2 / given["classical_seconds"] / 3600,
        },
    }
    return {
        name: plans.Figure(
            recomputed=partial(_constant, right[name]),
            source=SHEET,
            slips={code: partial(_constant, value) for code, value in slips[name].items()},
            relative=_ROUNDING.get(name, plans.RELATIVE),
            absolute=1e-9,
        )
        for name in slips
    }


def _constant(value, plan):
    return value


NUMBERS = ("variables_in_five_years", "largest_gain", "call_seconds", "break_even_calls", "break_even_hours")


@exercise(
    "scorecard",
    takes=Table({**dict.fromkeys(NUMBERS, Number()), "verdict": Option(VERDICTS)}),
    points=4,
    variant=_draw,
    hints=[
        "Take one line after another. Which entries of the data sheet does each need?",
        "Growth compounds. A call takes gates × gate_seconds. For a quadratic speed-up, "
        "M* = t_Q·c/t_C and T* = M*·t_Q.",
        "variables·(1 + growth)⁵; yearly_cost·gap; gates·gate_seconds; call·cores/classical_seconds; that "
        "times the call, divided by 3,600. Then the rule, on your own figures.",
    ],
    messages={
        "growth-added": {
            "does": "Your {figure} of {given} adds the same number every year.",
            "look": "A share of growth compounds: each year starts from the one before.",
        },
        "growth-of-four-years": {
            "does": "Your {figure} of {given} has grown for four years.",
            "look": "Today's size grows five times until then.",
        },
        "classical-calls-of-break-even": {
            "does": "Your {figure} of {given} counts the classical calls, which are the square.",
            "asked": "Asked for are the quantum calls.",
        },
        "days-for-hours": {
            "does": "Your {figure} of {given} is in days.",
            "asked": "Asked for are hours.",
        },
        "classical-call-for-quantum": {
            "does": "Your {figure} of {given} takes the time of a classical call for each quantum call.",
            "look": "How long is one quantum call?",
        },
        "growth-of-a-year": {"does": "Your {figure} of {given} has grown for one year."},
        "whole-cost-as-gain": {
            "does": "Your {figure} of {given} is everything that is spent.",
            "look": "Even a perfect plan can save only what lies between today's plan and the bound.",
        },
        "gain-of-five-years": {
            "does": "Your {figure} of {given} is the gain of five years.",
            "asked": "Asked for is one year's.",
        },
        "one-gate-a-call": {
            "does": "Your {figure} of {given} is the time of one gate.",
            "look": "How many gates does a call take, one after the other?",
        },
        "single-core": {
            "does": "Your {figure} of {given} races against a single core.",
            "look": "The firm's cluster has more. Where do they enter?",
        },
        "cores-divided": {
            "does": "Your {figure} of {given} is divided by the cores.",
            "look": "More cores make the classical side faster. Does that bring the break-even nearer?",
        },
        "gate-for-call": {
            "does": "Your {figure} of {given} counts with the time of a gate.",
            "look": "What is repeated is a call.",
        },
        "seconds-for-hours": {
            "does": "Your {figure} of {given} is in seconds.",
            "asked": "Asked for are hours.",
        },
        "minutes-for-hours": {
            "does": "Your {figure} of {given} is in minutes.",
            "asked": "Asked for are hours.",
        },
    },
)
def scorecard(answer, given):
    """A screening scorecard, each of whose figures follows from the data sheet."""
    wrong = list(plans.recomputed(answer, _figures(given)))
    yield from wrong
    if wrong:  # figures that are right agree, but for rounding
        yield from plans.agrees(
            answer,
            "break_even_hours",
            lambda plan: plan["break_even_calls"] * plan["call_seconds"] / 3600,
            "break_even_calls × call_seconds, in hours",
        )
    yield from plans.follows(
        answer,
        "verdict",
        partial(rule, given=given),
        f"Reject if the break-even takes more than {given['window_hours']} hours, or if five years of the "
        f"largest gain are less than {given['pilot_cost']} million won; else watch.",
    )


# --- judge again ----------------------------------------------------------------------------------------

#: The claims and the months in which they are judged.
CASES = (
    ("sycamore-2019", "2022-12"),
    ("sycamore-2019", "2026-11"),
    ("fermi-hubbard-2026", "2026-05"),
    ("fermi-hubbard-2026", "2026-11"),
)
_ENTRIES, _MONTHS = (
    tuple(dict.fromkeys(name for name, _ in CASES)),
    tuple(dict.fromkeys(on for _, on in CASES)),
)
ROWS = Rows(
    {
        "claim": Option(_ENTRIES),
        "on": Option(_MONTHS),
        "reaches": Option(ledger.REACHES),
        "reviewed": Option(("yes", "no")),
        "status": Option(tuple(ledger.STATUSES)),
    },
    least=len(CASES),
    most=len(CASES),
)


def facts(name, on):
    """How much the best challenge known in a month reaches, and whether one that reaches it was reviewed."""
    known = ledger.claim(name).known(on)
    reaches = max((each.reaches for each in known), key=ledger.REACHES.index, default="none")
    reviewed = any(each.reviewed(on) for each in known if each.reaches == reaches)
    return reaches, "yes" if reviewed else "no"


def judged(reaches, reviewed):
    """The ledger's rule, where nobody has reproduced a claim."""
    if reaches == "whole" and reviewed == "yes":
        return "overturned"
    return "open" if reaches == "none" else "contested"


def _judge_row(row):
    name, on = row["claim"], row["on"]
    reaches, reviewed = facts(name, on)
    today = facts(name, CASES[-1][1])
    told = {"claim": name, "on": on, "reaches": row["reaches"], "status": row["status"]}
    mine = (row["reaches"], row["reviewed"])
    if mine != (reaches, reviewed) and mine == today:
        yield Finding("evidence-from-later", told, rank=LIKELY - 3)
    elif row["reaches"] == "whole" and reaches == "part":
        yield Finding("slower-is-not-the-whole", told, rank=LIKELY - 2)
    elif ledger.REACHES.index(row["reaches"]) > ledger.REACHES.index(reaches):
        yield Finding("answered-by-nobody", told, rank=LIKELY - 2)
    elif ledger.REACHES.index(row["reaches"]) < ledger.REACHES.index(reaches):
        yield Finding("answer-overlooked", told, rank=LIKELY - 2)
    elif row["reviewed"] != reviewed:
        code = "preprint-taken-for-reviewed" if row["reviewed"] == "yes" else "review-overlooked"
        yield Finding(code, told, rank=LIKELY - 1)
    if row["status"] == "stands":
        yield Finding("stands-without-reproduction", told, rank=LIKELY - 4)
    elif row["status"] != judged(*mine):
        yield Finding("status-against-facts", told, rank=LIKELY)


@exercise(
    "judge-again",
    takes=ROWS,
    points=4,
    hints=[
        "In the month asked about, which answers were public? Forget the later ones.",
        "Compare seconds with seconds. An answer that is much faster than was claimed to be possible, and "
        "still slower than the machine, reaches a part.",
        "Sycamore: part and reviewed in 2022, whole and reviewed today. The chain of electrons: nothing in "
        "its first month; today a part, in a preprint. Then apply the rule.",
    ],
    messages={
        "cases-differ": {
            "does": "Your rows are not one for each of the four cases.",
            "look": "Leave claim and on as they were given.",
        },
        "evidence-from-later": {
            "does": "You judge {claim} in {on} by an answer that came later.",
            "look": "Compare the months: which answers were public then?",
        },
        "slower-is-not-the-whole": {
            "does": "For {claim} in {on} you say that the answer reaches the whole claim.",
            "asked": "Whole means: as well and as fast as the machine.",
            "look": "How long did the machine take, and how long the answer?",
        },
        "answered-by-nobody": {
            "does": "For {claim} in {on} you say that an answer reaches {reaches} of it. None was public.",
            "look": "Print the evidence for that month once more.",
        },
        "answer-overlooked": {
            "does": "For {claim} in {on} you say that the answers reach {reaches} of it. One does more.",
            "look": "Read what each answer did, and in how many seconds.",
        },
        "preprint-taken-for-reviewed": {
            "does": "For {claim} in {on} you take a preprint for a reviewed paper.",
            "look": "Is there a month of publication, and does it lie before?",
        },
        "review-overlooked": {
            "does": "For {claim} in {on} you say that the answer was not reviewed.",
            "look": "A journal had printed it by then. In which month?",
        },
        "stands-without-reproduction": {
            "does": "You let {claim} stand in {on}.",
            "asked": "To stand, a claim must have been reproduced by another group on its own machine.",
            "look": "What is a claim that nobody has answered, and nobody has reproduced?",
        },
        "status-against-facts": {
            "does": "For {claim} in {on} your status is {status}. Your own facts lead to another one.",
            "look": "Go through the rule from the top. The first line that fits counts.",
        },
    },
)
def judge_again(answer, given):
    """Two claims of the ledger, each judged in two months by the ledger's rule."""
    if sorted((row["claim"], row["on"]) for row in answer) != sorted(CASES):
        yield Finding("cases-differ", {}, rank=PLAUSIBLE)
        return
    for row in answer:
        yield from _judge_row(row)
