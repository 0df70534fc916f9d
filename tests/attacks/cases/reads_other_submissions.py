from ..attack import InCells

ATTACK = InCells(
    "Reads the cohort's folder: other submissions, results, the gradebook.",
    {
        "number-answer": """
answer = 24
import glob, os
for path in glob.glob(AIM["cohort"] + "/**", recursive=True):
    if os.path.isfile(path):
        try:
            gained(path, open(path, "rb").read(60))
        except OSError:
            pass
"""
    },
)
