"""What the first request and the first task would wait for, loaded in the background of a server's start."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Callable

log = logging.getLogger("gangway.cloud")

#: One gate of each kind of line that programs have, so that the parser and the interpreter are loaded both.
_SOURCE = "OPENQASM 3.0;\ninput float a;\nbit[1] b;\nqubit[1] q;\nrx(2 * a) q[0];\nb[0] = measure q[0];\n"


class Warming:
    """Loads, in a thread, while it is entered; leaving stops it after the step under way."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="gangway-warming")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)

    def _run(self) -> None:
        for step in _STEPS:
            if self._over.is_set():
                return
            try:
                step()
            except Exception:  # whoever needs it will be told what is wrong
                log.exception("%s could not be loaded ahead", step.__name__)


def _wire() -> None:
    from gangway.cloud import wire

    wire.model()
    importlib.import_module("moto.core.parse")
    importlib.import_module("moto.core.serialize")


def _storage() -> None:
    for name in ("moto.core.botocore_stubber", "moto.s3.responses", "moto.sts.responses"):
        importlib.import_module(name)


def _programs() -> None:
    """Braket's interpreter, which takes the longest."""
    from gangway.cloud.engine.reading import read

    read(_SOURCE)


def _devices() -> None:
    from gangway import devices
    from gangway.cloud.profiles.capabilities import document

    for device in devices.catalogue():
        document(device.slug)


_STEPS: tuple[Callable[[], None], ...] = (_wire, _storage, _programs, _devices)
