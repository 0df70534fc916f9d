"""Answers to lesson 2-03 that must pass, and wrong ones that must be named."""

import numpy as np

from autograder.attempts import alternative, placeholder, reference, wrong

# --- predictions, lines and the question ----------------------------------------------------------------


@placeholder("cheap-penalty", "no-answer")
def nothing_predicted(given):
    return {"00": ..., "01": ..., "10": ..., "11": ...}


@reference("cheap-penalty")
def nobody_goes(given):
    return {"00": 1}


@wrong("cheap-penalty", "any-penalty-enforces")
def the_cheaper_van(given):
    return {"10": 1}


@wrong("cheap-penalty", "both-vans")
def both_go(given):
    return {"11": 1}


@wrong("cheap-penalty", "dearer-van")
def the_dearer_van(given):
    return {"01": 1}


@wrong("cheap-penalty", "a-tie")
def nobody_or_the_cheaper(given):
    return {"00": 50, "10": 50}


@placeholder("random-routes", "no-answer")
def no_interval(given):
    return (..., ...)


@reference("random-routes")
def hardly_any(given):
    return (0, 2)


@wrong("random-routes", "interval-misses")
def a_few_per_cent(given):
    return (20, 60)


@wrong("random-routes", "interval-too-wide")
def up_to_ten(given):
    return (0, 10)


@wrong("random-routes", "point-value")
def none_at_all(given):
    return (0, 0)


@placeholder("to-spins", "no-answer")
def no_lines(given):
    return ...


@reference("to-spins")
def loop_and_branches(given):
    return "k b e c i d a"


@alternative("to-spins")
def fields_before_the_product(given):
    return "k b e c i a d"


@wrong("to-spins", "spin-sign")
def the_other_sign(given):
    return "k b e f i d a"


@wrong("to-spins", "product-half")
def half_for_the_product(given):
    return "k b e c i g a"


@wrong("to-spins", "line-missing")
def products_only(given):
    return "k b e c i d"


@placeholder("what-it-costs", "no-answer")
def no_letter(given):
    return ...


@reference("what-it-costs")
def closer_together(given):
    return "c"


@wrong("what-it-costs", "larger-is-safer")
def nothing(given):
    return "a"


@wrong("what-it-costs", "optimum-moves")
def the_best_changes(given):
    return "b"


@wrong("what-it-costs", "penalty-needs-qubits")
def more_qubits(given):
    return "d"


# --- exactly-one ----------------------------------------------------------------------------------------

SQUARE = {(0, 0): -1, (1, 1): -1, (2, 2): -1, (0, 1): 2, (0, 2): 2, (1, 2): 2, "offset": 1}


@placeholder("exactly-one", "no-answer")
def empty(given):
    return {}


@reference("exactly-one")
def multiplied_out(given):
    return SQUARE


@alternative("exactly-one")
def pairs_both_ways(given):
    return {(i, j): 1 if i != j else -1 for i in range(3) for j in range(3)} | {"offset": 1}


@wrong("exactly-one", "offset-dropped")
def without_the_one(given):
    return {key: value for key, value in SQUARE.items() if key != "offset"}


@wrong("exactly-one", "offset-dropped")
def as_a_matrix(given):
    return np.array([[-1, 2, 2], [0, -1, 2], [0, 0, -1]])


@wrong("exactly-one", "squares-forgotten")
def bits_not_squared(given):
    return SQUARE | {(i, i): -2 for i in range(3)}


@wrong("exactly-one", "at-most-one")
def pairs_only(given):
    return {(0, 1): 2, (0, 2): 2, (1, 2): 2}


@wrong("exactly-one", "one-left-out-of-the-products")
def the_one_by_itself(given):
    return SQUARE | {(i, i): 1 for i in range(3)} | {"offset": -1}


@wrong("exactly-one", "couplings-doubled")
def both_triangles(given):
    return SQUARE | {(1, 0): 2, (2, 0): 2, (2, 1): 2}


@wrong("exactly-one", "couplings-halved")
def product_once(given):
    return SQUARE | {(0, 1): 1, (0, 2): 1, (1, 2): 1}


@wrong("exactly-one", "objective-sign")
def turned_round(given):
    return {key: -value for key, value in SQUARE.items()}


