"""nbgrader on this course's tree: used by nbgrader itself, the formgrader and `gangway` alike."""

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    IncludeHeaderFooter,
    LockCells,
    SaveCells,
)
from platformdirs import user_data_path

from gangway.notebooks.learners_copy import LearnersCopy

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = "gangway"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# what lies beside an assignment's notebook and is not for learners
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "__pycache__",
    "*.pyc",
    "feedback",
    "*.md",
    "checks.py",
    "attempts.py",
    "jupytext.toml",
]

# a comment, so that Run All runs on to the check and its message
c.ClearSolutions.code_stub = {"python": "# Your code here"}
c.ClearSolutions.text_stub = "*Your answer here.*"
c.GenerateAssignment.preprocessors = [
    IncludeHeaderFooter,
    LockCells,
    ClearSolutions,
    ClearOutput,
    LearnersCopy,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    # hidden tests are saved and summed before they are removed; then the sums are those of what is handed out
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
]

# without it a learner's <script> lands in the feedback page
c.HTMLExporter.sanitize_html = True
# the exchange of a class on one machine; a JupyterHub sets its own shared folder
c.Exchange.root = str(user_data_path("gangway") / "exchange")
