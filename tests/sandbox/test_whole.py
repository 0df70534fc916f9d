"""What a sandbox leaves behind (nothing), who can make one (anybody), and a device's run inside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from autograder.sandbox import Mode
from tests.sandbox.conftest import able, text

PATIENCE = 60.0

COORDINATOR = """
import sys
from autograder.sandbox import Limits, Mode, Sandbox
source = "import signal, time; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); time.sleep(3600)"
notebook = '{"cells": [{"id": "a", "cell_type": "code", "source": "%s"}]}' % source
with Sandbox(Mode(sys.argv[1]), warm=()) as sandbox:
    sandbox.start()
    print(sandbox.pids[0], flush=True)
    sandbox.run(notebook.encode(), {}, Limits(cell_seconds=600, total_seconds=600))
"""


def inside(pid: int) -> list[psutil.Process]:
    """The processes below one, when one of them is sealed and so runs a learner's code."""
    process, deadline = psutil.Process(pid), time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        below = process.children(recursive=True)
        if any(sealed(one) for one in below):
            return below
        time.sleep(0.05)
    raise AssertionError("nothing runs inside")


def sealed(process: psutil.Process) -> bool:
    try:
        return "Seccomp:\t2" in Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("victim", ["coordinator", "bubblewrap"])
def test_nothing_is_left_when_it_is_killed(mode, victim):
    able(mode)
    command = [sys.executable, "-c", COORDINATOR, mode]
    coordinator = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert coordinator.stdout is not None
    try:
        bubblewrap = int(coordinator.stdout.readline())
        everybody = [psutil.Process(bubblewrap), *inside(bubblewrap)]
        os.kill(coordinator.pid if victim == "coordinator" else bubblewrap, signal.SIGKILL)
        _, alive = psutil.wait_procs(everybody, timeout=PATIENCE)
        assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    finally:
        coordinator.kill()
        coordinator.wait()
        coordinator.stdout.close()


def passable(roots: list[str]) -> list[str]:
    """Words for bubblewrap that open the way to folders below one that only root may pass."""
    words: list[str] = []
    for root in roots:
        parents = list(reversed(Path(root).parents))
        closed = [parent for parent in parents if not parent.stat().st_mode & 0o001]
        if not closed:
            continue
        words += ["--perms", "0755", "--tmpfs", str(closed[0])]
        for parent in parents[parents.index(closed[0]) + 1 :]:
            words += ["--perms", "0755", "--dir", str(parent)]
        words += ["--ro-bind", root, root]
    return words


def test_an_ordinary_user_can_make_one():
    """As root the others run; this one has given that up, and reaches this Python by a way made for it."""
    able(Mode.FORK)
    program = "from autograder.sandbox import probe\nprint([finding.why for finding in probe()])"
    if os.geteuid():
        return  # then every other test here is one
    roots = sorted({os.path.realpath(sys.prefix), os.path.realpath(sys.base_prefix)})
    outer = ["bwrap", "--dev-bind", "/", "/", *passable(roots), "--cap-add", "ALL", "--chdir", "/", "--"]
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"]
    command = [*outer, *user, "--inh-caps=-all", "--", sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "['', '']", done.stderr


DEVICE = """
import gangway
gangway.connect("practice")
from braket.aws import AwsDevice
from braket.circuits import Circuit
device = AwsDevice("arn:aws:braket:::device/quantum-simulator/amazon/sv1")
counts = device.run(Circuit().h(0).cnot(0, 1), shots=100).result().measurement_counts
print(sum(counts.values()), set(counts) <= {"00", "11"})
"""
TRANSPILED = """
from qiskit import QuantumCircuit, transpile
circuit = QuantumCircuit(2)
circuit.h(0)
circuit.cx(0, 1)
print(len(transpile([circuit] * 3, basis_gates=["rz", "sx", "cz"])))
"""


def test_the_practice_cloud_and_the_transpiler_work_inside(run_forked):
    ran = run_forked(DEVICE, TRANSPILED)
    assert text(ran) == "100 True\n"
    assert text(ran, "c1") == "3\n"
