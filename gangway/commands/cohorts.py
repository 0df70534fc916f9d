"""What ``gangway grade`` does around grading itself: submissions in, feedback and scores out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from autograder.cohort.collect import Event
    from autograder.cohort.gradebook import Student
    from autograder.cohort.layout import Cohort

#: The exit status when everything was done but some submissions, or lines, need a person.
NEEDS_A_LOOK = 3

CohortOption = Annotated[Path, typer.Option("--cohort", help="The cohort's folder.", show_default="this one")]
HERE = Path()
Assignment = Annotated[str, typer.Argument(help="The assignment, 1-01-bell-pair, or its lesson's id, 1-01.")]
ExchangeOption = Annotated[bool, typer.Option("--exchange", help="Through nbgrader's exchange.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to ``gangway grade``."""
    app.command()(collect)
    app.command()(feedback)
    app.command()(export)


def collect(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ASSIGNMENT] [SOURCE]",
            help="The assignment, unless there is only one; a folder or zip file, by default inbox/.",
        ),
    ] = None,
    cohort: CohortOption = HERE,
    inbox: Annotated[Path | None, typer.Option(help="The same as SOURCE.", hidden=True)] = None,
    exchange: ExchangeOption = False,
    worksheet: Annotated[
        Path | None,
        typer.Option(help="Moodle's grading worksheet: tells people of the same name apart."),
    ] = None,
    take_late: Annotated[
        bool, typer.Option("--take-late", help="After the deadline, too, the last submission counts.")
    ] = False,
) -> None:
    """Collect submissions into submitted/; earlier ones are kept in earlier/.

    SOURCE is a download from Canvas or Moodle (.zip), nbgrader's submitted tree, or a folder of notebooks
    named by learner. Exit status 3: done, but some were left out; collected/ has the list.
    """
    from autograder.cohort import collect as collecting

    with trouble():
        place = find(cohort)
        name, source = _told(place, what or [], inbox)
        if exchange:
            events = collecting.from_exchange(place, name)
        else:
            terms = collecting.Terms(collecting.deadline(place, name), take_late)
            people = _people(place, worksheet)
            events = collecting.from_source(place, source or place.inbox, name, people, terms)
    _say_collected(events)


def _told(cohort: Cohort, what: list[str], inbox: Path | None) -> tuple[str, Path | None]:
    """The assignment and the source that the arguments name, in whichever order."""
    from autograder.cohort.layout import CohortError

    names = cohort.assignments()
    assignments = [word for word in what if word in short(names)]
    sources = [Path(word) for word in what if word not in short(names)]
    if len(sources) > 1 or len(assignments) > 1 or (sources and not sources[0].exists()):
        return handed_out(cohort, str(sources[0] if sources else assignments[1])), None
    if not assignments and len(names) != 1:
        raise CohortError(f"say which assignment it is for: {', '.join(names) or 'none is handed out yet'}")
    name = handed_out(cohort, assignments[0] if assignments else names[0])
    return name, sources[0] if sources else inbox


def _people(cohort: Cohort, worksheet: Path | None) -> list[Student]:
    from autograder.cohort import classlist

    listed = list(classlist.read(cohort.roster).students) if cohort.roster.is_file() else []
    return classlist.with_numbers(listed, worksheet) if worksheet else listed


def _say_collected(events: list[Event]) -> None:
    for what in sorted({event.what for event in events if not event.trouble}):
        print(f"{what}: {sum(event.what == what for event in events)}")
    say(f"{event.who}: {event.what}" for event in events if event.trouble)
    leave(any(event.trouble for event in events))


def feedback(
    assignment: Assignment,
    cohort: CohortOption = HERE,
    exchange: ExchangeOption = False,
    site: Annotated[str, typer.Option(metavar="URL", help="The course's site, for links to lessons.")] = "",
) -> None:
    """Make each learner's feedback page, and the class report."""
    from autograder.cohort import feedback as making

    with trouble():
        place = find(cohort)
        name = handed_out(place, assignment)
        made, troubles = making.make(place, name, exchange=exchange, site=site)
    print(f"{len(made)} feedback pages are in {place.root / 'feedback'}.")
    print(f"The class report, for you alone: {making.report_path(place, name)}")
    say(troubles)
    leave(bool(troubles))


def export(
    assignment: Annotated[str | None, typer.Argument(help="Only this one; by default all.")] = None,
    cohort: CohortOption = HERE,
    to: Annotated[str, typer.Option("--to", "--format", help="canvas, moodle, csv or json.")] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; by default the terminal.")
    ] = None,
    merge: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Fill in the gradebook that the platform exported, or Moodle's worksheet."
        ),
    ] = None,
) -> None:
    """Write everybody's scores, as a learning platform imports them or as CSV or JSON.

    Exit status 3: done, but somebody is on one side only, or scores wait for you.
    """
    from autograder.cohort import export as exporting
    from autograder.cohort import platforms
    from gangway.trouble import Trouble

    left: list[str] = []
    with trouble():
        place = find(cohort)
        names = [handed_out(place, assignment)] if assignment else place.assignments()
        if to not in (*exporting.MAKERS, *platforms.PLATFORMS):
            raise Trouble(f"there is no format {to!r}; take csv or json, canvas or moodle")
        if to in exporting.MAKERS:
            text = exporting.MAKERS[to](exporting.rows(place, names))
        else:
            text, left = platforms.exported(place, names, to, merge)
        if output:
            # a byte order mark tells Excel that a CSV is UTF-8; without it Korean names are garbled
            output.write_text(text, "utf-8" if to == "json" else "utf-8-sig", newline="")
    print(f"Written: {output}" if output else text)
    say(left)
    leave(bool(left))


# --- what the commands share -------------------------------------------------------------------------------


@contextmanager
def trouble() -> Iterator[None]:
    """Expected trouble of the grader becomes the command line's."""
    from autograder.cohort.layout import CohortError
    from autograder.cohort.run import NotIsolated
    from gangway.trouble import Trouble

    try:
        yield
    except (CohortError, NotIsolated, FileNotFoundError, PermissionError) as error:
        raise Trouble(str(error)) from error


def find(folder: Path) -> Cohort:
    """The cohort in a folder."""
    from autograder.cohort.layout import find as found

    return found(folder)


def short(names: Iterable[str]) -> dict[str, str]:
    """What assignments may be called: their names, and their lessons' ids."""
    names = list(names)
    return {"-".join(name.split("-")[:2]): name for name in names} | {name: name for name in names}


def handed_out(cohort: Cohort, assignment: str) -> str:
    """The full name of an assignment that was handed out to this cohort."""
    from autograder.cohort.layout import CohortError

    names = cohort.assignments()
    found = [name for name in names if assignment in (name, "-".join(name.split("-")[:2]))]
    if len(found) == 1:
        return found[0]
    raise CohortError(
        f"{assignment!r} is not handed out to this cohort (handed out: {', '.join(names) or 'nothing'}). "
        f"Do it with: gangway grade release {assignment}"
    )


def say(lines: Iterable[str]) -> None:
    """Say what needs a look, on the error channel."""
    for line in lines:
        typer.echo(f"  {line}", err=True)


def leave(needs_a_look: bool) -> None:
    """End with the exit status that says so where somebody must look."""
    if needs_a_look:
        raise typer.Exit(NEEDS_A_LOOK)
