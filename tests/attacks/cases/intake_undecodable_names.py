import os

import pytest

from ..attack import PASSED, HandedIn


def lay(folder, right, targets):
    place = os.fsencode(folder)
    with open(place + b"/answers \xff\xfe.ipynb", "wb") as file:
        file.write(right)
    for name in (b"\xff.txt", b"<script>alert(1)<", b"new\nline](javascript:x)", b"x" * 250):
        with open(place + b"/" + name, "wb") as file:
            file.write(b"x")


def show(folder, right, targets):
    """Their names can't be written down as they are."""
    lay(folder, right, targets)
    with pytest.raises(UnicodeEncodeError):
        "".join(os.listdir(folder)).encode()


ATTACK = HandedIn(
    "Hands in files whose names are no text, are markup, or run over lines.",
    lay,
    note="left out",
    ends={"number": PASSED},
    show=show,
)
