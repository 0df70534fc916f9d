"""Feedback and formgrader pages: what a learner wrote is never live in them."""

from __future__ import annotations

import json

import pytest

from autograder.cohort import feedback, run, show
from autograder.cohort.engines import Engines
from autograder.cohort.sanitise import clean

from .conftest import ASSIGNMENT, Canned, CannedRunner, ran_with

ATTACKS = [
    "<script>alert('pwned')</script>",
    "<img src=x onerror=alert('pwned')>",
    "<svg onload=alert('pwned')><script>alert('pwned')</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>pwned</text></a></svg>",
    "<svg><use href='data:image/svg+xml,pwned'/></svg>",
    "<iframe src='https://example.org/pwned'></iframe>",
    "<a href='javascript:alert(1)'>pwned</a>",
    "<a href=' data:text/html,pwned'>pwned</a>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<style>@import 'https://example.org/pwned.css'</style>",
    "<p style=\"background:url('https://example.org/pwned')\">pwned</p>",
    "<p style=\"color:u\\72l('https://example.org/pwned')\">pwned</p>",
    "<svg><rect style=\"fill:url('https://example.org/pwned#a')\" fill='url(https://example.org/pwned#b)'/></svg>",
    "<form action='https://example.org/pwned'><button>pwned</button></form>",
    "<base href='https://example.org/'><meta http-equiv=refresh content='0;url=https://example.org'>",
    "<img src='https://example.org/pwned.png'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


def live(html: str) -> list[str]:
    """What in a page would run or load something of a learner's."""
    from bs4 import BeautifulSoup

    soup, found = BeautifulSoup(html, "html.parser"), []
    for element in soup.find_all(True):
        if element.name in (
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "math",
            "use",
            "foreignobject",
            "noscript",
        ):
            found.append(element.name)
        if element.name in ("script", "style", "meta", "link") and "pwned" in str(element):
            found.append(element.name)
        for name, value in element.attrs.items():
            text = str(value).strip().lower()
            # nbgrader's own pages have handlers too
            if (
                (name.startswith("on") and ("alert" in text or "pwned" in text))
                or text.startswith(("javascript:", "data:text"))
                or "url(" in text
                or "\\" in text
            ):
                found.append(f"{element.name} {name}")
            if name == "src" and element.name == "img" and not text.startswith("data:image/"):
                found.append(f"img {value}")
    return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_clean_leaves_nothing_live(attack):
    assert live(clean(attack)) == []
    assert "<script" not in clean(attack)


def test_clean_keeps_text_tables_and_our_drawings(course_root):
    from autograder.findings import Picture
    from autograder.pictures import svg

    table = '<table class="t"><tr><td>1</td></tr></table>'
    assert clean(table).replace("<tbody>", "").replace("</tbody>", "") == table
    bars = {"labels": ["00", "11"], "expected": [0.5, 0.5], "given": [1, 0], "unit": "probability"}
    drawing = clean(svg(Picture("bars", bars, "Two bars.")))
    assert drawing.count("<rect") >= 4
    assert "viewBox" in drawing
    assert 'aria-label="Two bars."' in drawing


@pytest.fixture
def pages(cohort, submit, fill, graded):
    """The feedback page of a submission that attacks wherever it can write, and its graded notebook."""
    attack = "\n\n".join(ATTACKS) + "\n\n[pwned](javascript:alert(1)) ![pwned](https://example.org/pwned.png)"
    plain = json.loads(fill(answer_to_all_answer=f"answer = {attack!r}", why_written=attack))
    plain["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": attack})
    plain["cells"].insert(
        0, {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": attack}
    )
    plain["metadata"]["title"] = attack
    submit("kim", json.dumps(plain).encode())
    ran = ran_with(answer_to_all=attack, doubling=24)
    kinds = (
        "text/html",
        "image/svg+xml",
        "text/markdown",
        "application/javascript",
        "text/plain",
        "image/png",
    )
    ran.cells["answer-to-all-answer"] = {
        "ended": run.FINISHED,
        "outputs": [
            *({"output_type": "display_data", "metadata": {}, "data": {kind: attack}} for kind in kinds),
            {"output_type": "stream", "name": "stdout", "text": attack},
            {"output_type": "error", "ename": attack, "evalue": attack, "traceback": [attack]},
        ],
    }

    class Attacking(CannedRunner):
        def run(self, notebook, asked, limits):
            return ran

    entries = graded(lambda: Engines(make=lambda: Canned(Attacking())))
    assert entries["kim"].trouble is None
    made, troubles = feedback.make(cohort, ASSIGNMENT)
    assert troubles == []
    return cohort, made[0].read_text("utf-8")


def test_no_page_is_live(pages):
    cohort, page = pages
    assert live(page) == []
    assert "pwned" in page
    # the formgrader makes its page from the same notebook with the exporter of the same configuration
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers

    from autograder.cohort.bridge import configuration

    config = configuration(cohort)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    notebook = cohort.autograded("kim", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    named = dict.fromkeys(("assignment_id", "notebook_id", "submission_id", "base_url", "notebook_path"), "x")
    more = {"student": "kim", "last_name": "", "first_name": "", "index": 0, "total": 1}
    html, _ = HTMLExporter(config=config).from_filename(str(notebook), resources=named | more)
    assert "pwned" in html
    assert live(html) == []


def test_notes_of_intake_are_text(cohort):
    shown = show._with_notice(
        {"cells": []}, "Notes", ["cell <script>alert(1)</script> [x](javascript:y) is missing"]
    )
    assert "<script" not in shown["cells"][0]["source"].replace("\\<", "")


def test_feedback_before_grading_says_what_to_do(cohort):
    from autograder.cohort.layout import CohortError

    with pytest.raises(CohortError, match="gangway grade run"):
        feedback.make(cohort, ASSIGNMENT)
