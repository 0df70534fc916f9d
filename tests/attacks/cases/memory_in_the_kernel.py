from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Holds memory where no limit of a process counts it: memfd, shared memory, pipes, a tmpfs.",
    {
        "number-answer": """
answer = 24
import mmap, os
held = total = 0
chunk = bytes(16 << 20)
def keep(make):
    global total
    try:
        while total < AIM["megabytes"]:
            total += make()
    except OSError as error:
        print(error)
def file():
    descriptor = os.memfd_create("bomb")
    kept.append(descriptor)
    return os.write(descriptor, chunk) >> 20
def shared():
    kept.append(mmap.mmap(-1, 16 << 20))
    kept[-1].write(chunk)
    return 16
def pipe():
    ends = os.pipe()
    kept.extend(ends)
    os.set_blocking(ends[1], False)
    return max(1, os.write(ends[1], chunk) >> 20)
kept = []
for make in (file, shared, pipe):
    keep(make)
if jailed():
    for place in ("/tmp", "/dev/shm", os.path.expanduser("~"), "."):
        def laid():
            path = f"{place}/{total}"
            with open(path, "wb") as spilled:
                return spilled.write(chunk) >> 20
        keep(laid)
if total >= AIM["megabytes"]:
    gained("holds", total, "MB")
"""
    },
    ends=STOPPED,
    slow=True,
)
