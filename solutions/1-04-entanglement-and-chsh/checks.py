"""What is right in lesson 1-04, and what to say when it is not."""

import itertools
import math
from functools import partial

import numpy as np

from autograder import simulate
from autograder.checks import choice, entanglement, functions, ordering, prediction
from autograder.checks.qubits import labels, width_finding
from autograder.exercise import exercise
from autograder.findings import LIKELY, Finding
from autograder.kets import ket
from autograder.kinds import Array, Circuit, Function, Number

TSIRELSON = 2 * math.sqrt(2)

classical_wins = prediction.interval(
    "classical-wins",
    truth=prediction.binomial(shots=1000, probability=0.75),
    unit="rounds won of 1,000",
    hints=[
        "On average three rounds of four are won. By how much does a run of 1,000 differ from that?",
        "The standard deviation of the number of wins is √(N·p·(1 − p)), as for the coin in lesson 1-01.",
        "With N = 1000 and p = 0.75 it is about 14. Go nearly two of them down from 750, and as many up.",
    ],
)

COS2 = math.cos(math.pi / 8) ** 2

in_between = prediction.distribution(
    "in-between",
    width=2,
    tolerance=0.05,
    misconceptions={
        "angle-not-halved": (
            {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25},
            {
                "does": "They agree in half of the shots: as if 45° were as good as a right angle.",
                "look": "Angles of the sphere count half in the amplitudes. What is cos²(22.5°)?",
            },
        ),
        "straight-line": (
            {"00": 0.375, "01": 0.125, "10": 0.125, "11": 0.375},
            {
                "does": "They agree in three quarters of the shots: halfway between always (at 0°) and by "
                "chance (at 90°). That is what the best glued coins give.",
                "look": "Between 0° and 90° runs a cosine, and no straight line. What is cos²(22.5°)?",
            },
        ),
        "still-perfect": (
            {"00": 0.5, "11": 0.5},
            {
                "does": "They always agree: as if Bob had not turned his basis.",
                "look": "At 90° they agree by chance only. At 45° they must be somewhere between.",
            },
        ),
        "one-qubit-only": (
            {"00": COS2, "01": 1 - COS2},
            {
                "does": "You gave Bob's qubit the chances of a single qubit in |0⟩, and left Alice's at 0.",
                "look": "Alice alone sees a fair coin. Given her result, where does Bob's arrow point?",
            },
        ),
    },
    hints=[
        "Alice's result is 0 or 1, half each. When it is 0, in which state is Bob's qubit?",
        "Then Bob measures |0⟩ along an axis that is 45° away. By the half angle he finds his first outcome "
        "with the probability cos²(22.5°).",
        "cos²(22.5°) is 0.854. So 00 and 11 get half of that each, and 01 and 10 half of the rest.",
    ],
)

correlator = ordering.ordering(
    "correlator",
    lines={
        "a": "pair.ry(1, -np.pi / 8)",
        "b": "counts = device.run(pair, shots=1000).result().measurement_counts",
        "c": "print(2 * agree / 1000 - 1)",
        "d": "pair = Circuit().h(0).cnot(0, 1)",
        "e": 'agree = counts["00"] + counts["11"]',
        "f": "pair.ry(1, -np.pi / 4)",
        "g": "print(agree / 1000)",
    },
    needed="bcdef",
    before=["df", "fb", "be", "ec"],
    distractors="ag",
    says={
        "a": (
            "half-angle-in-the-basis",
            {
                "does": "Line a turns Bob's axis by 22.5° only. Ry halves the angle by itself.",
                "look": "Which argument turns the sphere by 45°?",
            },
        ),
        "g": (
            "share-for-correlator",
            {
                "does": "Line g prints the share of shots that agree, between 0 and 1.",
                "asked": "The correlation E runs from −1 to 1.",
                "look": "What must be printed when they agree in half of the shots?",
            },
        ),
        ("b", "f"): (
            "run-too-early",
            {
                "does": "Your program runs the circuit before Bob has turned his basis. So E is 1.",
                "look": "A run takes the circuit as it is at that moment.",
            },
        ),
    },
    hints=[
        "Make the pair, turn, run, count, print: which line is which?",
        "Bob's axis is at 45°, which is π/4. E is +1 when they always agree and −1 when they never do.",
        "The pair first, then the turn by −π/4. Of the two lines that print, only one can give −1.",
    ],
)

