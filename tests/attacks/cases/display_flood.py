from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Displays without end: small outputs, large ones, of many kinds.",
    {
        "number-answer": """
answer = 24
from IPython.display import publish_display_data
for number in range(100_000):
    publish_display_data({"text/html": "<b>" * 500, "application/x": {str(number): number}})
while not jailed():
    pass
"""
    },
    ends=STOPPED,
    shown=Shown.UNFINISHED,
    slow=True,
)
