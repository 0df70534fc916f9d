"""The page of Module 1 and the glossary say of the lessons what the lessons say of themselves."""

from __future__ import annotations

import re

import pytest

from autograder.course import course
from gangway.front import front_matter

PAGES = course().root / "modules"
LESSONS = [lesson for lesson in course().lessons.values() if lesson.module == "1"]
ENTRY = re.compile(r"^- \*\*(.+?)\*\*: (.+\.) \[(\d-\d\d)\]\((.+?)\.ipynb\), section (\d+)\.$")
GLOSSARY = (PAGES / "glossary.md").read_text("utf-8")
TERMS = [ENTRY.match(line) for line in GLOSSARY.splitlines() if "- **" in line]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_the_path_names_every_lesson_with_its_time_and_the_one_before_it(lesson):
    page = (PAGES / "module-1.md").read_text("utf-8")
    about = front_matter(lesson)
    link = f"[{lesson.id} {about['title']}](1-education/{lesson.source.stem}.ipynb)"
    [row] = [line for line in page.splitlines() if link in line] or [f"add {link} to modules/module-1.md"]
    *_, time, before, _ = (cell.strip() for cell in row.split("|"))
    assert time == f"{about['minutes']['lesson']} + {about['minutes']['exercises']}"
    prerequisites = [str(one) for one in about["prerequisites"]]
    assert before == (prerequisites[-1] if prerequisites else "")


def test_every_term_has_one_sentence_and_stands_in_its_place():
    assert len(TERMS) >= 70
    assert all(TERMS)
    names = [term[1].lower() for term in TERMS]
    assert names == sorted(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term[1])
def test_a_term_is_in_the_section_that_it_points_to(term):
    lesson = course().lessons[term[3]]
    assert term[4] == f"1-education/{lesson.source.stem}"
    parts = re.split(r"^## (\d+) · ", lesson.source.read_text("utf-8"), flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert term[1].lower() in sections[term[5]].lower()