what_bob_learns = choice.choice(
    "what-bob-learns",
    options={
        "a": "which of the two she chose, if he has enough pairs",
        "b": "whether she has measured at all, but not in which basis",
        "c": "which of the two she chose, if he measures in the same basis",
        "d": "nothing, until somebody brings him her results",
    },
    right="d",
    says={
        "a": (
            "signals-with-many-pairs",
            {
                "does": "With more pairs Bob knows his own shares better. They are one half whatever Alice "
                "chooses.",
                "look": "Compare the two rows of Bob's chances in the lesson's table.",
            },
        ),
        "b": (
            "collapse-seen-from-afar",
            {
                "does": "Before Alice measures, Bob sees a fair coin in every basis. Afterwards, not knowing "
                "her result, he sees a fair coin in every basis.",
                "look": "What is his density matrix in both cases?",
            },
        ),
        "c": (
            "agreement-read-alone",
            {
                "does": "In the same basis they agree every time. But agreement is a property of two lists, "
                "and Bob has one.",
                "look": "What does Bob's own list look like, if she measures in Z, and if in X?",
            },
        ),
    },
    hints=[
        "What does Bob have in hand, and what does he not have?",
        "Write down Bob's chances in the Z basis if Alice measures Z, and if she measures X.",
        "His shares are one half in both cases. A difference appears only where the two lists are laid "
        "side by side.",
    ],
)


def score(angles):
    """S of the pair (|00⟩ + |11⟩)/√2, whose correlation is cos(α − β)."""
    a0, a1, b0, b1 = angles
    return math.cos(a0 - b0) + math.cos(a0 - b1) + math.cos(a1 - b0) - math.cos(a1 - b1)


@exercise(
    "best-angles",
    takes=Array(shape=(4,)),
    points=2,
    hints=[
        "Three of the four differences α − β should be small and equal; the fourth should be large.",
        "With Alice at 0 and π/2, put Bob's first axis in the middle of hers. Where must his second axis be, "
        "so that it is as near to 0 and as far from π/2?",
        "b0 = π/4 and b1 = −π/4: the differences are π/4 three times, and 3π/4 once.",
    ],
    messages={
        "classical-angles": {
            "does": "Your angles give S = {score:.3f}. Two glued coins reach 2 as well.",
            "look": "Are some of the axes the same? Put Bob's between Alice's.",
        },
        "wrong-term-negative": {
            "does": "Your angles give S = {score:.3f}. With Bob's two axes exchanged, or one of them turned "
            "round, they would be the best ones.",
            "look": "Which of the four pairs of questions has the minus sign? There the axes must be far "
            "apart.",
        },
        "polariser-angles": {
            "does": "Your angles give S = {score:.3f}. They are the best ones for polarisers and photons, "
            "where a right angle turns 0 into 1.",
            "asked": "On the Bloch sphere half a turn does that.",
            "look": "Every angle counts half in the amplitudes.",
        },
        "wrong-shape": {"asked": "Asked for are four angles in one list: α0, α1, β0 and β1."},
        "wrong-type": {
            "asked": "Asked for is a list of four numbers, in radians.",
            "look": "Write np.pi / 4 without quotation marks.",
        },
        "angle-in-degrees": {
            "does": "Your angles are the best ones, in degrees.",
            "asked": "Asked for are radians.",
            "look": "A right angle is np.pi / 2.",
        },
        "below-the-best": {
            "does": "Your angles give S = {score:.3f}.",
            "asked": "The best is 2√2 ≈ 2.828.",
            "look": "Move one of Bob's angles in the CHSH bench, and watch which of the four terms change.",
        },
    },
)
def best_angles(answer, given):
    """Any four angles (a0, a1, b0, b1) with S = 2√2."""
    reached = score(answer)
    if TSIRELSON - reached > 2e-3:
        yield Finding(_angle_slip(answer, reached), {"score": reached}, rank=LIKELY)


def _angle_slip(angles, reached):
    def best(changed):
        return TSIRELSON - score(changed) <= 2e-3

    a0, a1, b0, b1 = angles
    turns = [(a0, a1, b1, b0), (a1, a0, b0, b1), (a1, a0, b1, b0)]
    turns += [(a0, a1, b0 + math.pi, b1), (a0, a1, b0, b1 + math.pi), (a0, a1, b0 + math.pi, b1 + math.pi)]
    if best([math.radians(angle) for angle in angles]):
        return "angle-in-degrees"
    if any(best(turn) for turn in turns):
        return "wrong-term-negative"
    if best([2 * angle for angle in angles]):
        return "polariser-angles"
    return "classical-angles" if abs(reached - 2) < 1e-3 else "below-the-best"


QUESTIONS = [(0, 0), (0, 1), (1, 0), (1, 1)]


