"""Preprocessors that make ``nbgrader autograde`` and the formgrader's button grade as ``gangway grade`` does.

A cohort's ``nbgrader_config.py`` puts them where nbgrader has its own: intake in place of its sanitising,
run-and-judge in place of its execution, and the saving of verdicts in place of reading scores off outputs.
A submission that is refused stops with its reason under its learner's name; nbgrader goes on with the rest.
"""

from __future__ import annotations

import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Float

from autograder.cohort import gradebook, intake, judging, pipeline, run, show
from autograder.cohort.bridge import course_of
from autograder.cohort.layout import Cohort
from autograder.cohort.released import Released, load
from autograder.cohort.results import SETTLED, Graded

log = logging.getLogger(__name__)

Resources = dict[str, Any]

#: Where running leaves its result for saving.
_RESULT = "gangway_result"


class NotGraded(RuntimeError):
    """A submission that can't be graded, with the reason; nbgrader reports it and goes on."""


class _Step(NbGraderPreprocessor):
    """What the steps have in common: the cohort that is being graded."""

    @property
    def cohort(self) -> Cohort:
        """The cohort's folder, as nbgrader's configuration names it."""
        return Cohort(Path(self.config.CourseDirectory.root))

    def released(self, resources: Resources) -> Released:
        """What was handed out."""
        return load(self.cohort.released(resources["nbgrader"]["assignment"]))


class Intake(_Step):
    """Replace a submission by its clean form, or refuse it."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The clean notebook; raises :class:`NotGraded` with the reason if it is refused."""
        named = resources["nbgrader"]
        taken = intake.admit(
            self.cohort.submitted(named["student"], named["assignment"]), self.released(resources)
        )
        if isinstance(taken, intake.Refused):
            raise NotGraded(taken.reason)
        for note in taken.notes:
            self.log.warning("%s: %s", named["student"], note)
        return nbformat.from_dict(json.loads(taken.notebook)), resources


class RunAndJudge(_Step):
    """Run the clean notebook, judge its answers, and show the results in it."""

    unsafe = Bool(False, help="Run submissions without isolation, with this account's rights.").tag(
        config=True
    )
    cell_seconds = Float(60, help="The most that one cell may take.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The graded notebook; raises ``NotIsolated`` where nobody has accepted running without isolation."""
        released, began = self.released(resources), time.monotonic()
        root, limits = course_of(self.cohort).root, run.Limits(cell_seconds=self.cell_seconds)
        taken = intake.clean(nbformat.writes(nb).encode(), released)
        if isinstance(taken, intake.Refused):
            raise NotGraded(taken.reason)
        # in a thread of its own: the formgrader calls this from inside a running event loop
        with ThreadPoolExecutor(1) as thread:
            ran = thread.submit(run.run, taken.notebook, root, limits, unsafe=self.unsafe).result()
        results = judging.judge_all(root, judging.gather(ran, released))
        shown = show.graded_notebook(taken.notebook, ran, results, taken.notes)
        graded = Graded(tuple(results), taken.notes, shown, seconds=time.monotonic() - began)
        return nbformat.from_dict(shown), {**resources, _RESULT: graded}


class SaveVerdicts(_Step):
    """Write scores and comments as ``gangway grade run`` writes them, and keep the result."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The notebook unchanged."""
        named, graded = resources["nbgrader"], resources[_RESULT]
        with Gradebook(named["db_url"], self.config.CourseDirectory.course_id) as book:
            record = book.find_submission_notebook(named["notebook"], named["assignment"], named["student"])
            gradebook.score(record, graded.results, nb.cells)
            record.flagged = any(result.outcome not in SETTLED for result in graded.results)
            book.db.commit()
        self._keep(named["assignment"], named["student"], graded)
        return nb, resources

    def _keep(self, assignment: str, student: str, graded: Graded) -> None:
        plan = pipeline.plan(self.cohort, assignment, [student])
        (item,) = plan.work()
        plan.store.put(item.key, graded)
        plan.store.settle(student, assignment, item.key)


def keep_links_out(assignment: str, student: str, notebooks: list[str]) -> None:
    """Nbgrader's hook before a submission is copied: it would copy what a link points to, so links go.

    Called with nbgrader's own arguments; ``notebooks`` are the submission's.
    """
    for folder in {Path(notebook).parent for notebook in notebooks}:
        for entry in [folder, *folder.rglob("*")]:
            if entry.is_symlink():
                log.warning("%s is a link; it was removed from the submission", entry)
                entry.unlink()
