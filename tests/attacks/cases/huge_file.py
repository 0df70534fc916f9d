from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Writes one huge file, and a sparse one of terabytes.",
    {
        "number-answer": """
answer = 24
import os
place = AIM["shared"] if not jailed() else "."
path = os.path.join(place, "huge")
written, chunk = 0, bytes(4 << 20)
try:
    with open(path, "wb") as file:
        while written < AIM["disk"]:
            written += file.write(chunk)
    gained("wrote", written >> 20, "MB")
except OSError as error:
    print(error)
finally:
    try:
        os.unlink(path)
    except OSError:
        pass
if jailed():
    try:
        with open(path, "wb") as file:
            file.truncate(1 << 42)
        gained("a sparse file of terabytes")
    except OSError as error:
        print(error)
"""
    },
    ends=STOPPED,
)
