"""How good the judge is: equivalents refused, mutants missed, and how often a mutation is named."""

from __future__ import annotations

from collections.abc import Iterator

from report import Figure, run
from study.cases import Tally, tallied
from study.chance import promises
from study.run import ALL_NAMES, EXCEPTIONS, all_cases

#: About a thousand cases each.
ROUNDS = 3


def measure() -> Iterator[Figure]:
    """All figures: the study's, then those of the statistical checks."""
    tally = tallied(all_cases(ROUNDS), ALL_NAMES)
    yield from _proof(tally)
    yield from _naming(tally)
    yield from _chance()


def _proof(tally: Tally) -> Iterator[Figure]:
    yield Figure("cases judged", tally.cases, "")
    yield Figure("equivalents judged", tally.judged["equivalents"], "")
    yield Figure("equivalents refused", len(tally.refused), "", "== 0")
    yield Figure("mutants judged", tally.judged["mutants"], "")
    yield Figure("mutants missed", len(tally.missed), "", "== 0")
    yield Figure("mutants left out: right by chance", tally.judged["left out, right"], "")
    yield Figure(
        "mutants left out: between the tolerance and ten of it", tally.judged["left out, between"], ""
    )
    yield Figure("verdicts without a sentence, or the judge's own fault", len(tally.faults), "", "== 0")
    yield Figure("listed exceptions", len(EXCEPTIONS), "")


def _naming(tally: Tally) -> Iterator[Figure]:
    caught = sum(codes.total() for codes in tally.codes.values())
    yield Figure("named, all mutants", 100 * tally.named.total() / caught, "%")
    for change, count, share in tally.naming():
        yield Figure(f"named: {change} ({count})", 100 * share, "%")


def _chance() -> Iterator[Figure]:
    for promise in promises():
        label = f"{promise.name}, {promise.shots} shots"
        yield Figure(f"{label}: false rejection at most", 1e6 * promise.false_rejection, "ppm", "<= 1")
        yield Figure(
            f"{label}: smallest error caught with 99 % power", 100 * promise.smallest_error, "points"
        )


if __name__ == "__main__":
    run("The judge: equivalents refused, mutants missed, mutations named", measure)
