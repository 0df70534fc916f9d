from ..attack import InCells

ATTACK = InCells(
    "Reads the course's checks and solutions, from disk and from modules.",
    {
        "number-answer": """
answer = 24
import glob, os, sys
roots = {AIM["course"], os.environ.get("GANGWAY_COURSE", "/nowhere")}
for root in roots:
    for path in glob.glob(root + "/solutions/*/*"):
        try:
            gained(path, open(path).read()[:300])
        except OSError:
            pass
try:
    from autograder.course import course
    for exercise in course().lesson("1-01").exercises.values():
        gained(exercise.judgement.__code__.co_consts)
except Exception as error:
    print(type(error).__name__)
for name, module in list(sys.modules.items()):
    if "gangway_content" in name:
        gained(name, vars(module).get("CANARY"))
"""
    },
)