def _counts(correlations, shots=(1000, 1000, 1000, 1000)):
    """Counts for the four pairs of questions with these correlations, each side a fair coin."""
    tables = []
    for value, total in zip(correlations, shots, strict=True):
        agree = round(total * (1 + value) / 2)
        table = {"00": agree // 2, "11": agree - agree // 2}
        table |= {"01": (total - agree) // 2, "10": total - agree - (total - agree) // 2}
        tables.append({bits: number for bits, number in table.items() if number})
    return tables


SCORES = Function(
    inputs=lambda given: [
        _counts([0.7, 0.72, 0.69, -0.71]),
        _counts([1, 1, 1, 1]),
        _counts([0.5, 0.5, 0.5, -0.5]),
        _counts([1, 1, 1, -1]),
        _counts([-0.6, -0.4, 0.2, 0.5]),
        _counts([0.2, -0.4, 0.6, 0.1], (1000, 500, 2000, 400)),
        _counts([0.7, 0.6, 0.8, -0.4], (200, 400, 600, 800)),
    ],
    returns=Number(),
)


def _correlation(counts):
    total = sum(counts.values())
    return (2 * (counts.get("00", 0) + counts.get("11", 0)) - total) / total


_SIGNS = (1, 1, 1, -1)


def _judge_score(value, *tables):
    e = [_correlation(table) for table in tables]
    agree = [(one + 1) / 2 for one in e]
    right, totals = e[0] + e[1] + e[2] - e[3], [sum(table.values()) for table in tables]
    slips = {
        "minus-forgotten": sum(e),
        "minus-on-the-first": -e[0] + e[1] + e[2] + e[3],
        "shares-for-correlations": agree[0] + agree[1] + agree[2] - agree[3],
        "winning-share": (agree[0] + agree[1] + agree[2] + 1 - agree[3]) / 4,
        "averaged": right / 4,
        "sign-of-s-lost": abs(right),
        "disagreements-counted": -right,
        "only-00-counted": functions.Either(_only_zeros(tables, 4), _only_zeros(tables, 2)),
        "minus-on-another": functions.Either(e[0] - e[1] + e[2] + e[3], e[0] + e[1] - e[2] + e[3]),
        "too-many-minuses": e[0] - e[1] - e[2] - e[3],
        "signs-lost": abs(e[0]) + abs(e[1]) + abs(e[2]) - abs(e[3]),
        "not-divided": sum(sign * one * total for sign, one, total in zip(_SIGNS, e, totals, strict=True)),
        "one-number-of-shots": functions.Either(
            *(
                sum(sign * one * total / shots for sign, one, total in zip(_SIGNS, e, totals, strict=True))
                for shots in (1000, sum(totals) / 4, *totals)
            )
        ),
    }
    yield from functions.compared(value, right, slips)


def _only_zeros(tables, factor):
    e = [factor * table.get("00", 0) / sum(table.values()) - 1 for table in tables]
    return e[0] + e[1] + e[2] - e[3]


@exercise(
    "score",
    takes=SCORES,
    points=3,
    hints=[
        "First one table: when is E equal to +1, when −1, and when 0?",
        "E = (agreeing shots − disagreeing shots) / all shots, for each of the four tables. The shots may "
        "differ from table to table.",
        "S = E00 + E01 + E10 − E11. Use counts.get('01', 0): a string that never came is not there.",
    ],
    messages={
        "minus-forgotten": {
            "does": "Your function adds all four correlations.",
            "asked": "S has one minus sign.",
            "look": "For which pair of questions do Alice and Bob win by disagreeing?",
        },
        "minus-on-the-first": {
            "does": "Your function subtracts the correlation of the first pair of questions.",
            "look": "For which pair of questions do Alice and Bob win by disagreeing?",
        },
        "minus-on-another": {
            "does": "Your function subtracts the correlation of another pair of questions.",
            "look": "For which pair of questions do Alice and Bob win by disagreeing?",
        },
        "too-many-minuses": {
            "does": "Your function subtracts three correlations from the first.",
            "asked": "S has one minus sign.",
        },
        "sign-of-s-lost": {
            "does": "Your function returns the magnitude of S.",
            "asked": "S may be negative, if the players disagree where they should agree.",
        },
        "signs-lost": {
            "does": "Your function takes the magnitude of each correlation.",
            "asked": "A negative correlation means that they mostly disagree; its sign belongs to S.",
            "look": "What should E be if they never agree?",
        },
        "not-divided": {
            "does": "Your function adds numbers of shots.",
            "asked": "For each table, agreeing minus disagreeing shots are divided by all its shots.",
            "look": "Can S be larger than 4?",
        },
        "one-number-of-shots": {
            "does": "Your function divides all four tables by the same number of shots.",
            "asked": "The four may have different numbers of shots: each is divided by its own.",
            "look": "What is the sum of one table's values?",
        },
        "shares-for-correlations": {
            "does": "Your function adds shares of agreement, between 0 and 1.",
            "asked": "A correlation runs from −1 to 1.",
            "look": "What is E if they agree in half of the shots?",
        },
        "winning-share": {
            "does": "Your function returns the share of rounds won.",
            "asked": "Asked for is S, which is 8 times that, minus 4.",
            "look": "The lesson has a formula that leads from one to the other.",
        },
        "averaged": {
            "does": "Your function returns a quarter of S: the average of the four terms.",
            "look": "What is the largest value that four terms of size 1 can add up to?",
        },
        "disagreements-counted": {
            "does": "Your function returns −S.",
            "look": "Which shots count as +1, those that agree or those that don't?",
        },
        "only-00-counted": {
            "does": "Your function counts 00 as agreement, and leaves 11 out.",
            "look": "Which bitstrings agree? By chance the two may come differently often.",
        },
        "function-raised": {
            "look": "Is it a string that never came? Then it isn't in the dictionary: see counts.get.",
        },
    },
)
def score_of(answer, given):
    """S = E00 + E01 + E10 − E11, from counts."""
    yield from functions.each(answer, SCORES, given, _judge_score)


#: Games: for each question of Alice (row) and Bob (column), 1 if they must disagree.
_GAMES = [
    [[0, 0], [0, 1]],
    [[0, 0], [0, 0]],
    [[1, 0], [0, 0]],
    [[0, 1, 1], [1, 0, 1], [1, 1, 0]],
    [[0, 0, 0], [0, 0, 1], [0, 1, 0]],
    [[0, 0, 1], [0, 1, 0]],
    [[1]],
    [[0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 0]],
]

GAMES = Function(inputs=lambda given: [(game,) for game in _GAMES], returns=Number())


def best_share(game):
    """The largest share of question pairs that fixed answers win."""
    rows, columns = len(game), len(game[0])
    strategies = itertools.product(
        itertools.product((0, 1), repeat=rows), itertools.product((0, 1), repeat=columns)
    )
    return max(_share(game, alice, bob) for alice, bob in strategies)


def _share(game, alice, bob):
    pairs = [(x, y) for x in range(len(game)) for y in range(len(game[0]))]
    return sum((alice[x] ^ bob[y]) == game[x][y] for x, y in pairs) / len(pairs)


def _best_of(game, joined):
    """The best share if two answers win by ``joined(a, b)`` being what the game asks for."""
    pairs = [(x, y) for x in range(len(game)) for y in range(len(game[0]))]
    strategies = itertools.product(
        itertools.product((0, 1), repeat=len(game)), itertools.product((0, 1), repeat=len(game[0]))
    )
    return max(
        sum(joined(alice[x], bob[y]) == game[x][y] for x, y in pairs) / len(pairs)
        for alice, bob in strategies
    )


def _judge_best(value, game, constant):
    right = best_share(game)
    rows, columns = len(game), len(game[0])
    fixed = max(_share(game, (a,) * rows, (b,) * columns) for a in (0, 1) for b in (0, 1))
    same = 0.0
    if rows == columns:
        same = max(_share(game, s, s) for s in itertools.product((0, 1), repeat=rows))
    slips = {
        "constant-answers-only": fixed,
        "same-answers-for-both": same,
        "communicates": 1.0,
        "wins-not-share": right * rows * columns,
        "divided-by-four": right * rows * columns / 4,
        "worst-strategy": 1 - right,  # with all of Bob's answers turned over, whatever was won is lost
        "and-for-xor": _best_of(game, lambda a, b: a & b),
    }
    if constant:  # a value that happens to come for one game says nothing of the function
        slips |= {"average-strategy": 0.5, "always-three-quarters": 0.75}
    yield from functions.compared(value, right, slips)


@exercise(
    "best-classical",
    takes=GAMES,
    points=4,
    hints=[
        "A strategy of Alice is one answer for each of her questions. How many strategies does she have for "
        "three questions?",
        "itertools.product((0, 1), repeat=3) lists them: eight. Combine each with each of Bob's, and count "
        "the pairs of questions that are won.",
        "Alice's number of questions is len(game), Bob's is len(game[0]). A pair (x, y) is won if "
        "alice[x] ^ bob[y] == game[x][y]. Take the largest share.",
    ],
    messages={
        "constant-answers-only": {
            "does": "Your function lets each player give the same answer to every question.",
            "asked": "An answer may depend on the question.",
            "look": "How many strategies does a player have who gets two different questions?",
        },
        "same-answers-for-both": {
            "does": "Your function lets Alice and Bob use the same list of answers.",
            "asked": "They may agree on two different lists beforehand.",
            "look": "How many pairs of lists are there for two questions each?",
        },
        "average-strategy": {
            "does": "Your function gives one half: the average of all strategies, or guessing.",
            "asked": "Asked for is the best one.",
            "look": "max, not mean.",
        },
        "always-three-quarters": {
            "does": "Your function gives 0.75 whatever the game is.",
            "look": "Which pairs must disagree stands in the argument. Try a game in which nobody ever must.",
        },
        "communicates": {
            "does": "Your function wins everything: the answers depend on both questions.",
            "asked": "Alice's answer may depend on her own question only, and Bob's on his.",
            "look": "Choose the lists first, then play all pairs of questions with them.",
        },
        "worst-strategy": {
            "does": "Your function returns the share of the worst strategy.",
            "asked": "Asked for is the best one.",
            "look": "Is it max or min?",
        },
        "divided-by-four": {
            "does": "Your function divides by 4, however many pairs of questions there are.",
            "look": "How many pairs are there if Alice has three questions and Bob has two?",
        },
        "and-for-xor": {
            "does": "Your function lets two answers disagree only if both are 1.",
            "asked": "They disagree if one is 0 and the other is 1.",
            "look": "Which sign of Python is 1 exactly if two bits differ?",
        },
        "wins-not-share": {
            "does": "Your function returns the number of pairs won.",
            "asked": "Asked for is their share, between 0 and 1.",
            "look": "Divide by the number of pairs.",
        },
    },
)
def best_classical(answer, given):
    """The best share that fixed answers win, in any such game."""
    constant = len(set(map(repr, answer.items))) == 1
    yield from functions.each(answer, GAMES, given, partial(_judge_best, constant=constant))


PAULIS = {
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]),
}


