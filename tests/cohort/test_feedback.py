"""Feedback pages and the class report: what they say, what they never say, and that they load nothing."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from docutils.nodes import make_id

from autograder.cohort import feedback, formulas, pages, report, sections, similar
from autograder.cohort.released import load, source_of
from autograder.cohort.results import Graded, Result, Told
from autograder.course import Lesson, course
from autograder.findings import Outcome

from .conftest import ASSIGNMENT, REPOSITORY, RIGHT, Canned, CannedRunner, Engines

WRONG = {"answer_to_all": 24, "doubling": RIGHT["doubling"]}


def outside(html: str) -> list[str]:
    """What a page would load from elsewhere."""
    soup = BeautifulSoup(html, "html.parser")
    loads = [
        str(tag.get(name))
        for tag in soup.find_all(True)
        for name in ("src", "data", "srcset")
        if tag.get(name)
    ]
    found = [address for address in loads if not address.startswith("data:image/")]
    return (
        found
        + [tag.name for tag in soup.find_all(["script", "link", "iframe", "object", "embed"])]
        + re.findall(r"@import|url\(", html)
    )


@pytest.fixture
def page(cohort, submit, fill, graded):
    """The page of a learner whose number is reversed."""
    submit("kim", fill(answer_to_all_answer="answer = 24  # <b>mine</b>", why_written="<script>x</script>"))
    graded(lambda: Engines(make=lambda: Canned(CannedRunner(**WRONG))))
    made, troubles = feedback.make(cohort, ASSIGNMENT, site="https://course.example.org")
    assert troubles == []
    return made[0].read_text("utf-8")


def test_a_page_says_what_was_found_asked_and_handed_in(page):
    soup = BeautifulSoup(page, "html.parser")
    text = soup.get_text(" ")
    assert "Your number is 24, with its digits the other way round." in text
    assert "Give the number." in text
    assert "answer = 24  # <b>mine</b>" in text
    assert "3 of 9 points" in text
    assert soup.find("figure").find("svg")["aria-label"].startswith("One bar of 0.24")
    assert soup.find("meta", attrs={"name": "viewport"})
    # the other exercise names a section that the lesson doesn't have
    (link,) = soup.find_all("a")
    assert link["href"] == "https://course.example.org/modules/1-education/01-small-steps.html#the-number"
    assert link.text == "1 · The number"


def test_a_page_loads_nothing_and_gives_nothing_away(page):
    assert outside(page) == []
    assert "<script" not in page
    for hidden in ("INPUTS", "answer = 42", "(-2,)", "2 * x"):
        assert hidden not in page


def test_what_a_person_decided_and_wrote_is_on_the_page(cohort, submit, fill, graded):
    from autograder.cohort.bridge import open_gradebook

    submit("kim", fill(why_written="Because."))
    graded(lambda: Engines(make=lambda: Canned(CannedRunner(**WRONG))))
    with open_gradebook(cohort) as book:
        notebook = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "kim")
        scores = {grade.name: grade for grade in notebook.grades}
        scores["answer-to-all-check"].manual_score = 1.5
        scores["why-written"].manual_score = 3
        comments = {comment.name: comment for comment in notebook.comments}
        comments["why-written"].manual_comment = "Well <said>."
        book.db.commit()
    text = BeautifulSoup(feedback.make(cohort, ASSIGNMENT)[0][0].read_text("utf-8"), "html.parser").get_text(
        " "
    )
    assert "1.5 of 2 points, given by your instructor" in text
    assert "Well <said>." in text
    assert "7.5 of 9 points" in text


def result(name, score, code="", outcome=None):
    told = (Told(code, (f"It does {code}.",)),) if code else ()
    kind = outcome or (Outcome.PASSED if score else Outcome.WRONG)
    return Result(
        f"{name}-check", f"1-01/{name}", kind, float(score), 2.0 if name == "answer-to-all" else 3.0, told
    )


def a_class(released, size=40):
    """Everybody doubles; four in ten reverse the digits; one timed out, one was refused."""
    made = {}
    for number in range(size):
        wrong = number % 10 < 4
        first = result("answer-to-all", 0 if wrong else 2, "reversed-digits" if wrong else "")
        made[f"s{number:02}"] = Graded((first, result("doubling", 3)), (), {"cells": []})
    late = result("doubling", 0, "took-too-long", Outcome.TIMED_OUT)
    made["late"] = Graded((result("answer-to-all", 2), late), (), {"cells": []})
    gone = tuple(result(name, 0, "not-gradable", Outcome.REFUSED) for name in ("answer-to-all", "doubling"))
    made["gone"] = Graded(gone, (), {"cells": []}, refused="It is a <PDF>.")
    return made


def test_the_report_on_a_class(cohort, released):
    html = report.page(cohort, released, a_class(released), {})
    text = BeautifulSoup(html, "html.parser").get_text(" ")
    assert re.search(r"39 %\s*16\s*reversed digits\s*It does reversed-digits", text)
    assert "late: 1-01/doubling: timed out" in text
    assert "gone: refused: It is a <PDF>." in text
    assert outside(html) == []


def test_exercises_that_tell_nobody_apart_and_that_discriminate_badly(released):
    first, second = report.exercises(
        released, {name: each for name, each in a_class(released).items() if name != "late"}
    )
    assert first.remark == ""
    assert "tells nobody apart" in second.remark
    against = {
        f"s{number}": Graded(
            (result("answer-to-all", 2 * (number % 2)), result("doubling", 3 * (1 - number % 2))),
            (),
            {"cells": []},
        )
        for number in range(40)
    }
    assert [round(each.discrimination) for each in report.exercises(released, against)] == [-1, -1]
    assert all("discriminates badly" in each.remark for each in report.exercises(released, against))


def test_the_report_is_not_among_the_feedback(cohort, page):
    path = feedback.report_path(cohort, ASSIGNMENT)
    assert "the class" in path.read_text("utf-8")
    assert cohort.root / "feedback" not in path.parents


MINE = """
def solve(values, start):
    total = start
    for item in values:
        if item % 2 == 0:
            total += item ** 2 - 1
        else:
            total -= (item + 3) // 2
    return {"total": total, "mean": total / len(values)}
