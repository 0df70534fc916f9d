"""What each learner of a sealed assignment is given: a token, and a notebook that has it already."""

from __future__ import annotations

import copy
import csv
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder import tokens
from autograder.cohort.gradebook import Student
from autograder.cohort.layout import Cohort
from autograder.cohort.released import Released
from autograder.cohort.results import write_whole
from autograder.cohort.sealing import Seal
from autograder.course import Course
from autograder.tokens import Token

#: The cell that reads the token, by its name.
CELL = "token"

_SOURCE = """from gangway import join

# Put your token between the quotation marks. A notebook made for you has it already.
join("{assignment}", token="{token}")"""


def with_token(released: Released, token: str) -> dict[str, Any]:
    """The released notebook with a cell for the token, which is filled in unless it is empty."""
    notebook = copy.deepcopy(dict(released.notebook))
    source = _SOURCE.format(assignment=released.assignment, token=token)
    cells = [cell for cell in notebook["cells"] if cell.get("metadata", {}).get("name") != CELL]
    first = next((place for place, cell in enumerate(cells) if cell["cell_type"] == "code"), 0)
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {"name": CELL},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    if any("id" in other for other in cells):
        cell["id"] = CELL
    notebook["cells"] = [*cells[:first], cell, *cells[first:]]
    return notebook


def token_of(course: Course, seal: Seal, student: str) -> Token:
    """A learner's token."""
    numbers = seal.numbers[student]
    entries = {
        name: tokens.entry(course.exercise(name).takes, numbers.get(name, {})) for name in seal.exercises
    }
    return Token(seal.assignment, student, entries)


def write(
    cohort: Cohort, course: Course, seal: Seal, released: Released, students: Sequence[Student]
) -> Path:
    """Write everybody's token and notebook into ``personal/ASSIGNMENT``; returns that folder.

    ``tokens.csv`` is for a mail merge; a folder for each learner holds their notebook and their token.
    """
    from autograder.cohort.export import disarmed

    folder = cohort.root / "personal" / seal.assignment
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with (folder / "tokens.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "last_name", "first_name", "email", "token"])
        for student in students:
            token = token_of(course, seal, student.id).dumps()
            named = (student.id, student.last_name, student.first_name, student.email)
            writer.writerow([*map(disarmed, named), token])
            own = folder / student.id
            write_whole(own / "token.txt", token + "\n")
            notebook = json.dumps(with_token(released, token), ensure_ascii=False, indent=1)
            write_whole(own / f"{seal.assignment}.ipynb", notebook)
    return folder
