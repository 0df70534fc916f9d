"""The one step of a release that nbgrader does not have: dropping what only authors need."""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

#: A Markdown or code cell with this tag is the author's explanation of a solution.
SOLUTION_TAG = "solution"

_KEPT_METADATA = ("gangway", "kernelspec", "language_info")


class LearnersCopy(NbGraderPreprocessor):
    """Removes cells tagged ``solution``, and the metadata of pairing, runs and views.

    A learner's save would create a stray text file if the pairing stayed.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook as learners get it."""
        nb.cells = [cell for cell in nb.cells if SOLUTION_TAG not in cell.metadata.get("tags", [])]
        for key in [key for key in nb.metadata if key not in _KEPT_METADATA]:
            del nb.metadata[key]
        return nb, resources
