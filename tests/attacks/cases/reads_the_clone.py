from ..attack import InCells

ATTACK = InCells(
    "Reads the repository that it is graded from: sources, tests, solutions of other lessons.",
    {
        "number-answer": """
answer = 24
import glob, os
for pattern in ("solutions/*/checks.py", "solutions/*/*.md", "pyproject.toml", ".git/HEAD", "tests/conftest.py"):
    for path in glob.glob(os.path.join(AIM["repository"], pattern)):
        try:
            gained(path, open(path).read(80))
        except OSError:
            pass
"""
    },
)
