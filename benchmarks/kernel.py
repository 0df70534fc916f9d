"""What a learner waits for after opening a notebook, and what ten open ones take: warm kernels against cold.

Kernels start and are asked as JupyterLab does it; warm and cold take turns in one run. Time runs from the
request for a kernel to the last message of its first cell, which imports what it uses.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning import KernelProvisionerFactory
from report import Figure, median, percentile_95, run

from gangway import lab
from gangway.kernels import fitness, parent

ROUNDS, NOTEBOOKS = 7, 10
PATIENCE = 300.0
WARM, COLD = "warm", "cold"

_BRAKET = """
from braket.circuits import Circuit
from braket.devices import LocalSimulator
counts = LocalSimulator().run(Circuit().h(0).cnot(0, 1), shots=100).result().measurement_counts
assert set(counts) <= {"00", "11"}
"""
_QISKIT = """
from qiskit import QuantumCircuit, transpile
wires = QuantumCircuit(3)
wires.h(0), wires.cx(0, 1), wires.cx(0, 2)
transpile(wires, basis_gates=["rz", "sx", "cz"], coupling_map=[[0, 1], [1, 2]], optimization_level=2)
"""
_PLOT = """
import matplotlib.pyplot as plt
plt.bar(["00", "11"], [0.5, 0.5]);
"""
_CELLS = {"Braket result": _BRAKET, "Qiskit transpile": _QISKIT, "plot": _PLOT}


def measure() -> Iterator[Figure]:
    """Warm and cold, cell by cell; then memory."""
    with tempfile.TemporaryDirectory(prefix="gangway-kernel-") as folder:
        own = {name: str(Path(folder, name.lower())) for name in ("GANGWAY_DATA", "IPYTHONDIR")}
        os.environ.update(own, JUPYTER_RUNTIME_DIR=str(Path(folder, "runtime")))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.pop("MPLBACKEND", None)
        KernelProvisionerFactory.instance().default_provisioner_name = fitness.PROVISIONER
        for name in (COLD, WARM):  # whatever has to be compiled or searched for once is, by now
            _seconds(name, folder, "".join(_CELLS.values()))
        warm = parent.start()
        try:
            if warm.wait(PATIENCE) != "ready":
                raise SystemExit(f"no warm kernel can be measured here: {warm.status.why}")
            yield Figure("the warm parent is ready after", warm.status.seconds, "s")
            yield from _times(folder)
            yield from _memory(folder, warm)
        finally:
            parent.stop()


def _times(folder: str) -> Iterator[Figure]:
    for label, cell in _CELLS.items():
        taken: dict[str, list[float]] = {WARM: [], COLD: []}
        for _ in range(ROUNDS):
            for name, seconds in taken.items():
                seconds.append(_seconds(name, folder, cell))
        aim = "< 1" if label == "Braket result" else ""
        yield Figure(f"first {label}, warm, median", median(taken[WARM]), "s", aim)
        yield Figure(f"first {label}, warm, 95th percentile", percentile_95(taken[WARM]), "s")
        yield Figure(f"first {label}, cold, median", median(taken[COLD]), "s")
        ratios = [cold / warm for warm, cold in zip(taken[WARM], taken[COLD], strict=True)]
        yield Figure(f"first {label}, cold over warm, median", median(ratios), "times")


def _seconds(name: str, folder: str, cell: str) -> float:
    """Seconds from the request for a kernel to the end of its first cell."""
    began = time.perf_counter()
    with _kernel(name, folder) as (_, execute):
        execute(cell)
        return time.perf_counter() - began


def _memory(folder: str, warm: parent.WarmParent) -> Iterator[Figure]:
    """Proportional set sizes: what processes share is counted once between them."""
    totals = {}
    for name in (COLD, WARM):
        with ExitStack() as stack:
            pids = []
            for _ in range(NOTEBOOKS):
                pid, execute = stack.enter_context(_kernel(name, folder))
                execute("".join(_CELLS.values()))
                pids.append(pid)
            parents = [warm.pid] if name == WARM and warm.pid else []
            totals[name] = sum(map(_megabytes, pids + parents))
        with_parent = " and the parent" if parents else ""
        yield Figure(f"{NOTEBOOKS} open notebooks{with_parent}, {name} (PSS)", totals[name], "MB")
    yield Figure("memory, warm over cold", totals[WARM] / totals[COLD], "times", "< 1")


def _megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"the system does not tell what process {pid} takes")


@contextmanager
def _kernel(name: str, folder: str) -> Iterator[tuple[int, Callable[[str], None]]]:
    """A kernel's process id, and what runs a cell in it; ``name`` is how it is to start."""
    kernels = KernelSpecManager(kernel_dirs=[str(lab.SETTINGS / "kernels")], ensure_native_kernel=False)
    manager = KernelManager(kernel_spec_manager=kernels)
    manager.start_kernel(cwd=folder, env={**os.environ, fitness.VARIABLE: name})
    if parent.current() and isinstance(manager.provisioner.process, parent.Forked) != (name == WARM):
        raise SystemExit(f"{name} did not start as it should: {parent.current().status}")
    client = manager.blocking_client()
    client.start_channels()

    def execute(cell: str) -> None:
        reply = client.execute_interactive(cell, timeout=PATIENCE, output_hook=lambda _: None)
        if reply["content"]["status"] != "ok":
            raise SystemExit("\n".join(reply["content"]["traceback"]))

    try:
        yield manager.provisioner.pid, execute
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


if __name__ == "__main__":
    if why := fitness.why_not_here():
        sys.exit(f"no warm kernel can be measured here: {why}")
    run("A notebook's kernel: warm against cold", measure)
