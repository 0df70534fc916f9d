"""The learner's toolkit of the Gangway quantum computing course.

Importing this package is cheap on purpose: every name below is loaded when it is first used, because
the quantum SDKs cost seconds of CPU and most commands never touch them.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gangway.check import check, given, hint, predict
    from gangway.connect import connect
    from gangway.front import progress
    from gangway.join import join
    from gangway.widgets.ask import ask

__version__ = "0.1.0"
__all__ = ["ask", "check", "connect", "given", "hint", "join", "predict", "progress"]

_HOMES = {
    "ask": "gangway.widgets.ask",
    "check": "gangway.check",
    "connect": "gangway.connect",
    "given": "gangway.check",
    "hint": "gangway.check",
    "join": "gangway.join",
    "predict": "gangway.check",
    "progress": "gangway.front",
}


class _Package(ModuleType):
    """A package whose functions keep their names from submodules (``check``, ``connect``, ``progress``).

    Importing a submodule sets it as an attribute of its package; ``from gangway import check`` must give
    the function whichever came first.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'gangway' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
