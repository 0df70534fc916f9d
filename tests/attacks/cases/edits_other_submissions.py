from ..attack import InCells

ATTACK = InCells(
    "Writes into other learners' submissions, results and feedback.",
    {
        "number-answer": """
answer = 24
import glob, os
for path in glob.glob(AIM["cohort"] + "/**", recursive=True):
    if os.path.isfile(path):
        try:
            with open(path, "r+b"):
                gained("may write to", path)
        except OSError:
            pass
for folder in (AIM["cohort"], AIM["cohort"] + "/submitted", AIM["cohort"] + "/autograded", AIM["cohort"] + "/results"):
    try:
        with open(folder + "/planted", "x"):
            gained("may write into", folder)
        os.unlink(folder + "/planted")
    except OSError:
        pass
"""
    },
)
