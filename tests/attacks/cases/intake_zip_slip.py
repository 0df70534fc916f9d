import io
import zipfile

from ..attack import HandedIn


def slipping(right):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("1-01-targets.ipynb", right)
        archive.writestr("../../../planted.txt", "x")
    return packed.getvalue()


def lay(folder, right, targets):
    (folder / "1-01-targets.zip").write_bytes(slipping(right))


def show(folder, right, targets):
    """Who joins the names of an archive to a folder writes outside of it."""
    inner = folder / "a" / "b" / "c"
    inner.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(slipping(right))) as archive:
        for name in archive.namelist():
            (inner / name).write_bytes(archive.read(name))
    assert (folder / "planted.txt").exists()


ATTACK = HandedIn(
    "Hands in an archive whose entries lead out of its folder.",
    lay,
    refused="There is no notebook",
    show=show,
)
