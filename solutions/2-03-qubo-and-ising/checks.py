"""What is right in lesson 2-03, and what to say when it is not."""

import itertools

import numpy as np

from autograder.answers.values import QuadraticForm
from autograder.checks import choice, functions, optimisation, ordering, prediction
from autograder.exercise import exercise
from autograder.findings import LIKELY, Finding
from autograder.kinds import Function, Quadratic

cheap_penalty = prediction.distribution(
    "cheap-penalty",
    width=2,
    misconceptions={
        "any-penalty-enforces": (
            {"10": 1.0},
            {
                "does": "You let the cheaper van go: as if a penalty of any size kept the rule.",
                "look": "Compare the energy of 10, which is 10, with that of 00.",
            },
        ),
        "both-vans": (
            {"11": 1.0},
            {
                "does": "You sent both vans, which costs both trips and the penalty.",
                "look": "Add up: 10 + 62 + 5.",
            },
        ),
        "dearer-van": (
            {"01": 1.0},
            {
                "does": "You sent the dearer van.",
                "look": "The lowest energy wins.",
            },
        ),
        "a-tie": (
            {"00": 0.5, "10": 0.5},
            {
                "does": "You expect a tie between nobody and the cheaper van.",
                "look": "Work out both energies: one of them is 5, the other 10.",
            },
        ),
    },
    hints=[
        "There are only four bitstrings. What is the energy of each?",
        "00 pays the penalty and nothing else. 10 pays the trip of van 0 and no penalty.",
        "The energies of 00, 01, 10 and 11 are 5, 62, 10 and 77.",
    ],
)

random_routes = prediction.interval(
    "random-routes",
    truth=prediction.binomial(shots=1000, probability=24 / 2**16),
    unit="routes in 1,000 random bitstrings",
    hints=[
        "How many bitstrings of 16 bits are there, and how many of them are routes?",
        "A route is an order of four stops: 4! = 24 of 65,536 bitstrings.",
        "24/65,536 is 0.04 %. In 1,000 draws that makes 0.4 on average.",
    ],
)

to_spins = ordering.ordering(
    "to-spins",
    lines={
        "a": "h[i] -= q / 4; h[j] -= q / 4; offset += q / 4",
        "b": "for (i, j), q in qubo.items():",
        "c": "h[i] -= q / 2; offset += q / 2",
        "d": "J[i, j] = q / 4",
        "e": "    if i == j:",
        "f": "h[i] += q / 2; offset += q / 2",
        "g": "J[i, j] = q / 2",
        "i": "    else:",
        "k": "h, J, offset = np.zeros(n), {}, 0.0",
    },
    valid=["k b e c i d a", "k b e c i a d"],
    distractors="fg",
    says={
        "f": (
            "spin-sign",
            {
                "does": "Line f belongs to x = (1 + s)/2: there bit 1 would be spin +1.",
                "asked": "Here bit 0 is spin +1, as Z has it: x = (1 − s)/2.",
                "look": "Which sign does s carry when q·x becomes q·(1 − s)/2?",
            },
        ),
        "g": (
            "product-half",
            {
                "does": "Line g gives half of q to the product of the spins.",
                "look": "Multiply (1 − s)/2 by (1 − t)/2. What stands in front of s·t?",
            },
        ),
    },
    hints=[
        "Which lines belong to a single variable, and which to a product of two?",
        "(1 − s)/2 has two terms, and (1 − s)/2 · (1 − t)/2 has four: 1, −s, −t and s·t, each divided by 4.",
        "First the empty model, then the loop; under if the line with q / 2 and a minus, under else the two "
        "lines with q / 4.",
    ],
)

