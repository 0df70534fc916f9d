from ..attack import InCells, Shown

ATTACK = InCells(
    "Connects to Unix sockets, by path and abstract.",
    {
        "number-answer": """
answer = 24
import socket
for address in (chr(0) + AIM["abstract"], AIM["unix"], "/run/dbus/system_bus_socket" if jailed() else AIM["unix"]):
    try:
        socket.socket(socket.AF_UNIX).connect(address)
    except OSError as error:
        print(error)
"""
    },
    shown=Shown.OUTSIDE,
)
