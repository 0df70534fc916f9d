"""Answers to lesson 2-01 that must pass, and wrong ones that must be named."""

import math

from autograder.attempts import alternative, placeholder, reference, wrong

# --- predictions, steps and the question ----------------------------------------------------------------


@placeholder("who-finishes", "no-answer")
def nothing_predicted(given):
    return {"000": ..., "001": ..., "011": ..., "111": ...}


@reference("who-finishes")
def the_largest_only(given):
    return {"001": 1}


@wrong("who-finishes", "quadratic-always-wins")
def all_three(given):
    return {"111": 1}


@wrong("who-finishes", "wins-too-early")
def from_the_second(given):
    return {"011": 1}


@wrong("who-finishes", "quadratic-never-wins")
def none_of_them(given):
    return {"000": 1}


@wrong("who-finishes", "read-from-the-right")
def other_end(given):
    return {"100": 1}


@placeholder("first-success", "no-answer")
def no_interval(given):
    return (..., ...)


@reference("first-success")
def from_two_to_183(given):
    return (2, 183)


@alternative("first-success")
def shortest_interval(given):
    return (1, 149)


@wrong("first-success", "interval-too-narrow")
def around_fifty(given):
    return (40, 60)


@wrong("first-success", "point-value")
def exactly_fifty(given):
    return (50, 50)


@wrong("first-success", "interval-too-wide")
def up_to_a_thousand(given):
    return (1, 1000)


@wrong("first-success", "interval-misses")
def hundreds(given):
    return (300, 600)


@placeholder("screening", "no-answer")
def no_steps(given):
    return ...


@reference("screening")
def objective_to_decision(given):
    return "e a g d i c"


@alternative("screening")
def break_even_before_value(given):
    return "e a g i d c"


@wrong("screening", "machine-before-problem")
def vendor_first(given):
    return "f e a g d i c"


@wrong("screening", "encoded-before-screened")
def encoded(given):
    return "e a b g d i c"


@wrong("screening", "value-before-baseline")
def worth_before_measured(given):
    return "e a d g i c"


@wrong("screening", "wrong-order")
def decided_first(given):
    return "e a g c d i"


@wrong("screening", "line-missing")
def no_baseline(given):
    return "e a d i c"


@placeholder("ten-times", "no-answer")
def no_letter(given):
    return ...


@reference("ten-times")
def a_hundred(given):
    return "d"


@wrong("ten-times", "clock-does-not-matter")
def stays(given):
    return "a"


@wrong("ten-times", "square-root-of-the-clock")
def three_times(given):
    return "b"


@wrong("ten-times", "clock-counted-once")
def ten(given):
    return "c"


# --- break-even -----------------------------------------------------------------------------------------


@placeholder("break-even", "no-answer")
def no_calls(given):
    return lambda power, quantum, classical, cores: None


@reference("break-even")
def root_of_the_ratio(given):
    return lambda power, quantum, classical, cores: (quantum * cores / classical) ** (1 / (power - 1))


@alternative("break-even")
def by_logarithms(given):
    return lambda power, quantum, classical, cores: math.exp(
        (math.log(quantum) - math.log(classical / cores)) / (power - 1)
    )


@wrong("break-even", "cores-forgotten")
def one_core(given):
    return lambda power, quantum, classical, cores: (quantum / classical) ** (1 / (power - 1))


@wrong("break-even", "cores-upside-down")
def cores_help_quantum(given):
    return lambda power, quantum, classical, cores: (quantum / classical / cores) ** (1 / (power - 1))


@wrong("break-even", "only-quadratic")
def only_for_two(given):
    return lambda power, quantum, classical, cores: quantum * cores / classical


@wrong("break-even", "root-of-the-power")
def root_of_order_d(given):
    return lambda power, quantum, classical, cores: (quantum * cores / classical) ** (1 / power)


@wrong("break-even", "seconds-for-calls")
def time_at_break_even(given):
    return lambda power, quantum, classical, cores: (
        quantum * (quantum * cores / classical) ** (1 / (power - 1))
    )


@wrong("break-even", "classical-calls")
def calls_of_the_other(given):
    return lambda power, quantum, classical, cores: (quantum * cores / classical) ** (power / (power - 1))


@wrong("break-even", "upside-down")
def one_over(given):
    return lambda power, quantum, classical, cores: (classical / cores / quantum) ** (1 / (power - 1))


def _ratio_to(function):
    """A break-even that makes something else of the ratio of the two times."""
    return lambda power, quantum, classical, cores: function(quantum * cores / classical, power)


@wrong("break-even", "bracket-missing")
def one_over_power_minus_one(given):
    return _ratio_to(lambda ratio, power: ratio ** (1 / power - 1))


@wrong("break-even", "power-for-root")
def raised(given):
    return _ratio_to(lambda ratio, power: ratio ** (power - 1))


@wrong("break-even", "times-for-root")
def divided(given):
    return _ratio_to(lambda ratio, power: ratio / (power - 1))