what_it_costs = choice.choice(
    "what-it-costs",
    options={
        "a": "nothing: the constraint holds all the better",
        "b": "the best choice changes, since the objective is drowned",
        "c": "the best choice stays, but good and bad choices lie closer together on the machine's scale",
        "d": "it takes more qubits",
    },
    right="c",
    says={
        "a": (
            "larger-is-safer",
            {
                "does": "A hundredfold penalty forbids nothing that a sufficient one allows. It does "
                "something else.",
                "look": "A machine sets factors to a certain precision of the largest. What becomes of the "
                "small ones?",
            },
        ),
        "b": (
            "optimum-moves",
            {
                "does": "Among the choices that keep the rule the penalty is 0, whatever its factor. So the "
                "best of them stays the best.",
                "look": "What does change is the ratio between the differences and the largest energy.",
            },
        ),
        "d": (
            "penalty-needs-qubits",
            {
                "does": "The penalty acts on the same variables; its factor is a number.",
                "look": "Rules that are inequalities may need more variables. The size of a factor doesn't.",
            },
        ),
    },
    hints=[
        "Which bitstrings does the penalty touch at all?",
        "The best choice that keeps the rule pays no penalty. So what could go wrong with a huge one?",
        "Think of a machine with an error of 1 % of its largest factor.",
    ],
)

EXACTLY_ONE = QuadraticForm(np.array([[-1.0, 2, 2], [0, -1, 2], [0, 0, -1]]), 1.0)
AT_MOST_ONE = QuadraticForm(np.array([[0.0, 1, 1], [0, 0, 1], [0, 0, 0]]), 0.0)


@exercise(
    "exactly-one",
    takes=Quadratic(3),
    points=2,
    hints=[
        "Multiply out the square of three terms and a −1. How many products does it have?",
        "x² is x for a bit. So each variable gets +1 from its square and −2 from the product with −1.",
        "The factors are −1 for each variable, +2 for each pair, and the offset is 1.",
    ],
    messages={
        "at-most-one": {
            "does": "Your model charges for pairs only, so that 000 costs nothing.",
            "asked": "Asked for is exactly one, not at most one.",
            "look": "What does (0 + 0 + 0 − 1)² give?",
        },
        "one-left-out-of-the-products": {
            "does": "But for its constant, your model is (x0 + x1 + x2)²: the −1 in the bracket has met no "
            "variable.",
            "look": "In the square of a sum, each part meets each other one, twice.",
        },
        "squares-forgotten": {
            "does": "Your model gives each variable the factor −2.",
            "look": "The squares x² are there as well, and for a bit x² = x.",
        },
    },
)
def exactly_one(answer, given):
    """(x0 + x1 + x2 − 1)²."""
    found = list(optimisation.same_energies(answer, EXACTLY_ONE))
    if found:
        mine = optimisation.energies(answer)
        squares = optimisation.energies(EXACTLY_ONE) - _ones(3)
        if not list(optimisation.same_energies(answer, AT_MOST_ONE, scale=True)):
            yield Finding("at-most-one", {}, rank=LIKELY - 1)
        elif np.allclose(mine, squares) or np.allclose(mine + 1, squares):
            yield Finding("squares-forgotten", {}, rank=LIKELY - 1)
        elif np.allclose(mine - mine[0], _ones(3) ** 2):
            yield Finding("one-left-out-of-the-products", {}, rank=LIKELY - 1)
    yield from found


def _ones(variables):
    """How many ones each bitstring has, in ascending order."""
    return np.array([sum(bits) for bits in itertools.product((0, 1), repeat=variables)])


#: Instances: minutes from each job to each van, and a penalty.
_INSTANCES = [
    ([[10, 62], [28, 48], [46, 26]], 70),
    ([[7, 3], [2, 9]], 20),
    ([[5, 1, 4], [2, 8, 3]], 15),
    ([[12], [9], [4]], 30),
    ([[1, 2, 3, 4]], 6),
]
MODELS = Function(
    inputs=lambda given: [(costs, penalty) for costs, penalty in _INSTANCES],
    returns=Quadratic(6),
)


