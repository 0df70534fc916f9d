from ..attack import PASSED, HandedIn
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    lay_notebook(folder, right)
    (folder / "timestamp.txt").symlink_to("/dev/zero")


def show(folder, right, targets):
    """Who reads it runs out of memory."""
    lay(folder, right, targets)
    with (folder / "timestamp.txt").open("rb") as file:
        assert len(file.read(50_000_000)) == 50_000_000


ATTACK = HandedIn("Links its timestamp to a device that never ends.", lay, ends={"number": PASSED}, show=show)