@wrong("break-even", "cores-outside-the-root")
def cores_afterwards(given):
    return lambda power, quantum, classical, cores: (quantum / classical) ** (1 / (power - 1)) * cores


@wrong("break-even", "times-exchanged")
def classical_on_top(given):
    return lambda power, quantum, classical, cores: (classical * cores / quantum) ** (1 / (power - 1))


@wrong("break-even", "seconds-for-calls")
def in_hours(given):
    def break_even(power, quantum, classical, cores):
        return (quantum * cores / classical) ** (1 / (power - 1)) * quantum / 3600

    return break_even


# --- time to solution -----------------------------------------------------------------------------------


def runs(chance, wanted):
    return 1 if chance == 1 else max(1, math.ceil(math.log(1 - wanted) / math.log(1 - chance)))


@placeholder("time-to-solution", "no-answer")
def no_seconds(given):
    return lambda seconds, chance, wanted: None


@reference("time-to-solution")
def whole_runs(given):
    return lambda seconds, chance, wanted: seconds * runs(chance, wanted)


@alternative("time-to-solution")
def by_counting(given):
    def counted(seconds, chance, wanted):
        failed, done = 1.0, 0
        while failed > 1 - wanted:
            failed, done = failed * (1 - chance), done + 1
        return done * seconds

    return counted


@wrong("time-to-solution", "average-wait")
def one_over_the_chance(given):
    return lambda seconds, chance, wanted: seconds / chance


@wrong("time-to-solution", "chances-added")
def added_up(given):
    return lambda seconds, chance, wanted: seconds * wanted / chance


@wrong("time-to-solution", "runs-for-seconds")
def only_runs(given):
    return lambda seconds, chance, wanted: runs(chance, wanted)


@wrong("time-to-solution", "fails-for-some-inputs")
def certain_run_forgotten(given):
    return lambda seconds, chance, wanted: seconds * math.ceil(math.log(1 - wanted) / math.log(1 - chance))


@wrong("time-to-solution", "part-of-a-run")
def not_rounded(given):
    def smooth(seconds, chance, wanted):
        return seconds if chance == 1 else seconds * max(1, math.log(1 - wanted) / math.log(1 - chance))

    return smooth


@wrong("time-to-solution", "rounded-down")
def cut_off(given):
    def down(seconds, chance, wanted):
        return seconds if chance == 1 else seconds * max(1, int(math.log(1 - wanted) / math.log(1 - chance)))

    return down


@wrong("time-to-solution", "chances-exchanged")
def the_wrong_way_round(given):
    def exchanged(seconds, chance, wanted):
        return seconds if chance == 1 else seconds * math.log(1 - chance) / math.log(1 - wanted)

    return exchanged


@wrong("time-to-solution", "wanted-for-missed")
def logarithm_of_the_wanted(given):
    def time_to_solution(seconds, chance, wanted):
        return seconds * max(1, math.ceil(math.log(wanted) / math.log(1 - chance))) if chance < 1 else seconds

    return time_to_solution


@wrong("time-to-solution", "hit-for-miss")
def chance_repeated(given):
    def time_to_solution(seconds, chance, wanted):
        return seconds * max(1, math.ceil(math.log(1 - wanted) / math.log(chance))) if chance < 1 else seconds

    return time_to_solution


@wrong("time-to-solution", "fails-for-some-inputs")
def rounded_to_the_nearest(given):
    def time_to_solution(seconds, chance, wanted):
        return seconds * max(1, round(math.log(1 - wanted) / math.log(1 - chance))) if chance < 1 else seconds

    return time_to_solution


@wrong("time-to-solution", "fails-for-some-inputs")
def floor_and_one_more(given):
    def time_to_solution(seconds, chance, wanted):
        return seconds * (int(math.log(1 - wanted) / math.log(1 - chance)) + 1) if chance < 1 else seconds

    return time_to_solution


# --- scorecard ------------------------------------------------------------------------------------------


def card(given, **changed):
    call = given["gates"] * given["gate_seconds"]
    calls = call * given["cores"] / given["classical_seconds"]
    figures = {
        "variables_in_five_years": given["variables"] * (1 + given["growth"]) ** 5,
        "largest_gain": given["yearly_cost"] * given["gap"],
        "call_seconds": call,
        "break_even_calls": calls,
        "break_even_hours": calls * call / 3600,
    } | changed
    late = figures["break_even_hours"] > given["window_hours"]
    poor = 5 * figures["largest_gain"] < given["pilot_cost"]
    return {"verdict": "reject" if late or poor else "watch"} | figures


@placeholder("scorecard", "no-answer")
def empty_card(given):
    return dict.fromkeys(card(given), ...)


@reference("scorecard")
def from_the_sheet(given):
    return card(given)


@alternative("scorecard")
def rounded_sensibly(given):
    right = card(given)
    return right | {
        "variables_in_five_years": round(right["variables_in_five_years"]),
        "break_even_hours": round(right["break_even_hours"], 1),
    }


