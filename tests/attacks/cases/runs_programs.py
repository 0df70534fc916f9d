from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Runs other programs: a shell, Python, one made in memory.",
    {
        "number-answer": """
answer = 24
import os, subprocess, sys
for command in (["/bin/sh", "-c", "echo ran"], [sys.executable, "-S", "-c", "print('ran')"]):
    try:
        if b"ran" in subprocess.run(command, capture_output=True, timeout=20).stdout:
            gained("ran", command[0])
    except (OSError, subprocess.SubprocessError):
        pass
try:
    memory = os.memfd_create("program")
    os.write(memory, open("/bin/true", "rb").read())
    if os.posix_spawn(f"/proc/self/fd/{memory}", ["true"], {}) > 0:
        gained("ran a program made in memory")
except (OSError, AttributeError):
    pass
"""
    },
    ends=STOPPED,
)
