"""Where a kernel may be forked, and where it has to start cold. Every answer is a reason; empty means yes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

#: The entry point of :class:`gangway.kernels.provisioner.WarmProvisioner`.
PROVISIONER = "gangway-warm"

#: ``cold`` in this variable: of the lab's environment, no warm parent is started; of a kernel's, it starts
#: cold.
VARIABLE = "GANGWAY_KERNEL"
_WARM = "warm"

#: Bytes that must be available for a warm parent: it takes about 400 MB.
NEEDED = 1024**3

#: Variables that nothing loaded beforehand has looked at.
_HARMLESS_PREFIXES = ("JPY_", "JUPYTER_", "GANGWAY_", "AWS_", "PYDEVD_")
HARMLESS = {"PWD", "OLDPWD", "SHLVL", "_", "PATH", "TERM", "COLORTERM", "CLICOLOR", "CLICOLOR_FORCE"}
HARMLESS |= {"FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "PAGER", "GIT_PAGER", "MPLBACKEND", "TZ"}

#: What a forked kernel does with arguments of its start; any other asks for a process of its own.
_KNOWN_ARGUMENTS = {"env", "cwd", "independent", "extra_arguments", "kernel_id"}
_LAUNCHER = ["-m", "ipykernel_launcher"]


def why_not_here() -> str:
    """Why no warm parent can be used on this machine and in this environment."""
    if not sys.platform.startswith("linux"):
        return "forking a warm parent is for Linux"
    return _why_not_chosen(os.environ) or _why_no_pidfd() or why_no_provisioner() or _why_no_memory()


def _why_not_chosen(environment: Mapping[str, str]) -> str:
    chosen = environment.get(VARIABLE) or _WARM
    return "" if chosen == _WARM else f"{VARIABLE} is {chosen}"


def _why_no_pidfd() -> str:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError) as error:
        return f"this Linux can't watch a process by a descriptor ({error})"
    return ""


def why_no_provisioner() -> str:
    """Why Jupyter can't find the provisioner by its name."""
    from importlib.metadata import entry_points

    if entry_points(group="jupyter_client.kernel_provisioners", name=PROVISIONER):
        return ""
    return f"this environment does not know the kernel provisioner {PROVISIONER}: make env installs it"


def _why_no_memory() -> str:
    import psutil

    available = psutil.virtual_memory().available
    if available >= NEEDED:
        return ""
    return f"{available / 1024**3:.1f} GB of memory are available and it wants {NEEDED / 1024**3:.0f} GB"


def why_not_this_command(command: Sequence[str], arguments: Mapping[str, Any]) -> str:
    """Why a kernel with that command, and those arguments of Popen's, can't be a fork."""
    if not _same_python(command[0]) or list(command[1:3]) != _LAUNCHER:
        return f"it is started by {' '.join(command[:3])}"
    odd = {name for name, value in arguments.items() if value is not None} - _KNOWN_ARGUMENTS
    if odd:
        return f"it is started with {', '.join(sorted(odd))}"
    return "it is to outlive the lab" if arguments.get("independent") else ""


def _same_python(program: str) -> bool:
    """By name, not by what a link leads to: a virtual environment's Python is a link to the system's."""
    return os.path.abspath(program) == os.path.abspath(sys.executable)  # noqa: PTH100


def why_not_this_environment(asked: Mapping[str, str], started: Mapping[str, str]) -> str:
    """Why a kernel that is to have one environment can't be forked from a parent that began with another.

    Libraries read variables as they are loaded (threads, caches, locales, PYTHON…), so any difference counts
    but those in variables known to be read later, or by no library of the course.
    """
    if why := _why_not_chosen(asked):
        return why
    differing = (name for name in {*asked, *started} if asked.get(name) != started.get(name))
    if odd := sorted(name for name in differing if not _is_harmless(name)):
        return f"its environment differs from the lab's in {', '.join(odd)}"
    return ""


def _is_harmless(name: str) -> bool:
    return name in HARMLESS or name.startswith(_HARMLESS_PREFIXES)


def installed() -> int:
    """A number that changes when the course's code or an installed package does: made of the dates of both.

    What is loaded stays as it was; a kernel that starts later is to have the newer.
    """
    import sysconfig

    import autograder
    import gangway

    dates = [Path(sysconfig.get_path(name)).stat().st_mtime_ns for name in ("purelib", "platlib")]
    for package in (gangway, autograder):
        for folder, _, names in os.walk(str(package.__path__[0])):
            if not folder.endswith("__pycache__"):
                dates += [os.stat(f"{folder}/{name}").st_mtime_ns for name in names]  # noqa: PTH116 (quick)
    return hash(tuple(sorted(dates)))


def threads() -> int:
    """How many threads this process has, those of native libraries included; Linux only."""
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208