# --- assign ---------------------------------------------------------------------------------------------


def model(costs, penalty, number=None, group="jobs"):
    jobs, vans = len(costs), len(costs[0])
    number = number or (lambda j, v: j * vans + v)
    qubo = {"offset": penalty * (jobs if group == "jobs" else vans)}
    for j in range(jobs):
        for v in range(vans):
            qubo[number(j, v), number(j, v)] = costs[j][v] - penalty
    if group == "jobs":
        pairs = [(number(j, v), number(j, w)) for j in range(jobs) for w in range(vans) for v in range(w)]
    else:
        pairs = [(number(j, v), number(k, v)) for v in range(vans) for k in range(jobs) for j in range(k)]
    return qubo | dict.fromkeys(pairs, 2 * penalty)


@placeholder("assign", "no-answer")
def no_model(given):
    return lambda costs, penalty: None


@reference("assign")
def trips_and_rules(given):
    return lambda costs, penalty: model(costs, penalty)


@alternative("assign")
def as_a_padded_matrix(given):
    def assign(costs, penalty):
        qubo = model(costs, penalty)
        return qubo | {(1, 0): 0.0}

    return assign


@wrong("assign", "rule-for-vans")
def one_job_for_each_van(given):
    return lambda costs, penalty: model(costs, penalty, group="vans")


@wrong("assign", "order-transposed")
def van_by_van(given):
    return lambda costs, penalty: model(costs, penalty, number=lambda j, v: v * len(costs) + j)


@wrong("assign", "penalty-missing")
def only_trips(given):
    return lambda costs, penalty: model(costs, 0)


@wrong("assign", "penalty-of-one")
def penalty_ignored(given):
    return lambda costs, penalty: model(costs, 1)


@wrong("assign", "offset-dropped")
def no_offset(given):
    return lambda costs, penalty: model(costs, penalty) | {"offset": 0}


@wrong("assign", "costs-missing")
def only_rules(given):
    return lambda costs, penalty: model([[0] * len(row) for row in costs], penalty)


