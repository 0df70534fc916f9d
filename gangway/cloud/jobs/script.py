"""What goes on inside a job's process: ``python -m gangway.cloud.jobs.script PLAN``.

The plan is a JSON file: ``entry_point``, ``code`` (the folder of the source), ``failure`` (the file for the
reason, if it fails), ``bridge`` (whether requests go over the pipes). Standard input ends when the cloud is
gone, and then the job ends as well. Nothing of this process connects to another machine.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import ipaddress
import json
import os
import queue
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, TracebackType
from typing import IO, Any

from gangway.cloud.jobs import frames

_NETWORK = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


class Elsewhere(PermissionError):
    """A connection to another machine was stopped."""


def main() -> None:
    """Run the plan's entry point; the exit code says whether it went well."""
    plan = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    from_cloud, to_cloud = _take_pipes()
    responses: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(from_cloud, responses), daemon=True).start()
    if plan["bridge"]:
        _bridge(to_cloud, responses)
    sys.addaudithook(stay)
    code = Path(plan["code"])
    sys.path.insert(0, str(code))
    sys.argv = [plan["entry_point"]]
    try:
        check_requirements(code)
        run(plan["entry_point"], code)
    except SystemExit as error:
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
            _fail(plan, error.code)
        sys.exit(error.code)
    except BaseException as error:
        traceback.print_exception(error.with_traceback(own(error.__traceback__)))
        _fail(plan, _reason(error))
        sys.exit(1)


def run(entry_point: str, code: Path) -> None:
    """Run a module as a script, or call a function of one."""
    name, _, function = entry_point.partition(":")
    try:
        known = importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        known = False
    if not known:
        found = ", ".join(sorted(path.name for path in code.iterdir())) or "nothing"
        raise SystemExit(f"The entry point's module {name!r} is not in the source, which holds: {found}.")
    if not function:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
        return
    module = importlib.import_module(name)
    if not callable(getattr(module, function, None)):
        raise SystemExit(f"The module {name!r} of the entry point has no function {function!r}.")
    getattr(module, function)()


def check_requirements(code: Path) -> None:
    """Make sure that what the source asks for is installed: nothing is installed for a job here."""
    from importlib.metadata import PackageNotFoundError, version

    missing = []
    for line in _requirements(code):
        try:
            if not line.specifier.contains(version(line.name), prereleases=True):
                missing.append(f"{line} (there is {version(line.name)})")
        except PackageNotFoundError:
            missing.append(str(line))
    if missing:
        raise SystemExit(
            f"The job's requirements.txt asks for {', '.join(missing)}. The practice cloud installs nothing:"
            " a job runs in this course's own Python. Install it there, or leave it out."
        )


def _requirements(code: Path) -> list[Any]:
    """What the requirements.txt of a source asks for, at its top or in its one folder."""
    files = [*code.glob("requirements.txt"), *code.glob("*/requirements.txt")]
    if not files:
        return []
    from packaging.requirements import InvalidRequirement, Requirement

    lines = [line.partition("#")[0].strip() for line in files[0].read_text("utf-8").splitlines()]
    found = []
    for line in lines:
        try:
            found += [Requirement(line)] if line and not line.startswith("-") else []
        except InvalidRequirement as error:
            raise SystemExit(f"The job's requirements.txt has a line that can't be read: {line}") from error
    return [each for each in found if each.marker is None or each.marker.evaluate()]


# --- how it fails ------------------------------------------------------------------------------------------


def own(trace: TracebackType | None) -> TracebackType | None:
    """A traceback from where the job's own code begins; all of it, if it never does."""
    step = trace
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name != __file__ and not name.startswith("<frozen") and name != importlib.__file__:
            return step
        step = step.tb_next
    return None


def _reason(error: BaseException) -> str:
    return (
        traceback.format_exception_only(error)[-1].strip()
        if not isinstance(error, SyntaxError)
        else (f"{type(error).__name__}: {error}")
    )


def _fail(plan: dict[str, Any], reason: str) -> None:
    Path(plan["failure"]).write_text(reason, encoding="utf-8")


# --- what it is connected to -------------------------------------------------------------------------------


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep the pipes to the cloud; the script's own output goes to the log, and its input is empty."""
    from_cloud = os.fdopen(os.dup(0), "rb")
    to_cloud = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return from_cloud, to_cloud


def listen(from_cloud: IO[bytes], responses: queue.SimpleQueue[tuple[dict[str, Any], bytes]]) -> None:
    """Take in what the cloud sends; end everything when the cloud is gone."""
    while (message := frames.read(from_cloud)) is not None:
        responses.put(message)
    if os.name == "posix":
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def _bridge(to_cloud: IO[bytes], responses: queue.SimpleQueue[tuple[dict[str, Any], bytes]]) -> None:
    def clients() -> None:
        from botocore.handlers import BUILTIN_HANDLERS

        from gangway.cloud.jobs.bridge import Bridge

        BUILTIN_HANDLERS.append(("before-send", Bridge(to_cloud, responses)))

    def prices() -> None:
        from gangway.cloud.inprocess import serve_prices

        serve_prices()

    sys.meta_path.insert(0, After({"botocore.handlers": clients, "braket.tracking.pricing": prices}))


class After(importlib.abc.MetaPathFinder):
    """Does something once a module has been imported, so that a job which needs none of it starts at once."""

    def __init__(self, actions: dict[str, Callable[[], None]]) -> None:
        self._actions = actions

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module as others find it, with its loader told what comes after."""
        action = self._actions.pop(name, None)
        spec = importlib.util.find_spec(name) if action else None
        if action is None or spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def then(module: ModuleType) -> None:
            execute(module)
            action()

        spec.loader.exec_module = then  # type: ignore[method-assign]
        return spec


def stay(event: str, arguments: tuple[Any, ...]) -> None:
    """Python's audit hook: stop connections to other machines, and look-ups of their names."""
    if event in _NETWORK:
        address = arguments[_NETWORK[event]]
        host = address[0] if isinstance(address, tuple) and address else None
    elif event in _NAMES:
        host = arguments[0]
    else:
        return
    if not _is_here(host):
        raise Elsewhere(
            f"A hybrid job of the practice cloud reaches this machine only: a connection to {host} was"
            " stopped."
        )


def _is_here(host: Any) -> bool:
    name = host.decode(errors="replace") if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    main()