def _mean(state, first, second):
    return float(np.real(np.vdot(state, np.kron(PAULIS[first], PAULIS[second]) @ state)))


@exercise(
    "hidden",
    takes=Circuit(),
    points=5,
    hints=[
        "Which gate of the lessons so far changes only a sign, in one of the four terms?",
        "Start with two independent fair coins, H on both qubits. They have ZZ = 0 and XX = 0? Compute XX: "
        "it is 1. Now let one gate put a minus sign on |11⟩.",
        "H on both qubits and then CZ. Or: a Bell pair and then H on one of the two.",
    ],
    messages={
        "not-gates-only": {
            "does": "Your circuit does more than gates do: it measures, resets or adds noise.",
            "asked": "Asked for is a state that gates alone prepare. The check measures for you.",
            "look": "Leave out everything that isn't a gate.",
        },
        "still-correlated": {
            "does": "Your state has ZZ = {zz:.2f} and XX = {xx:.2f}.",
            "asked": "Asked for is 0 in both.",
            "look": "A Bell pair has 1 in both. What does a gate on only one of its qubits do to them?",
        },
        "not-entangled": {
            "does": "Your circuit prepares {given}. Both correlations are 0, and each qubit has a state "
            "of its own: these are two independent sources.",
            "asked": "Asked for is an entangled pair that looks like that.",
            "look": "Which gate ties the two together? Test: a00·a11 − a01·a10.",
        },
        "weakly-entangled": {
            "does": "Your circuit prepares an entangled state, but not a maximally entangled one: qubit 0 "
            "alone has the purity {purity:.2f}.",
            "asked": "Asked for is 0.5: each side alone must be a fair coin in every basis.",
            "look": "Are your angles right angles?",
        },
    },
)
def hidden(answer, given):
    """Two qubits, maximally entangled, with ZZ = XX = 0."""
    if finding := width_finding(answer, 2):
        yield finding
        return
    if not simulate.is_unitary(answer):
        yield Finding("not-gates-only", rank=LIKELY)
        return
    state = simulate.state_vector(answer, qubits=labels(answer, 2))
    purity = float(np.sum(np.abs(entanglement.reduced(state, (0,))) ** 2))
    zz, xx = _mean(state, "Z", "Z"), _mean(state, "X", "X")
    if max(abs(zz), abs(xx)) > 4e-3:
        yield Finding("still-correlated", {"zz": zz, "xx": xx}, rank=LIKELY)
    elif purity > 1 - 1e-6:
        yield Finding("not-entangled", {"given": ket(state), "wanted": ""}, rank=LIKELY)
    elif purity > 0.5 + 1e-3:
        yield Finding("weakly-entangled", {"purity": purity}, rank=LIKELY)
