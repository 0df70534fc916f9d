"""Preprocessors that make ``nbgrader autograde`` and the formgrader's button grade as ``gangway grade`` does.

A cohort's ``nbgrader_config.py`` puts them where nbgrader has its own: intake in place of its reading,
run-and-judge in place of its execution, and the saving of verdicts in place of reading scores off outputs.
A submission that is refused stops with its reason under its learner's name; nbgrader goes on with the rest.
"""

from __future__ import annotations

import json
import logging
import os
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool, Float, Integer, default
from traitlets.config import Config

from autograder.cohort import gradebook, intake, plans, run, station
from autograder.cohort.layout import Cohort
from autograder.cohort.plans import Plan
from autograder.cohort.released import load
from autograder.cohort.results import SETTLED, Graded
from autograder.cohort.station import Task
from autograder.cohort.writer import keep, settled

log = logging.getLogger(__name__)

Resources = dict[str, Any]

#: Where running leaves its result for saving.
_RESULT = "gangway_result"

#: Where execution leaves word that its kernel was isolated.
_ISOLATED = "gangway_isolated"

#: A station works for one at a time; the formgrader may be asked by two.
_ONE_AT_A_TIME = threading.Lock()


#: What of :class:`autograder.cohort.run.Limits` can be configured.
LIMITED = ("cell_seconds", "total_seconds", "memory", "files", "output")


class NotGraded(RuntimeError):
    """A submission that can't be graded, with the reason; nbgrader reports it and goes on."""


def _cohort(config: Config) -> Cohort:
    return Cohort(Path(config.CourseDirectory.root))


class _Step(NbGraderPreprocessor):
    """What the steps have in common: the cohort that is being graded."""

    @property
    def cohort(self) -> Cohort:
        """The cohort's folder, as nbgrader's configuration names it."""
        return _cohort(self.config)

    def plan(self, resources: Resources) -> Plan:
        """What is graded now: one submission of one assignment."""
        named = resources["nbgrader"]
        return plans.plan(self.cohort, named["assignment"], [named["student"]])


class Admission(NotebookExporter):
    """Reads a submission as its clean form, or refuses it, in place of nbgrader's reading of whatever it is.

    What nbgrader reads of its own, once a submission is in, it reads as ever.
    """

    def from_filename(
        self, filename: str, resources: Resources | None = None, **kw: Any
    ) -> tuple[NotebookNode, Resources]:
        """The exported notebook; whatever goes wrong, this process is as it was before."""
        try:
            exported: tuple[NotebookNode, Resources] = super().from_filename(filename, resources, **kw)
        except BaseException:
            # nbgrader sets it while it grades, and leaves it where grading fails: every kernel that a lab
            # starts afterwards would take itself for nbgrader's
            os.environ.pop("NBGRADER_EXECUTION", None)
            raise
        return exported

    def from_file(
        self, file_stream: Any, resources: Resources | None = None, **kw: Any
    ) -> tuple[NotebookNode, Resources]:
        """The notebook in an open file; raises :class:`NotGraded` with the reason if it is refused."""
        cohort, named = _cohort(self.config), (resources or {})["nbgrader"]
        folder = cohort.submitted(named["student"], named["assignment"])
        if Path(file_stream.name).resolve().parent != folder.resolve():
            return super().from_file(file_stream, resources, **kw)
        taken = intake.admit(folder, load(cohort.released(named["assignment"])))
        if isinstance(taken, intake.Refused):
            raise NotGraded(taken.reason)
        for note in taken.notes:
            self.log.warning("%s: %s", named["student"], note)
        return self.from_notebook_node(nbformat.from_dict(json.loads(taken.notebook)), resources, **kw)


