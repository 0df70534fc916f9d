import io
import zipfile

from ..attack import HandedIn
from ..handing_in import NAME


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, bytes(30_000_000))
    return packed.getvalue()


def lay(folder, right, targets):
    (folder / NAME).write_bytes(bomb())
    (folder / "more.zip").write_bytes(bomb())


def show(folder, right, targets):
    """Unpacked it is nearly a thousand times its size."""
    with zipfile.ZipFile(io.BytesIO(bomb())) as archive:
        archive.extractall(folder)
    assert (folder / NAME).stat().st_size > 900 * len(bomb())


ATTACK = HandedIn(
    "Hands in an archive that unpacks to a thousand times its size.",
    lay,
    refused="not a Jupyter notebook",
    show=show,
)
