from ..attack import InCells, Shown

_CHECKS = """
from autograder.exercise import exercise
from autograder.kinds import Number
@exercise("number", takes=Number(), points=2, hints=["a", "b", "c"])
def number(answer, given):
    return []
"""

ATTACK = InCells(
    "Points the course's environment variable at a course of its own, whose checks pass everything.",
    {
        "number-answer": f"""
import os, pathlib, tempfile
root = pathlib.Path(tempfile.mkdtemp())
for name in ("modules/1-education", "solutions/1-01-targets"):
    (root / name).mkdir(parents=True)
(root / "modules/1-education/01-targets.md").write_text("# mine")
(root / "solutions/1-01-targets/checks.py").write_text({_CHECKS!r})
os.environ["GANGWAY_COURSE"] = str(root)
answer = 24
"""
    },
    shown=Shown.IN_PROCESS,
)