@wrong("scorecard", "growth-added")
def simple_growth(given):
    return card(given, variables_in_five_years=given["variables"] * (1 + 5 * given["growth"]))


@wrong("scorecard", "whole-cost-as-gain")
def everything_saved(given):
    return card(given, largest_gain=given["yearly_cost"])


@wrong("scorecard", "seconds-for-hours")
def in_seconds(given):
    return card(given, break_even_hours=3600 * card(given)["break_even_hours"])


@wrong("scorecard", "single-core")
def against_one_core(given):
    right = card(given)
    calls = right["break_even_calls"] / given["cores"]
    return card(given, break_even_calls=calls, break_even_hours=calls * right["call_seconds"] / 3600)


@wrong("scorecard", "unsupported-figure")
def invented_but_consistent(given):
    """Every figure agrees with the others; none comes from the sheet."""
    call, calls = 0.0037, 41_000.0
    return card(
        given,
        variables_in_five_years=777.0,
        largest_gain=33.3,
        call_seconds=call,
        break_even_calls=calls,
        break_even_hours=call * calls / 3600,
    )


@wrong("scorecard", "disagrees-with-itself")
def invented_and_inconsistent(given):
    return card(given, call_seconds=0.0037, break_even_calls=41_000.0, break_even_hours=6.0)


@wrong("scorecard", "decision-against-figures")
def the_verdict_that_was_wanted(given):
    right = card(given)
    return right | {"verdict": "watch" if right["verdict"] == "reject" else "reject"}


# --- judge again ----------------------------------------------------------------------------------------


def rows(*answers):
    cases = [
        ("sycamore-2019", "2022-12"),
        ("sycamore-2019", "2026-11"),
        ("fermi-hubbard-2026", "2026-05"),
        ("fermi-hubbard-2026", "2026-11"),
    ]
    keys = ("reaches", "reviewed", "status")
    return [
        {"claim": name, "on": on, **dict(zip(keys, answer, strict=True))}
        for (name, on), answer in zip(cases, answers, strict=True)
    ]


THEN, NOW = ("part", "yes", "contested"), ("whole", "yes", "overturned")
NEW, LATER = ("none", "no", "open"), ("part", "no", "contested")


@placeholder("judge-again", "entries-open")
def nothing_judged(given):
    return rows(*[(..., ..., ...)] * 4)


@reference("judge-again")
def by_the_rule(given):
    return rows(THEN, NOW, NEW, LATER)


@alternative("judge-again")
def rows_turned_round(given):
    return rows(THEN, NOW, NEW, LATER)[::-1]


@wrong("judge-again", "evidence-from-later")
def with_hindsight(given):
    return rows(NOW, NOW, NEW, LATER)


@wrong("judge-again", "slower-is-not-the-whole")
def minutes_against_minutes(given):
    return rows(THEN, NOW, NEW, ("whole", "no", "contested"))


@wrong("judge-again", "preprint-taken-for-reviewed")
def a_paper_is_a_paper(given):
    return rows(THEN, NOW, NEW, ("part", "yes", "contested"))


@wrong("judge-again", "stands-without-reproduction")
def unanswered_so_true(given):
    return rows(THEN, NOW, ("none", "no", "stands"), LATER)


@wrong("judge-again", "status-against-facts")
def half_refuted_is_refuted(given):
    return rows(("part", "yes", "overturned"), NOW, NEW, LATER)


@wrong("judge-again", "answer-overlooked")
def nothing_noticed(given):
    return rows(THEN, NOW, NEW, ("none", "no", "open"))


@wrong("judge-again", "review-overlooked")
def journal_missed(given):
    return rows(("part", "no", "contested"), NOW, NEW, LATER)


@wrong("judge-again", "answered-by-nobody")
def an_answer_from_nowhere(given):
    return rows(THEN, NOW, ("whole", "no", "contested"), LATER)


@wrong("judge-again", "cases-differ")
def one_case_twice(given):
    four = rows(THEN, NOW, NEW, LATER)
    return [four[0], four[0], four[2], four[3]]


@wrong("scorecard", "growth-of-four-years")
def four_years_of_growth(given):
    return card(given, variables_in_five_years=given["variables"] * (1 + given["growth"]) ** 4)


@wrong("scorecard", "classical-calls-of-break-even")
def calls_of_the_cluster(given):
    right = card(given)
    return right | {"break_even_calls": right["break_even_calls"] ** 2}


@wrong("scorecard", "days-for-hours")
def in_days(given):
    right = card(given)
    return right | {"break_even_hours": right["break_even_hours"] / 24}


@wrong("scorecard", "classical-call-for-quantum")
def as_fast_as_the_cluster(given):
    calls = card(given)["break_even_calls"]
    return card(given) | {"break_even_hours": calls * given["classical_seconds"] / 3600}
