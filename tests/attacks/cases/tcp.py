from ..attack import InCells, Shown

ATTACK = InCells(
    "Opens a TCP connection.",
    {
        "number-answer": """
answer = 24
import socket
try:
    socket.create_connection(("127.0.0.1", AIM["tcp"]), timeout=2).close()
except OSError as error:
    print(error)
"""
    },
    shown=Shown.OUTSIDE,
)
