from ..attack import PASSED, HandedIn
from ..handing_in import lay as lay_notebook


def lay(folder, right, targets):
    lay_notebook(folder, right)
    (folder / "timestamp.txt").write_bytes(b"9" * 5_000_000 + b"-01-01 \xff\x00 UTC" + b"\n" * 100)


def show(folder, right, targets):
    """nbgrader's own parser fails on it."""
    from nbgrader.utils import parse_utc

    lay(folder, right, targets)
    try:
        parse_utc((folder / "timestamp.txt").read_text("utf-8", "replace").strip()[-100:])
    except (ValueError, OverflowError):
        return
    raise AssertionError("nbgrader read the time")


ATTACK = HandedIn(
    "Hands in a timestamp of five megabytes that is no time.", lay, ends={"number": PASSED}, show=show
)
