"""Writing results: what the gradebook holds afterwards, and what happens when it can't be written."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from autograder.cohort import bridge, export, pipeline
from autograder.cohort.grade import Engines
from autograder.cohort.layout import CohortError
from autograder.cohort.run import TIMED_OUT, Limits, NotIsolated, Ran
from autograder.findings import Outcome

from .conftest import ASSIGNMENT, RIGHT, Canned


def scores(cohort) -> dict[str, dict]:
    return {row["id"]: row for row in export.rows(cohort, [ASSIGNMENT])}


def cells(row) -> dict[str, tuple]:
    return {cell["name"]: (cell["auto_score"], cell["needs_manual_grade"]) for cell in row["cells"]}


def configure(cohort, lines: str) -> None:
    with cohort.config_file.open("a", encoding="utf-8") as file:
        file.write(lines)


def test_only_what_is_new_or_changed_is_graded(cohort, submit, fill, graded, canned):
    submit("kim", fill(why_written="Because."))
    submit("lee", fill())
    assert {name: entry.fresh for name, entry in graded().items()} == {"kim": True, "lee": True}
    assert not any(entry.fresh for entry in graded().values())
    submit("lee", fill(answer_to_all_answer="answer = 24"))
    changed = graded(canned(answer_to_all=24))
    assert {name: entry.fresh for name, entry in changed.items()} == {"kim": False, "lee": True}
    assert scores(cohort)["kim"]["score"] == 5
    assert scores(cohort)["lee"]["score"] == 0
    # nothing has changed, so nothing has to run and nobody has to accept running it
    plan = pipeline.plan(cohort, ASSIGNMENT)
    assert len(list(pipeline.carry_out(plan, canned(), Limits(), unsafe=False))) == 2
    assert all(entry.fresh for entry in graded(force=True).values())


def test_grading_fails_closed(cohort, submit, fill, canned):
    submit("kim", fill())
    with pytest.raises(NotIsolated, match="--unsafe"):
        list(pipeline.carry_out(pipeline.plan(cohort, ASSIGNMENT), canned(), Limits(), unsafe=False))
    assert "kim" not in scores(cohort)


def test_refused_submissions_are_told_apart_flagged_and_explained(cohort, submit, fill, graded):
    submit("kim", fill())
    submit("not-a-notebook", b"%PDF")
    submit("empty", b"")
    entries = graded()
    assert entries["kim"].graded.refused is None
    for name, reason in (("not-a-notebook", "not a Jupyter notebook"), ("empty", "empty file")):
        assert reason in entries[name].graded.refused
        assert {result.outcome for result in entries[name].graded.results} == {Outcome.REFUSED}
        assert cells(scores(cohort)[name])["answer-to-all-check"] == (0.0, True)
        assert reason in (cohort.autograded(name, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8")
        with bridge.open_gradebook(cohort) as book:
            assert book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, name).flagged
    assert scores(cohort)["kim"]["score"] == 5


def test_comments_say_what_the_judge_said_and_markup_in_them_is_text(cohort, submit, fill, graded, canned):
    submit("kim", fill(answer_to_all_answer="answer = '<b>'", why_written="Because."))
    graded(canned(answer_to_all=24, doubling="<script>alert(1)</script>"))
    with bridge.open_gradebook(cohort) as book:
        comments = {
            c.name: c.auto_comment
            for c in book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "kim").comments
        }
    assert comments["answer-to-all-answer"].startswith("**Wrong: 0 of 2 points**")
    assert "24" in comments["answer-to-all-answer"]
    assert comments["why-written"] is None


def test_an_untouched_text_answer_earns_nothing_and_a_written_one_waits(cohort, submit, fill, graded):
    submit("untouched", fill())
    submit("wrote", fill(why_written="Because."))
    graded()
    assert cells(scores(cohort)["untouched"])["why-written"] == (0.0, False)
    assert cells(scores(cohort)["wrote"])["why-written"] == (None, True)


class Failing:
    def submit(self, *_):
        raise RuntimeError("the judge is ill")

    def shutdown(self, **_):
        pass


def test_a_judge_that_fails_leaves_no_silent_zero(cohort, submit, fill, graded, canned):
    submit("kim", fill())
    made = canned()

    def ill() -> Engines:
        engines = made()
        engines._make_judge = Failing
        engines.new_judge()
        return engines

    entries = graded(ill)
    assert {result.outcome for result in entries["kim"].graded.results} == {Outcome.GRADER_FAULT}
    assert cells(scores(cohort)["kim"])["answer-to-all-check"] == (None, True)
    # it is tried again by itself the next time
    assert graded()["kim"].fresh
    assert scores(cohort)["kim"]["score"] == 5


class Once(Canned):
    """A runner that fails on a learner's first run, by dying or by running out of time."""

    def __init__(self, seen: list, failure: object) -> None:
        super().__init__(**RIGHT)
        self.seen, self.failure = seen, failure

    def submit(self, fn, /, *args, **kwargs):
        future = super().submit(fn)
        if args[0] not in self.seen:
            self.seen.append(args[0])
            if isinstance(self.failure, Exception):
                raised: Future = Future()
                raised.set_exception(self.failure)
                return raised
            future._result = self.failure
        return future