class RunAndJudge(_Step):
    """Run the clean notebook in the sandbox, have its answers judged, and show the results in it."""

    unsafe = Bool(False, help="Run submissions without isolation, with this account's rights.").tag(
        config=True
    )
    cell_seconds = Float(60, help="The most CPU time that one cell may take, in seconds.").tag(config=True)
    total_seconds = Float(help="The same for a whole submission; five times a cell's, at least 300.").tag(
        config=True
    )
    memory = Integer(run.Limits.memory, help="Bytes that a submission may allocate.").tag(config=True)
    files = Integer(run.Limits.files, help="Bytes that it may write.").tag(config=True)
    output = Integer(run.Limits.output, help="Characters of output kept of one cell.").tag(config=True)

    @default("total_seconds")
    def _enough(self) -> float:
        return run.total_for(self.cell_seconds)

    @property
    def limits(self) -> run.Limits:
        """What a submission may use, as configured."""
        return run.Limits(**{name: getattr(self, name) for name in LIMITED})

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The graded notebook; raises ``NotIsolated`` where nobody has accepted running without isolation."""
        plan = self.plan(resources)
        taken = intake.clean(nbformat.writes(nb).encode(), plan.released)
        if isinstance(taken, intake.Refused):
            raise NotGraded(taken.reason)
        student = resources["nbgrader"]["student"]
        task = Task.of(plan, taken, self.limits, student=student, unsafe=self.unsafe)
        with _ONE_AT_A_TIME:
            # one that was late is tried once more; then it counts
            graded = station.here().grade(task) or station.here().grade(replace(task, last=True))
        if graded is None:
            raise NotGraded("it could not be run in time; grade it again when this machine is less busy")
        return nbformat.from_dict(dict(graded.notebook)), {**resources, _RESULT: graded}


class ExecuteInJail(Execute):
    """Nbgrader's own execution, by Jupyter's kernels, each in a jail; where none can be made, it fails.

    Its settings are nbgrader's: ``c.Execute.timeout`` and the others.
    """

    def preprocess(
        self, nb: NotebookNode, resources: Resources, retries: Any = None
    ) -> tuple[NotebookNode, Resources]:
        """The executed notebook."""
        from autograder.sandbox.provisioner import JailedManager

        self.kernel_manager_class = JailedManager
        nb, resources = super().preprocess(nb, resources, retries)
        return nb, {**resources, _ISOLATED: True}


class JudgeOutputs(_Step):
    """Judge what a kernel put out, and show it: after :class:`ExecuteInJail`, in place of RunAndJudge.

    For those who want Jupyter's kernels. After nbgrader's own Execute, whose kernels have this account's
    rights, it refuses.
    """

    unsafe = Bool(False, help="Accept kernels that are not isolated.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The graded notebook."""
        if not resources.get(_ISOLATED) and not self.unsafe:
            raise run.NotIsolated(["execute by autograder.nbgrader_plugin.ExecuteInJail"])
        plan = self.plan(resources)
        taken = intake.clean(nbformat.writes(nb).encode(), plan.released)
        if isinstance(taken, intake.Refused):
            raise NotGraded(taken.reason)
        with _ONE_AT_A_TIME:
            task = Task.of(plan, taken, run.Limits(), student=resources["nbgrader"]["student"])
            graded = station.here().judged(task, _executed(nb))
        return nbformat.from_dict(dict(graded.notebook)), {**resources, _RESULT: graded}


def _executed(nb: NotebookNode) -> run.Ran:
    """An executed notebook's outputs by cell, as a runner reports them."""
    cells = {
        cell.id: {"ended": _ending(cell.outputs), "outputs": json.loads(json.dumps(cell.outputs))}
        for cell in nb.cells
        if cell.cell_type == "code"
    }
    return run.Ran(cells)


def _ending(outputs: list[NotebookNode]) -> str:
    names = {output.get("ename") for output in outputs if output["output_type"] == "error"}
    if "CellTimeoutError" in names:
        return run.TIMED_OUT
    return run.OUT_OF_MEMORY if "MemoryError" in names else run.FINISHED


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
        self._keep(self.plan(resources), graded)
        return nb, resources

    def _keep(self, plan: Plan, graded: Graded) -> None:
        (item,) = plan.work()
        keep(item, graded)
        settled(item, graded)


def keep_to_files(assignment: str, student: str, notebooks: list[str]) -> None:
    """Nbgrader's hook before a submission is copied: what is neither a file nor a folder goes.

    Nbgrader would copy what a link points to, and wait for ever for what a pipe says; and it stops at a
    ``timestamp.txt`` that says no time. Called with nbgrader's own arguments; ``notebooks`` are the
    submission's.
    """
    for folder in {Path(notebook).parent for notebook in notebooks}:
        links = [place for place in (folder.parent, folder) if place.is_symlink()]
        # behind a link are files that aren't the learner's: nothing is looked at there
        for entry in links[:1] or list(_irregular(folder)):
            log.warning("%s is a link, a pipe or a device; it was removed from the submission", entry)
            entry.unlink()
        stamp = folder / "timestamp.txt"
        if stamp.is_file() and not gradebook.timestamp(folder):
            log.warning("%s says no time; it was removed from the submission", stamp)
            stamp.unlink()


def _irregular(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        for entry in (Path(place, name) for name in (*folders, *files)):
            kind = entry.lstat().st_mode
            if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
                yield entry
