from ..attack import InCells

ATTACK = InCells(
    "Leaves marks in shared memory, message queues, semaphores and abstract sockets.",
    {
        "number-answer": """
answer = 24
import ctypes, mmap, os, socket
name = f"gangway-attacks-{AIM['mark'][7:]}"
number = int(AIM["mark"][-6:], 16) | 1
kept = syscall(29, ctypes.c_long(number), ctypes.c_ulong(4096), 0o1666)  # shmget with IPC_CREAT
if kept >= 0:
    gained("System V shared memory")
    syscall(31, kept, 0, None) if not jailed() else None
queue = syscall(68, ctypes.c_long(number), 0o1666)
if queue >= 0:
    gained("System V message queue")
    syscall(71, queue, 0, None) if not jailed() else None
try:
    socket.socket(socket.AF_UNIX).bind(chr(0) + name)
    gained("an abstract socket")
except OSError:
    pass
handle = syscall(240, name.encode(), 0o101, 0o666, None)
if handle >= 0:
    gained("a POSIX message queue")
    syscall(241, name.encode())
"""
    },
)
