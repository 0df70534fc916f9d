"""What a fork of the warm parent becomes: a kernel like one that was started cold.

Everything that a fresh process would have had of its own is made here: environment, folder, arguments, random
numbers, threads of native libraries, the lab that it ends with. Then ipykernel's own start follows, whole:
history, profile, start-up files, captured output.
"""

from __future__ import annotations

import ctypes
import os
import select
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ipykernel.kernelapp import IPKernelApp

from gangway.kernels.births import Birth, tell

_INLINE = "module://matplotlib_inline.backend_inline"
_BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS")
_BLAS_SETTERS = (
    "scipy_openblas_set_num_threads64_",
    "scipy_openblas_set_num_threads",
    "openblas_set_num_threads64_",
    "openblas_set_num_threads",
)


def become(birth: Birth) -> None:
    """Be the kernel, until it is told to stop. What keeps it from being one is told to the lab."""
    try:
        _settle(birth)
        app = WarmKernelApp.instance(parent_handle=os.getppid())
        app.lab = birth.lab
        app.initialize(birth.asked["command"][3:])
    except BaseException as error:
        traceback.print_exc()
        tell(birth.line, {"failed": f"{type(error).__name__}: {error}"})
        os._exit(1)
    tell(birth.line, {"up": True})
    birth.line.close()
    app.start()


def _settle(birth: Birth) -> None:
    os.chdir(birth.asked["cwd"])
    _take_environment(birth.asked["env"], birth.given)
    launcher = str(Path(sys.modules["ipykernel"].__path__[0]).with_name("ipykernel_launcher.py"))
    sys.argv = [launcher, *birth.asked["command"][3:]]
    sys.orig_argv = list(birth.asked["command"])
    _draw_anew()
    _thread_anew()
    _read_matplotlibrc()


def _take_environment(asked: Mapping[str, str], given: Mapping[str, str]) -> None:
    """What is asked for, and what libraries set as they were loaded."""
    added = {name: value for name, value in os.environ.items() if given.get(name) != value}
    os.environ.clear()
    os.environ.update({**added, **asked})
    time.tzset()


def _draw_anew() -> None:
    """Random numbers and keys of its own; Python's own generator sees to itself."""
    from multiprocessing import process

    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    process.current_process().authkey = os.urandom(32)


def _thread_anew() -> None:
    """As many threads in linear algebra as a cold kernel has: the warm parent had to do with one."""
    wanted = next((os.environ[name] for name in _BLAS_THREADS if os.environ.get(name)), "")
    count = int(wanted) if wanted.isdigit() else len(os.sched_getaffinity(0))
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    libraries = {line.split(maxsplit=5)[-1] for line in mapped if "openblas" in line}
    for library in filter(os.path.exists, libraries):
        loaded = ctypes.CDLL(library)
        setter = next((name for name in _BLAS_SETTERS if hasattr(loaded, name)), None)
        if setter:
            getattr(loaded, setter)(ctypes.c_int(count))


def _read_matplotlibrc() -> None:
    """Matplotlib takes its settings from the folder that it is loaded in, if there are any."""
    if (matplotlib := sys.modules.get("matplotlib")) and Path("matplotlibrc").is_file():
        matplotlib.rc_file("matplotlibrc")


class WarmKernelApp(IPKernelApp):
    """ipykernel's application, in a process where libraries were loaded before it."""

    lab: int

    def init_poller(self) -> None:
        """End with the lab, not with the process that forked this one."""
        self.poller = _EndsWith(self.lab)

    def init_gui_pylab(self) -> None:
        """Catch up with what libraries would have done if they had been loaded in a kernel."""
        os.environ["MPLBACKEND"] = backend = os.environ.get("MPLBACKEND") or _INLINE
        if matplotlib := sys.modules.get("matplotlib"):
            matplotlib.rcParams["backend"] = backend
        if ipywidgets := sys.modules.get("ipywidgets"):
            ipywidgets.load_ipython_extension(self.shell)
        super().init_gui_pylab()


class _EndsWith(threading.Thread):
    """Ends this process as soon as another, of which it has a descriptor, has ended."""

    def __init__(self, watched: int) -> None:
        super().__init__(name="ends-with-the-lab", daemon=True)
        self._watched = watched

    def run(self) -> None:
        poll: Any = select.poll()
        poll.register(self._watched, select.POLLIN)
        poll.poll()
        os._exit(1)
