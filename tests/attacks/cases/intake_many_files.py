import shutil

from ..attack import PASSED, HandedIn
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    lay_notebook(folder, right)
    for number in range(3000):
        (folder / f"{number:05}.csv").touch()
    deep = folder
    for _ in range(60):
        deep = deep / ("d" * 30)
        deep.mkdir()


def show(folder, right, targets):
    """nbgrader copies every one of them."""
    lay(folder, right, targets)
    copied = shutil.copytree(folder, folder.parent / "copied")
    assert len(list(copied.iterdir())) > 3000


ATTACK = HandedIn(
    "Lays thousands of files and a deep tree beside its notebook.",
    lay,
    note="left out",
    ends={"number": PASSED},
    show=show,
)