def _wanted(costs, penalty, *, across=False, square=True):
    """The energy of every bitstring of six; bits beyond the variables cost nothing."""
    jobs, vans = len(costs), len(costs[0])
    energies = []
    for bits in itertools.product((0, 1), repeat=6):
        x = np.array(bits[: jobs * vans]).reshape(jobs, vans)
        groups = x.sum(axis=0 if across else 1)
        broken = float(np.sum((groups - 1) ** 2)) if square else float(np.sum(groups - 1))
        energies.append(float(np.sum(x * np.array(costs))) + penalty * broken)
    return np.array(energies)


def _judge_model(form, costs, penalty):
    wanted = _wanted(costs, penalty)
    found = list(optimisation.same_energies(form, wanted))
    if not found:
        return
    mine = optimisation.energies(form)
    turned = _transposed(costs, penalty)
    slips = {
        "rule-for-vans": _wanted(costs, penalty, across=True),
        "order-transposed": turned,
        "penalty-missing": _wanted(costs, 0),
        "costs-missing": _wanted(np.zeros_like(costs), penalty),
        "penalty-of-one": _wanted(costs, 1),
        "penalty-sign": _built(costs, penalty, single=1),
        "squares-forgotten": _built(costs, penalty, single=-2),
        "costs-sign": _built(costs, penalty, cost=-1),
        "one-rule-for-all-jobs": _built(costs, penalty, coupled=_any, offset=penalty),
        "all-pairs-coupled": _built(costs, penalty, coupled=_any),
        "neighbouring-vans-only": _built(costs, penalty, coupled=_neighbours),
        "penalty-doubled": _wanted(costs, 2 * penalty),
    }
    yield from functions.named(mine, slips, right=wanted)
    yield from found


def _same_job(one, other):
    return one[0] == other[0]


def _any(one, other):
    return True


def _neighbours(one, other):
    return one[0] == other[0] and abs(one[1] - other[1]) == 1


def _built(costs, penalty, *, single=-1, cost=1, coupled=_same_job, offset=None):
    """The energies of a QUBO put together from its parts, one of them otherwise than it should be."""
    trips = list(itertools.product(range(len(costs)), range(len(costs[0]))))
    start = penalty * len(costs) if offset is None else offset
    energies = []
    for bits in itertools.product((0, 1), repeat=6):
        made = [trip for trip, bit in zip(trips, bits, strict=False) if bit]
        factors = sum(cost * costs[job][van] + single * penalty for job, van in made)
        pairs = sum(coupled(*pair) for pair in itertools.combinations(made, 2))
        energies.append(float(start + factors + 2 * penalty * pairs))
    return np.array(energies)


def _transposed(costs, penalty):
    """The energies if variable v·jobs + j stands for job j and van v."""
    jobs, vans = len(costs), len(costs[0])
    energies = []
    for bits in itertools.product((0, 1), repeat=6):
        x = np.array(bits[: jobs * vans]).reshape(vans, jobs).T
        energies.append(float(np.sum(x * np.array(costs)) + penalty * np.sum((x.sum(axis=1) - 1) ** 2)))
    return np.array(energies)


