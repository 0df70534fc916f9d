from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Pushes characters into the grader's terminal.",
    {
        "number-answer": """
answer = 24
import fcntl, os
for path in ("/dev/tty", "/dev/pts/0", "/dev/console", "/proc/self/fd/0", "/proc/self/fd/2"):
    try:
        terminal = os.open(path, os.O_RDWR | os.O_NOCTTY) if jailed() else -1
        if os.isatty(terminal):
            gained("a terminal", path)
            fcntl.ioctl(terminal, 0x5412, b"x")
    except OSError:
        pass
"""
    },
    ends=STOPPED,
    shown=Shown.NOT,
    unshown="a test has no terminal, and recent kernels refuse it",
)
