from ..attack import InCells

ATTACK = InCells(
    "Reads a file that everybody on the machine may read, and the machine's own.",
    {
        "number-answer": """
answer = 24
import glob, os
paths = [AIM["secret"]]
if jailed():
    paths += ["/etc/shadow", "/root/.bashrc", "/root/.ssh/id_rsa", "/proc/1/environ", "/proc/kallsyms", "/proc/kcore"]
    paths += glob.glob("/home/*/*") + glob.glob("/srv/*") + glob.glob("/var/lib/*/*") + glob.glob("/run/*")
    paths = [path for path in paths if os.path.abspath(path) != os.path.expanduser("~")]
for path in paths:
    try:
        text = open(path, "rb").read(100)
        if text:
            gained(path, text)
    except OSError:
        pass
"""
    },
)