@exercise(
    "assign",
    takes=MODELS,
    points=3,
    hints=[
        "Two parts: what a trip costs, and one squared rule for each job. Which variables does each touch?",
        "Variable j·vans + v gets costs[j][v] − penalty. Two vans of the same job get +2·penalty together.",
        "The offset is penalty times the number of jobs: each square has a 1 in it.",
    ],
    messages={
        "rule-for-vans": {
            "does": "Your model asks that each van gets exactly one job.",
            "asked": "Asked for is that each job gets exactly one van.",
            "look": "Over which index does the sum inside the square run?",
        },
        "order-transposed": {
            "does": "Your model is right for variables that are numbered van by van.",
            "asked": "Variable j·vans + v stands for job j and van v: job by job.",
            "look": "Work out the number of the variable for job 1 and van 0.",
        },
        "penalty-missing": {
            "does": "Your model has the costs and no rule: its best choice is to serve nobody.",
            "look": "Where does the penalty go?",
        },
        "costs-missing": {
            "does": "Your model has the rule and no costs: all services are as good.",
            "look": "Where do the minutes go?",
        },
        "penalty-sign": {
            "does": "Your model adds the penalty to each single factor.",
            "look": "Multiply out (x + y − 1)². Which sign does x carry, once x² is x?",
        },
        "squares-forgotten": {
            "does": "Your model gives each variable −2 times the penalty.",
            "look": "The squares x² are there as well, and for a bit x² = x.",
        },
        "costs-sign": {
            "does": "Your model subtracts the minutes: its best plan is the one with the longest trips.",
            "look": "The lowest energy wins. Which sign must minutes have?",
        },
        "one-rule-for-all-jobs": {
            "does": "Your model has one rule for everything: exactly one trip in all.",
            "asked": "Each job has a rule of its own.",
            "look": "Which sum stands outside the square, and which inside?",
        },
        "all-pairs-coupled": {
            "does": "Your model couples every pair of variables, those of different jobs too.",
            "asked": "The square is about the vans of one job.",
            "look": "What does it cost in your model if two jobs are served, each by one van?",
        },
        "neighbouring-vans-only": {
            "does": "Your model couples each van with the next one only.",
            "look": "With three vans a job has three pairs. Which one is missing?",
        },
        "penalty-doubled": {
            "does": "Your model takes twice the penalty.",
            "look": "Work out the energy of 00 for one job and two vans: it is the penalty itself.",
        },
        "penalty-of-one": {
            "does": "Your model charges 1 for a broken rule, whatever the penalty is.",
            "look": "Multiply each square by the argument.",
        },
        "wrong-shape": {
            "look": "A dictionary is easiest: {{(i, j): factor, (i, i): factor, 'offset': number}}.",
        },
    },
)
def assign(answer, given):
    """Σ costs·x + penalty · Σ_jobs (Σ_vans x − 1)², as a QUBO."""
    yield from functions.each(answer, MODELS, given, _judge_model)


_QUBOS = [
    {"(0, 0)": -1.0, "(0, 1)": 2.0},
    {"(0, 0)": 3.0, "(1, 1)": -2.0, "(2, 2)": 5.0},
    {"(0, 1)": 4.0, "(1, 2)": -8.0, "(0, 2)": 1.0},
    {"(0, 0)": -1.0, "(1, 1)": -1.0, "(2, 2)": -1.0, "(0, 1)": 2.0, "(0, 2)": 2.0, "(1, 2)": 2.0},
    {"(0, 3)": 6.0, "(1, 3)": -3.0, "(2, 2)": 4.0, "(3, 3)": 0.5},
]


def _from_text(qubo):
    factors = np.zeros((4, 4))
    for key, value in qubo.items():
        i, j = map(int, key.strip("()").split(","))
        factors[i, j] += value
    return QuadraticForm(factors, 0.0)


SPINS = Function(
    inputs=lambda given: [([[i, j, q] for (i, j), q in _keys(qubo)],) for qubo in _QUBOS],
    returns=Quadratic(4),
)


def _keys(qubo):
    return [(tuple(map(int, key.strip("()").split(","))), value) for key, value in qubo.items()]


def _judge_spins(form, terms):
    bits = QuadraticForm(np.zeros((4, 4)), 0.0)
    for i, j, q in terms:
        bits.factors[int(i), int(j)] += q
    wanted = optimisation.energies(bits)
    found = list(optimisation.same_energies(form, wanted, spins=True))
    if not found:
        return
    mine = optimisation.energies(form, spins=True)
    if np.allclose(optimisation.energies(form), wanted):
        yield Finding("left-as-bits", {}, rank=LIKELY - 3)
    elif np.allclose(mine[::-1], wanted):
        yield Finding("spin-sign", {}, rank=LIKELY - 3)
    elif np.ptp(mine - wanted) > 1e-9 and np.allclose(
        _products_only(form), _products_only(_right_spins(bits))
    ):
        yield Finding("fields-of-products", {}, rank=LIKELY - 2)
    yield from found


