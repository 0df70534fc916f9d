"""Instruments: what you can see, move and predict with, in JupyterLab and on the course's site.

Each is one ES module (``<name>.js``, bundled from ``src/`` by ``npm run widgets``) and one short class. They
compute in the browser, so they go on where no Python runs; Python can set what they show and read what was
made in them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

#: Where each instrument is defined; anywidget and the SDKs are imported when the first one is asked for.
_HOMES = {
    "Ask": "ask",
    "BlochSphere": "bloch",
    "ChshBench": "chsh",
    "Composer": "composer",
    "DeviceChart": "chart",
    "Measure": "measure",
    "NoiseBench": "noise",
    "QaoaLandscape": "qaoa",
    "RydbergBench": "rydberg",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