def _parts(costs, penalty, single=-1, cost=1, coupled=lambda j, k, v, w: j == k, offset=None):
    """A model put together from parts, one of them wrong."""
    jobs, vans = len(costs), len(costs[0])
    qubo = {"offset": penalty * jobs if offset is None else offset}
    for j in range(jobs):
        for v in range(vans):
            i = j * vans + v
            qubo[i, i] = cost * costs[j][v] + single * penalty
            for n in range(i):
                if coupled(n // vans, j, n % vans, v):
                    qubo[n, i] = 2 * penalty
    return qubo


@wrong("assign", "penalty-sign")
def penalty_added(given):
    return lambda costs, penalty: _parts(costs, penalty, single=1)


@wrong("assign", "squares-forgotten")
def twice_the_penalty(given):
    return lambda costs, penalty: _parts(costs, penalty, single=-2)


@wrong("assign", "costs-sign")
def minutes_subtracted(given):
    return lambda costs, penalty: _parts(costs, penalty, cost=-1)


@wrong("assign", "all-pairs-coupled")
def everything_with_everything(given):
    return lambda costs, penalty: _parts(costs, penalty, coupled=lambda *which: True)


@wrong("assign", "one-rule-for-all-jobs")
def one_square(given):
    return lambda costs, penalty: _parts(costs, penalty, coupled=lambda *which: True, offset=penalty)


@wrong("assign", "fails-for-some-inputs")
def next_van_only(given):
    return lambda costs, penalty: _parts(
        costs, penalty, coupled=lambda j, k, v, w: j == k and abs(v - w) == 1
    )


@wrong("assign", "penalty-doubled")
def doubled_penalty(given):
    return lambda costs, penalty: model(costs, 2 * penalty)


# --- ising ----------------------------------------------------------------------------------------------


def spins(terms, sign=-1, fields=True):
    model = {"offset": 0.0}

    def add(key, value):
        model[key] = model.get(key, 0.0) + value

    for i, j, q in terms:
        i, j = int(i), int(j)
        if i == j:
            add((i, i), sign * q / 2)
            add("offset", q / 2)
        else:
            add((i, j), q / 4)
            add("offset", q / 4)
            if fields:
                add((i, i), sign * q / 4)
                add((j, j), sign * q / 4)
    return model


@placeholder("ising", "no-answer")
def not_converted(given):
    return lambda terms: None


@reference("ising")
def multiplied_out_for_spins(given):
    return lambda terms: spins(terms)


@alternative("ising")
def by_matrices(given):
    def ising(terms):
        q = np.zeros((4, 4))
        for i, j, value in terms:
            q[int(i), int(j)] += value
        single, pairs = np.diag(q), q - np.diag(np.diag(q))
        h = -single / 2 - (pairs.sum(axis=0) + pairs.sum(axis=1)) / 4
        model = {(i, j): pairs[i, j] / 4 for i in range(4) for j in range(4) if i != j}
        return model | {(i, i): h[i] for i in range(4)} | {"offset": single.sum() / 2 + pairs.sum() / 4}

    return ising


@wrong("ising", "spin-sign")
def plus_for_one(given):
    return lambda terms: spins(terms, sign=1)


@wrong("ising", "left-as-bits")
def bits_returned(given):
    return lambda terms: {(int(i), int(j)): q for i, j, q in terms}


@wrong("ising", "fails-for-some-inputs")
def products_leave_nothing(given):
    return lambda terms: spins(terms, fields=False)


@wrong("ising", "couplings-doubled")
def half_of_the_product(given):
    def ising(terms):
        model = spins(terms)
        return model | {key: 2 * q for key, q in model.items() if key != "offset" and key[0] != key[1]}

    return ising


@wrong("ising", "offset-dropped")
def offset_forgotten(given):
    return lambda terms: spins(terms) | {"offset": 0.0}


# --- two-testers ----------------------------------------------------------------------------------------


def benches(loads, rule=1.0, squares=True):
    model = {(i, j): 2.0 * loads[i] * loads[j] for j in range(len(loads)) for i in range(j)}
    large = sum(loads) ** 2
    model[0, 1] -= rule * large / 2
    model["offset"] = abs(rule) * large / 2 + (sum(load**2 for load in loads) if squares else 0)
    return model


@placeholder("two-testers", "no-answer")
def no_benches(given):
    return lambda loads: None


@reference("two-testers")
def squared_difference(given):
    return lambda loads: benches(loads)


@alternative("two-testers")
def halves_both_ways(given):
    def two_testers(loads):
        model = benches(loads)
        pairs = {key: value / 2 for key, value in model.items() if key != "offset"}
        return pairs | {(j, i): value for (i, j), value in pairs.items()} | {"offset": model["offset"]}

    return two_testers


@wrong("two-testers", "rule-missing")
def they_may_part(given):
    return lambda loads: benches(loads, rule=0)


@wrong("two-testers", "rule-turned-round")
def kept_apart(given):
    return lambda loads: benches(loads, rule=-1)


@wrong("two-testers", "squares-not-constant")
def squares_dropped(given):
    return lambda loads: benches(loads, squares=False)


@wrong("two-testers", "products-once")
def squared_without_the_two(given):
    def two_testers(loads):
        model = {(i, j): loads[i] * loads[j] for j in range(len(loads)) for i in range(j)}
        model[0, 1] -= sum(loads) ** 2 / 2
        return model | {"offset": sum(loads) ** 2 / 2 + sum(load**2 for load in loads)}

    return two_testers


@wrong("two-testers", "rule-counted-twice")
def bracket_not_halved(given):
    return lambda loads: benches(loads, rule=2)


@wrong("two-testers", "rule-in-place-of-product")
def set_for_added(given):
    return lambda loads: benches(loads) | {(0, 1): -(sum(loads) ** 2) / 2}


@wrong("two-testers", "squares-as-fields")
def squares_on_spins(given):
    def two_testers(loads):
        return benches(loads, squares=False) | {(i, i): load**2 for i, load in enumerate(loads)}

    return two_testers


@wrong("two-testers", "another-penalty")
def a_hundred(given):
    def two_testers(loads):
        model = benches(loads, rule=0)
        return model | {(0, 1): model[0, 1] - 50, "offset": model["offset"] + 50}

    return two_testers


@wrong("two-testers", "couplings-halved")
def products_once(given):
    def two_testers(loads):
        model = benches(loads)
        return {key: value if key == "offset" else value / 2 for key, value in model.items()}

    return two_testers