def _right_spins(bits):
    """The Ising model with the energies of a QUBO."""
    diagonal = np.diag(bits.factors)
    pairs = bits.factors - np.diag(diagonal)
    fields = -diagonal / 2 - (pairs.sum(axis=0) + pairs.sum(axis=1)) / 4
    return QuadraticForm(pairs / 4 + np.diag(fields), float(diagonal.sum() / 2 + pairs.sum() / 4))


def _products_only(form):
    return form.factors + form.factors.T - 2 * np.diag(np.diag(form.factors))


@exercise(
    "ising",
    takes=SPINS,
    points=4,
    hints=[
        "Replace each x by (1 − s)/2 and multiply out. Which terms does a single q·x leave, and which a "
        "product?",
        "q·x becomes q/2 − (q/2)·s. q·x·y becomes q/4 − (q/4)·s − (q/4)·t + (q/4)·s·t.",
        "For i == j: h[i] −= q/2, offset += q/2. Else: J[i, j] += q/4, h[i] −= q/4, h[j] −= q/4, "
        "offset += q/4. Several terms may touch the same variable: add, don't set.",
    ],
    messages={
        "left-as-bits": {
            "does": "Your factors are still those for bits.",
            "asked": "Asked for are factors for spins.",
            "look": "Put x = (1 − s)/2 in and collect terms.",
        },
        "spin-sign": {
            "does": "Your model is right if bit 1 is spin +1.",
            "asked": "Bit 0 is spin +1, as for Z: x = (1 − s)/2.",
            "look": "What is x when s is −1?",
        },
        "couplings-doubled": {
            "look": "Multiply (1 − s)/2 by (1 − t)/2. What stands in front of s·t?",
        },
        "fields-of-products": {
            "does": "Your products of two spins are right; the factors of single spins are not.",
            "look": "A product of two bits leaves something for each of its two spins, too.",
        },
    },
)
def ising(answer, given):
    """The Ising model whose energies are those of a QUBO, with bit 0 as spin +1."""
    yield from functions.each(answer, SPINS, given, _judge_spins)


_LOADS = [[3, 1, 2], [5, 5, 4, 6], [7, 3, 2, 1, 1], [2, 2], [9, 4, 3, 5]]
BENCHES = Function(
    inputs=lambda given: [(loads,) for loads in _LOADS],
    returns=Quadratic(5),
)


def _difference(loads, *, square=True, together=True):
    energies = []
    for bits in itertools.product((0, 1), repeat=5):
        s = 1 - 2 * np.array(bits)
        gap = float(np.dot(loads, s[: len(loads)]))
        rule = (1 - s[0] * s[1]) / 2 if together else 0.0
        energies.append((gap**2 if square else abs(gap)) + sum(loads) ** 2 * rule)
    return np.array(energies)


def _spins():
    """The spins of every bitstring of five."""
    return 1 - 2 * np.array(list(itertools.product((0, 1), repeat=5)))


def _parted(penalty):
    """A penalty where lots 0 and 1 are on different testers."""
    spins = _spins()
    return penalty * (1 - spins[:, 0] * spins[:, 1]) / 2


def _fields(loads):
    """The squares of the hours as factors of single spins."""
    return _spins()[:, : len(loads)] @ np.square(loads)


def _another_penalty(rest, rule):
    """Whether what is left beside the squared difference is the rule, with a factor other than asked for."""
    factor = rest.max() / rule.max()
    known = functions.close(factor, 1) or functions.close(factor, 2)
    return factor > 0 and not known and functions.close(rest, factor * rule)


