from ..attack import InCells, Shown

ATTACK = InCells(
    "Sends UDP datagrams, and asks for a name.",
    {
        "number-answer": """
answer = 24
import socket
try:
    socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", AIM["udp"]))
except OSError as error:
    print(error)
if jailed():
    try:
        gained(socket.getaddrinfo("example.org", 80))
    except OSError:
        pass
"""
    },
    shown=Shown.OUTSIDE,
)
