from ..attack import InCells, Shown

ATTACK = InCells(
    "Answers with an object that runs a command where it is unpickled.",
    {
        "number-answer": """
import io, pickle
class Payload:
    def __reduce__(self):
        return (io.open, (AIM["shared"] + "/unpickled", "w"))
answer = Payload()
if not jailed():
    pickle.loads(pickle.dumps(answer))  # as a judge would that took pickles
"""
    },
    shown=Shown.OUTSIDE,
)