"""
ANOTHER = """
from functools import reduce

def solve(values, start):
    evens = [v * v - 1 for v in values if not v & 1]
    odds = [(v + 3) >> 1 for v in values if v & 1]
    result = reduce(lambda a, b: a + b, evens, start) - sum(odds)
    return dict(total=result, mean=result / len(values))
"""


def test_a_copy_under_other_names_is_shown_and_own_work_is_not():
    copied = (
        MINE.replace("total", "summe").replace("item", "x").replace("values", "werte") + "# my own work\n"
    )
    everybody = {"a": MINE, "b": copied, "c": ANOTHER, "d": "x = 1\n", "e": "this is ( no python\n"}
    (pair,) = similar.pairs(everybody, "")
    assert (pair.one, pair.other) == ("a", "b")
    assert pair.share > 0.95
    assert similar.pairs({"a": MINE, "b": MINE}, MINE) == []


def test_what_everybody_writes_is_no_likeness():
    assert similar.pairs({f"s{number}": MINE for number in range(20)}, "") == []


def test_formulas_are_pictures_in_the_page():
    html = formulas.html_of(
        r"A state $\frac{1}{\sqrt{2}}(\ket{00}+\ket{11})$, code `$x$`, and $$\begin{array}{c}a\end{array}$$"
    )
    assert html.count("<img") == 1
    assert "<code>$x$</code>" in html
    assert r"\begin{array}" in html
    assert outside(html) == []


def test_an_exercise_goes_back_to_the_section_that_its_author_names():
    found = sections.section_for(course(), "1-01", "Reading order")
    page = "modules/1-education/01-bell-pair.html#reading-order"
    assert found == sections.Section("3 · Reading order", page)


@pytest.mark.parametrize(
    ("lesson", "title"),
    [("9-99", "Reading order"), ("1-01", "A section that was renamed"), ("1-01", ""), ("1-01", "…")],
)
def test_what_names_no_section_is_no_link(lesson, title):
    assert sections.section_for(course(), lesson, title) is None


def test_headings_leave_out_comments_in_code_and_a_private_assignment_has_none(tmp_path):
    source = tmp_path / "01-x.md"
    source.write_text("# X\n\n## 1 · A\n\n```{code-cell}\n## no heading\n```\n\n### B & c\n", "utf-8")
    assert sections.headings_of(source) == ["1 · A", "B & c"]
    assert sections.headings(Lesson("1-01", source, tmp_path)) == []


def test_anchors_are_those_that_the_sites_builder_makes():
    for lesson in course().lessons.values():
        for heading in sections.headings(lesson):
            assert sections.anchor(heading) == make_id(heading), lesson.source


def test_every_graded_exercise_of_the_course_has_its_section():
    """`gangway notebooks check` says which one is missing; here is what learners would see."""
    for path in (REPOSITORY / "exercises").glob("*/*.ipynb"):
        released = load(path)
        found = feedback.sections_of(course(), released)
        assert found.keys() == {cell.exercise for cell in released.judged}, path
        asked = [pages.prompt_of(released, cell) for cell in released.judged]
        assert all(len(texts) == 1 and texts[0].startswith("## ") for texts in asked), path


def test_a_locked_prompt_is_what_was_asked():
    """As the course's own assignments have it."""
    found = load(REPOSITORY / "exercises" / "1-01-bell-pair" / "1-01-bell-pair.ipynb")
    first, second = found.judged[:2]
    assert [text.splitlines()[0] for text in pages.prompt_of(found, first)] == ["## 1 · A Bell pair"]
    assert [text.splitlines()[0] for text in pages.prompt_of(found, second)] == ["## 2 · The singlet"]


def test_the_formulas_of_the_courses_assignments_can_be_set():
    """Nearly all of them: what matplotlib can't set is shown as it is written."""
    found = load(REPOSITORY / "exercises" / "1-01-bell-pair" / "1-01-bell-pair.ipynb")
    text = "\n".join(source_of(cell) for cell in found.notebook["cells"] if cell["cell_type"] == "markdown")
    html = formulas.html_of(text)
    pictures, written = html.count("data:image/svg+xml"), html.count("<code>\\")
    assert pictures >= 3
    assert written <= pictures / 10