@pytest.mark.parametrize("failure", [BrokenProcessPool("died"), Ran({}, TIMED_OUT)])
def test_a_runner_that_dies_or_is_late_is_tried_once_more(cohort, submit, fill, graded, failure):
    submit("kim", fill())
    submit("lee", fill(why_written="Because."))
    seen: list = []

    def using() -> Engines:
        return Engines(make_runners=lambda: Once(seen, failure), make_judge=lambda: ThreadPoolExecutor(1))

    entries = graded(using)
    assert len(seen) == 2
    assert {entry.graded.results[0].outcome for entry in entries.values()} == {Outcome.PASSED}


def test_late_penalties_are_nbgraders(cohort, submit, fill, graded):
    (submit("kim", fill()) / "timestamp.txt").write_text("2026-03-02 10:00:00.000000 UTC")
    configure(
        cohort,
        "\nfrom nbgrader.plugins import LateSubmissionPlugin\n"
        "class Harsh(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return 1.5\n"
        "c.AssignLatePenalties.plugin_class = Harsh\n",
    )
    with bridge.open_gradebook(cohort) as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-02 09:00:00 UTC")
    graded()
    row = scores(cohort)["kim"]
    assert (row["score"], row["late_penalty"], row["seconds_late"]) == (3.5, 1.5, 3600)


def test_a_locked_gradebook_loses_nothing(cohort, submit, fill, graded):
    configure(cohort, "\nc.CourseDirectory.db_url = f\"sqlite:///{HERE / 'gradebook.db'}?timeout=0.1\"\n")
    submit("kim", fill())
    submit("lee", fill())
    holder = sqlite3.connect(cohort.root / "gradebook.db")
    holder.execute("BEGIN EXCLUSIVE")
    entries = graded()
    holder.rollback()
    holder.close()
    for name in ("kim", "lee"):
        assert "locked by another program" in entries[name].trouble
        assert entries[name].graded.results[0].outcome is Outcome.PASSED
    # the results were kept: now they are only written, and nothing runs
    plan = pipeline.plan(cohort, ASSIGNMENT)
    written = list(pipeline.carry_out(plan, Failing, Limits(), unsafe=False))
    assert [entry.trouble for entry in written] == [None, None]
    assert scores(cohort)["lee"]["score"] == 5


def test_a_read_only_gradebook_is_named_for_every_learner(cohort, submit, fill, graded):
    submit("kim", fill())
    configure(
        cohort,
        "\nc.CourseDirectory.db_url = f\"sqlite:///file:{HERE / 'gradebook.db'}?mode=ro&uri=true\"\n",
    )
    assert "read-only" in graded()["kim"].trouble


def test_a_gradebook_that_is_none_is_named(cohort, submit, fill, graded):
    submit("kim", fill())
    (cohort.root / "gradebook.db").write_bytes(b"this is no database, whatever it is called" * 100)
    assert "not a database" in graded()["kim"].trouble


def test_what_was_not_handed_out_or_submitted_is_said(cohort, submit, fill):
    with pytest.raises(CohortError, match="gangway grade release 1-02"):
        pipeline.plan(cohort, "1-02-other")
    submit("kim", fill())
    with pytest.raises(CohortError, match="no submission of 1-01-small-steps by lee"):
        pipeline.plan(cohort, ASSIGNMENT, ["lee"])


def test_a_submission_folder_whose_name_is_no_id_is_named_and_the_rest_goes_on(cohort, submit, fill, graded):
    submit("kim", fill())
    submit("-x y", fill())
    entries = graded()
    assert "rename it" in entries["-x y"].trouble
    assert entries["kim"].trouble is None


def test_results_survive_a_result_file_that_was_cut_short(cohort, submit, fill, graded):
    submit("kim", fill())
    graded()
    for kept in (cohort.results / "kept").rglob("*.json"):
        kept.write_text(kept.read_text("utf-8")[:100], "utf-8")
    assert graded()["kim"].fresh
    shutil.rmtree(cohort.results)
    assert graded()["kim"].fresh
