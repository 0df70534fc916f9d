from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Opens netlink, packet, raw, vsock and kernel crypto sockets.",
    {
        "number-answer": """
answer = 24
import socket
families = [(16, 3, 0), (17, 3, 0), (2, 3, 1), (40, 1, 0), (38, 5, 0), (10, 1, 0), (2, 1, 0), (1, 1, 0), (44, 3, 0)]
for family, kind, protocol in families:
    try:
        socket.socket(family, kind, protocol).close()
        gained("a socket of family", family)
    except OSError:
        pass
"""
    },
    ends=STOPPED,
)
