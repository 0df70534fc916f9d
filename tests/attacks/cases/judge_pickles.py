import base64
import pickle
import tempfile
from pathlib import Path

from ..attack import Replied


class Payload:
    """Makes a file where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (self.path, "w"))


def answers():
    """A pickle in every disguise."""
    text = base64.b64encode(pickle.dumps(Payload("/tmp/gangway-attacks-never"))).decode()
    raw = pickle.dumps(Payload("/tmp/gangway-attacks-never"), protocol=0).decode("latin-1")
    for value in (text, raw):
        for kind in ("pickle", "object", "text", "bytes", "exec", "numpy", "__reduce__"):
            yield {"kind": kind, "value": value, "data": value}
        yield {"py/reduce": [{"py/function": "builtins.open"}, value], "kind": "number", "value": value}
        yield {"__class__": "os.system", "kind": "list", "items": [value]}


def show():
    """A judge that unpickles runs what is in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "unpickled")
        pickle.loads(pickle.dumps(Payload(str(path)))).close()
        assert path.exists()


ATTACK = Replied(
    "Answers with pickles and what other libraries unpack as objects.", lambda: list(answers()), show=show
)
