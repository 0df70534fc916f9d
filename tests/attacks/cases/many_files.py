from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Makes small files without end.",
    {
        "number-answer": """
answer = 24
import os
place, made = AIM["shared"] if not jailed() else ".", 0
try:
    while made < AIM["files"]:
        os.close(os.open(f"{place}/f{made}", os.O_CREAT | os.O_WRONLY))
        made += 1
    gained("made", made, "files")
except OSError as error:
    print(error)
if not jailed():
    for number in range(made):
        os.unlink(f"{place}/f{number}")
"""
    },
    ends=STOPPED,
    slow=True,
)
