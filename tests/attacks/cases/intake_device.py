from ..attack import HandedIn
from ..handing_in import NAME


def lay(folder, right, targets):
    (folder / NAME).symlink_to("/dev/zero")


def show(folder, right, targets):
    """Who reads it never comes to an end."""
    lay(folder, right, targets)
    with (folder / NAME).open("rb") as file:
        assert len(file.read(50_000_000)) == 50_000_000


ATTACK = HandedIn("Hands in a link to a device that never ends.", lay, refused="is a link", show=show)
