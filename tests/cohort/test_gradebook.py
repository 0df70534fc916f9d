"""Writing results: what the gradebook holds afterwards, and what happens when it can't be written."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pytest

from autograder.cohort import bridge, export, pipeline
from autograder.cohort.engines import Engines
from autograder.cohort.layout import CohortError
from autograder.cohort.run import OUT_OF_MEMORY, TIMED_OUT, Limits, NotIsolated, Ran
from autograder.cohort.station import Task
from autograder.findings import Outcome

from .conftest import ASSIGNMENT, RIGHT, Canned, CannedRunner, JudgeHere


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


def no_isolation():
    raise NotIsolated(["fork in jail: this machine has no bubblewrap"])


def test_grading_fails_closed(cohort, submit, fill, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.choose", no_isolation)
    submit("kim", fill())
    with pytest.raises(NotIsolated, match="--unsafe") as refusal:
        list(pipeline.carry_out(pipeline.plan(cohort, ASSIGNMENT), Engines, Limits(), unsafe=False))
    assert "no bubblewrap" in str(refusal.value)
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


class Ill(JudgeHere):
    """A judge that fails in whatever way its client reports."""

    def graded(self, course_root, released, notebook, ran, notes):
        raise RuntimeError("the judge is ill")


def test_a_judge_that_fails_leaves_no_silent_zero(cohort, submit, fill, graded):
    submit("kim", fill())
    entries = graded(lambda: Engines(make=lambda: Canned(judge=Ill())))
    assert {result.outcome for result in entries["kim"].graded.results} == {Outcome.GRADER_FAULT}
    assert cells(scores(cohort)["kim"])["answer-to-all-check"] == (None, True)
    # it is tried again by itself the next time
    assert graded()["kim"].fresh
    assert scores(cohort)["kim"]["score"] == 5


class Once(Canned):
    """A station that dies on a learner's first run."""

    def __init__(self, seen: list) -> None:
        super().__init__()
        self.seen = seen

    def submit(self, fn, /, data):
        notebook = Task.loads(data).notebook
        if notebook in self.seen:
            return super().submit(fn, data)
        self.seen.append(notebook)
        raised: Future = Future()
        raised.set_exception(BrokenProcessPool("died"))
        return raised


def test_a_station_that_dies_is_replaced_and_its_task_tried_once_more(cohort, submit, fill, graded):
    submit("kim", fill())
    submit("lee", fill(why_written="Because."))
    seen: list = []
    entries = graded(lambda: Engines(make=lambda: Once(seen)))
    assert len(seen) == 2
    assert {entry.graded.results[0].outcome for entry in entries.values()} == {Outcome.PASSED}


class Gone(CannedRunner):
    """A runner that can't run anything."""

    def run(self, notebook, asked, limits):
        raise OSError("the machine is out of everything")


def test_a_score_comes_back_after_a_forced_run_that_failed(cohort, submit, fill, graded):
    submit("kim", fill())
    graded()
    entries = graded(lambda: Engines(make=lambda: Canned(Gone())), force=True)
    assert entries["kim"].graded.results[0].outcome is Outcome.GRADER_FAULT
    assert scores(cohort)["kim"]["cells"][0]["auto_score"] is None
    graded()
    assert scores(cohort)["kim"]["score"] == 5


class Busy(CannedRunner):
    """A machine that is too busy for anybody's first run, and for one learner's second."""

    def __init__(self, ran: list, why: dict) -> None:
        super().__init__(**RIGHT)
        self.ran, self.why = ran, why

    def run(self, notebook, asked, limits):
        self.ran.append(notebook)
        slow = b"Never." in notebook or self.ran.count(notebook) == 1
        return Ran({}, **self.why) if slow else super().run(notebook, asked, limits)


@pytest.mark.parametrize(
    ("why", "counts"),
    [
        ({"ended": TIMED_OUT, "late": True}, Outcome.TIMED_OUT),
        ({"ended": OUT_OF_MEMORY, "killed": True}, Outcome.OUT_OF_MEMORY),
    ],
    ids=["late", "killed"],
)
def test_what_the_machine_may_be_to_blame_for_is_run_once_more_and_then_counts(
    why, counts, cohort, submit, fill, graded
):
    submit("kim", fill(why_written="Because."))
    submit("lee", fill(why_written="Never."))
    ran: list = []
    entries = graded(lambda: Engines(make=lambda: Canned(Busy(ran, why))))
    assert [ran.count(notebook) for notebook in dict.fromkeys(ran)] == [2, 2]
    assert entries["kim"].graded.results[0].outcome is Outcome.PASSED
    assert entries["lee"].graded.results[0].outcome is counts


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


def nobody() -> Engines:
    raise AssertionError("nothing has to run")


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
    written = list(pipeline.carry_out(plan, nobody, Limits(), unsafe=False))
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
