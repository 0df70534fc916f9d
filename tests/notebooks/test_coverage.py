"""Exercises, the cells that ask them, and the attempts that prove them."""

import pytest

from autograder.course import course
from gangway.notebooks import text
from gangway.notebooks.coverage import calls, problems


def edit(path, old, new):
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), "utf-8")


def found(made):
    """The complaints about the course's one lesson, read afresh."""
    lesson = course(made.root).lessons["1-01"]
    notebooks = [text.read_text(path) for path in (lesson.source, lesson.assignment_source)]
    for notebook in notebooks:
        text.name_cells(notebook, lesson.source)
    return [problem.line(made.root) for problem in problems(lesson, *notebooks)]


def test_what_fits_together_has_no_problem(tiny):
    assert found(tiny) == []


LESSON, ASSIGNMENT = (
    "modules/1-education/01-two-plus-two.md",
    "solutions/1-01-two-plus-two/1-01-two-plus-two.md",
)
CHECKS, ATTEMPTS = "solutions/1-01-two-plus-two/checks.py", "solutions/1-01-two-plus-two/attempts.py"
MISFITS = [
    (
        LESSON,
        'check("1-01/small-sum"',
        'check("1-01/smal-sum"',
        "small-sum-check: check() names '1-01/smal-sum'",
    ),
    (
        LESSON,
        'check("1-01/small-sum"',
        'print("1-01/small-sum"',
        "'small-sum' is declared and no cell calls check()",
    ),
    (
        LESSON,
        ":name: small-sum-check\n",
        "",
        "check() stands in an unnamed cell; name the cell small-sum-check",
    ),
    (LESSON, '{"name": "small-sum-prompt"}', "", "exercise 'small-sum' has no prompt"),
    (ASSIGNMENT, "points: 2", "points: 3", "nbgrader's points are 3, checks.py says 2"),
    (ASSIGNMENT, "locked: true", "locked: false", "the check is not a locked nbgrader test"),
    (ASSIGNMENT, "solution: true", "solution: false", "exercise 'large-sum' has no answer cell"),
    (ASSIGNMENT, "### BEGIN SOLUTION\n", "", "no solution is marked"),
    (ASSIGNMENT, '{"name": "large-sum-prompt"}', "", "exercise 'large-sum' has no prompt"),
    (ASSIGNMENT, "large-sum: Sources", "{}", "exercise 'large-sum' names no section of the lesson"),
    (
        ASSIGNMENT,
        "large-sum: Sources",
        "large-sum: Source",
        "0 headings 'Source' for large-sum; write 'Sources'",
    ),
    (ASSIGNMENT, "large-sum: Sources", "small-sum: Sources", "'small-sum', which is no graded exercise"),
    (LESSON, "## Sources", "## Where it comes from", "0 headings 'Sources' for large-sum"),
    (LESSON, "## Sources", "## Sources\n\n### 2 · Sources", "2 headings 'Sources' for large-sum"),
    (CHECKS, ", graded=False", "", "0 exercises are inside the lesson"),
    (CHECKS, '"small-sum", takes', '"other-sum", takes', "attempt at 'small-sum', which is not declared"),
    (CHECKS, '"wrong-sum": {', '"other-sum": {', "the finding 'wrong-sum' has no message"),
    (
        ATTEMPTS,
        '@placeholder("small-sum", "wrong-sum")',
        "",
        "small-sum has 0 placeholder attempts; write at least 1",
    ),
    (ATTEMPTS, '@reference("large-sum")', "", "large-sum has 0 reference attempts"),
    (ATTEMPTS, '@wrong("large-sum", "wrong-sum")', "", "large-sum has 2 wrong attempts; write at least 3"),
]


@pytest.mark.parametrize(("path", "old", "new", "complaint"), MISFITS)
def test_what_does_not_fit_is_told(tiny, path, old, new, complaint):
    edit(tiny.root / path, old, new)
    assert any(complaint in line for line in found(tiny)), found(tiny)


PREDICTION = """
from autograder.checks import prediction

guess = prediction.interval("guess", truth=prediction.binomial(10, 0.5), hints=HINTS)
"""


def ask(function, role):
    return f'```{{code-cell}}\n:name: guess-{role}\n\n{function}("1-01/guess", (1, 2))\n```\n\n'


def test_a_prediction_is_predicted_and_then_revealed(tiny):
    checks = tiny.root / CHECKS
    checks.write_text(checks.read_text("utf-8") + PREDICTION, "utf-8")
    edit(tiny.root / LESSON, "## Sources", ask("check", "reveal") + "## Sources")
    assert any("no cell calls predict() for it" in line for line in found(tiny))
    edit(tiny.root / LESSON, "## Sources", ask("predict", "predict") + "## Sources")
    assert any("guess is revealed before it is predicted" in line for line in found(tiny))


def test_an_exercise_may_be_asked_by_its_interactive_form(tiny):
    checks = tiny.root / CHECKS
    checks.write_text(checks.read_text("utf-8") + PREDICTION, "utf-8")
    assert any("guess" in line and "no cell calls" in line for line in found(tiny))
    asked = ask("ask", "predict") + ask("check", "reveal")
    edit(tiny.root / LESSON, "## Sources", asked + "## Sources")
    assert not any("guess" in line and "no cell calls" in line for line in found(tiny)), found(tiny)


def test_calls_are_found_among_magics_and_not_in_prose_or_comments():
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    lines = [
        "%matplotlib inline",
        '# check("1-01/no")',
        'x = hint("1-01/a")',
        'print(check("1-01/b", x), check(name, x))',
    ]
    source = "\n".join(lines)
    notebook = new_notebook(cells=[new_markdown_cell('`check("1-01/no")`'), new_code_cell(source)])
    assert {(call.function, call.exercise) for call in calls(notebook)} == {
        ("hint", "1-01/a"),
        ("check", "1-01/b"),
    }
