"""What a learner waits for: the import, a check, JupyterLab.

Each figure is taken in processes of its own, with a progress folder and a workspace of its own.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from report import Figure, median, percentile_95, run

#: Fresh processes for each import figure, and checks for each answer.
PROCESSES, CHECKS = 7, 100

#: Seconds after which JupyterLab is taken not to start.
PATIENCE = 120.0

_IMPORT = "import time; start = time.process_time(); {statement}; print(time.process_time() - start)"

_CHECKS = """
import json, sys, time
from braket.circuits import Circuit
from gangway import check

answers = [Circuit().h(0).cnot(0, 1), Circuit().x(0).h(0).cnot(0, 1)]
seconds = []
for number in range(2 * int(sys.argv[1]) + 1):
    start = time.perf_counter()
    feedback = check("1-01/bell-pair", answers[number % 2])
    feedback._repr_mimebundle_()
    seconds.append(time.perf_counter() - start)
    assert feedback.passed == (number % 2 == 0), feedback
    assert "isn't kept" not in feedback.text(), feedback
print(json.dumps(seconds))
"""

_LAB = "from gangway.cli import main; main()"


def measure() -> Iterator[Figure]:
    """All figures, in the order in which a learner meets them."""
    with tempfile.TemporaryDirectory(prefix="gangway-startup-") as folder:
        environment = os.environ | {"GANGWAY_DATA": str(Path(folder, "data"))}
        yield Figure("import gangway (CPU)", _import("import gangway", environment), "s", "<= 0.2")
        yield Figure(
            "from gangway import check (CPU)", _import("from gangway import check", environment), "s"
        )
        yield from _checks(environment)
        workspace = Path(folder, "workspace")
        yield Figure("gangway lab to JupyterLab answering, first", _lab(workspace, environment), "s")
        yield Figure("gangway lab to JupyterLab answering, again", _lab(workspace, environment), "s", "<= 5")


def _import(statement: str, environment: dict[str, str]) -> float:
    """Median CPU seconds of an import statement in fresh processes; one before them fills the disk cache."""
    command = [sys.executable, "-c", _IMPORT.format(statement=statement)]
    seconds = [float(_output(command, environment)) for _ in range(PROCESSES + 1)]
    return median(seconds[1:])


def _checks(environment: dict[str, str]) -> Iterator[Figure]:
    """``check()`` on right and wrong two-qubit circuits by turns, shown and kept as progress."""
    first, *seconds = json.loads(_output([sys.executable, "-c", _CHECKS, str(CHECKS)], environment))
    milliseconds = [1000 * value for value in seconds]
    yield Figure("check(), the first one with Braket loaded", 1000 * first, "ms")
    yield Figure("check() on two qubits, median", median(milliseconds), "ms", "<= 50")
    yield Figure("check() on two qubits, 95th percentile", percentile_95(milliseconds), "ms", "<= 50")


def _output(command: list[str], environment: dict[str, str]) -> str:
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def _lab(workspace: Path, environment: dict[str, str]) -> float:
    """Seconds from the command to the first answer of JupyterLab's API, on a free port of this machine."""
    port = _free_port()
    options = ["lab", "--no-browser", "--port", str(port), "--workspace", str(workspace)]
    start = time.perf_counter()
    lab = subprocess.Popen(
        [sys.executable, "-c", _LAB, *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if lab.poll() is not None or time.perf_counter() - start > PATIENCE:
                raise SystemExit(f"gangway lab did not start (exit status {lab.poll()})")
            time.sleep(0.05)
        return time.perf_counter() - start
    finally:
        lab.terminate()
        lab.wait(30)


def _answers(port: int) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/api", timeout=5) as reply:
            return "version" in json.load(reply)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    run("Start-up: what a learner waits for", measure)
