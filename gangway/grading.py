"""What ``gangway grade run`` shows: progress while it grades, and a summary when it is done."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    from autograder.cohort.pipeline import Entry

#: Between two lines of progress where there is no terminal, in seconds.
LINE_EVERY = 10.0

#: Before so many are done, nothing is said of the time that is left: the first ones wait for the start.
FIRST = 8


@dataclass
class Summary:
    """What became of a run, counted as it goes: nothing of a submission is held.

    Attributes:
        outcomes: how many answers came out in each way.
        fresh: submissions graded or written now; ``unchanged``: the others.
        troubles: what a person should look at, by assignment and learner.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    fresh: int = 0
    unchanged: int = 0
    troubles: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Count one submission."""
        self.fresh += entry.fresh
        self.unchanged += not entry.fresh
        if entry.graded:
            self.outcomes.update(result.outcome.value for result in entry.graded.results)
        self.troubles += [(entry.assignment, entry.student, said) for said in _troubles(entry)]

    def lines(self, several: bool = False) -> Iterator[str]:
        """What to look at, a line each, in order; with the assignment where there are several."""
        for assignment, student, said in sorted(self.troubles):
            yield f"{assignment}: {student}: {said}" if several else f"{student}: {said}"

    def show(self) -> None:
        """Print the numbers, by kind of verdict."""
        from rich.console import Console
        from rich.table import Table

        total = self.fresh + self.unchanged
        print(f"{total} submissions: {self.fresh} graded now, {self.unchanged} unchanged.")
        table = Table("answers", "number")
        for outcome, number in self.outcomes.most_common():
            table.add_row(outcome, str(number))
        Console().print(table)


def _troubles(entry: Entry) -> Iterator[str]:
    from autograder.cohort.results import SETTLED

    if entry.trouble:
        yield entry.trouble
    if entry.graded is None:
        return
    if entry.graded.refused:
        yield f"refused at intake: {entry.graded.refused}"
    else:
        for result in entry.graded.results:
            if result.outcome not in SETTLED:
                yield f"{result.exercise}: {result.outcome}"
    yield from entry.graded.notes


def watched(entries: Iterable[Entry], total: int) -> Iterator[Entry]:
    """The entries as they come, with progress on the error channel: a bar, or lines where no terminal is."""
    from rich.console import Console

    console = Console(stderr=True)
    return _with_bar(entries, total, console) if console.is_terminal else _with_lines(entries, total)


def _with_bar(entries: Iterable[Entry], total: int, console: Console) -> Iterator[Entry]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("Grading"),
        BarColumn(),
        MofNCompleteColumn(),
        _rate_column(),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=console, speed_estimate_period=60) as progress:
        task = progress.add_task("Grading", total=total)
        for entry in entries:
            progress.advance(task)
            yield entry


def _rate_column() -> ProgressColumn:
    from rich.progress import ProgressColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """Submissions a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:.1f} a second" if speed else "", style="progress.data.speed")

    return Rate()


def _with_lines(entries: Iterable[Entry], total: int) -> Iterator[Entry]:
    began = said = time.monotonic()
    for done, entry in enumerate(entries, start=1):
        if (now := time.monotonic()) - said > LINE_EVERY and FIRST <= done < total:
            said, rate = now, done / (now - began)
            print(f"{done} of {total}, {rate:.1f} a second, {left(total - done, rate)}", file=sys.stderr)
        yield entry


def left(number: int, rate: float) -> str:
    """How long a number of submissions takes at a rate (a second), in words."""
    seconds = number / rate
    return f"about {seconds / 60:.0f} min left" if seconds > 90 else f"about {seconds:.0f} s left"