def _judge_bench(form, loads):
    wanted = _difference(loads)
    found = list(optimisation.same_energies(form, wanted, spins=True))
    if not found:
        return
    mine = optimisation.energies(form, spins=True)
    split = 2 * _difference(loads, together=False) - wanted
    squares, rule = sum(load**2 for load in loads), _parted(sum(loads) ** 2)
    products = _difference(loads, together=False) - squares
    slips = {
        "products-once": products / 2 + squares + rule,
        "rule-counted-twice": products + squares + 2 * rule,
        "rule-in-place-of-product": wanted - 2 * loads[0] * loads[1] * (1 - 2 * _parted(1)),
        "squares-as-fields": functions.Either(
            wanted - squares + _fields(loads), wanted - squares + _fields(loads) - rule.max() / 2
        ),
        "rule-missing": _difference(loads, together=False),
        "rule-turned-round": split + sum(loads) ** 2,
        "squares-not-constant": wanted - sum(load**2 for load in loads),
    }
    yield from functions.named(mine, slips, right=wanted)
    if _another_penalty(mine - products - squares, rule):
        yield Finding("another-penalty", {}, rank=LIKELY - 1)
    if functions.close(optimisation.energies(form), wanted):
        yield Finding("bits-for-spins", {}, rank=LIKELY - 1)
    yield from found


@exercise(
    "two-testers",
    takes=BENCHES,
    points=5,
    hints=[
        "With one spin for each lot, which sum is the difference between the two testers' hours?",
        "Square it: Σ a_i² + 2·Σ a_i·a_j·s_i·s_j over the pairs i < j. For the rule: which product of spins "
        "is 1 if lots 0 and 1 are together, and −1 if not?",
        "The rule is P·(1 − s0·s1)/2 with P = (Σ a)². So J[0, 1] loses P/2 and the offset gains P/2. There "
        "are no factors of single spins at all.",
    ],
    messages={
        "rule-missing": {
            "does": "Your model balances the hours and lets lots 0 and 1 part.",
            "look": "Which product of spins tells whether they are together?",
        },
        "rule-turned-round": {
            "does": "Your model keeps lots 0 and 1 apart.",
            "asked": "They must be on the same tester.",
            "look": "What is s0·s1 if both spins are the same?",
        },
        "squares-not-constant": {
            "does": "Your energies are too low by the sum of the squared hours.",
            "asked": "The energy must be the squared difference itself, so that 0 means balanced.",
            "look": "s² is 1 for a spin, so the squares leave a number. It belongs to the offset.",
        },
        "products-once": {
            "does": "Your model has each product a_i·a_j once.",
            "look": "Square a sum of two: how often does the product of its parts occur?",
        },
        "rule-counted-twice": {
            "does": "Your model charges twice the penalty if lots 0 and 1 part.",
            "asked": "The bracket is 0 or 1.",
            "look": "1 − s0·s1 is 0 or what?",
        },
        "rule-in-place-of-product": {
            "does": "Your rule replaces the product of lots 0 and 1 in the squared difference.",
            "look": "Both belong to the same key. Does your line add to what stands there, or set it?",
        },
        "squares-as-fields": {
            "does": "Your model has the squared hours as factors of single spins.",
            "look": "What is s² for a spin? Is there a spin left?",
        },
        "another-penalty": {
            "does": "Your rule has the right form, and another penalty than asked for.",
            "asked": "P is the square of the sum of all hours.",
            "look": "Work out P for the loads 3, 1 and 2.",
        },
        "bits-for-spins": {
            "does": "Your factors are right for variables 0 and 1.",
            "asked": "Asked for are factors for spins.",
            "look": "In spins this problem is shorter: no factors of single spins.",
        },
    },
)
def two_testers(answer, given):
    """(Σ a·s)² + (Σ a)²·(1 − s0·s1)/2, as an Ising model."""
    yield from functions.each(answer, BENCHES, given, _judge_bench)
