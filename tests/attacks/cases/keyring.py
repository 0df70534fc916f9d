from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Leaves and looks for keys in the kernel's keyrings.",
    {
        "number-answer": """
answer = 24
key = syscall(248, b"user", b"gangway-attacks", b"x", 1, -1)
if key >= 0:
    gained("a key")
if jailed():
    for ring in (-3, -4, -5):
        if syscall(248, b"user", b"gangway-attacks", b"x", 1, ring) >= 0:
            gained("a key in ring", ring)
"""
    },
    ends=STOPPED,
)
