"""A warm kernel does all that a cold one does: what lessons use, driven by Jupyter's client."""

from __future__ import annotations

import asyncio
import itertools
import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.ioloop import AsyncIOLoopKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

from gangway.kernels import fitness, parent, provisioner
from tests.machine.kernels import PATIENCE, Kernel, environment, is_running, kernel, manager, wait_until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux")


@pytest.fixture(scope="module")
def warm() -> Iterator[parent.WarmParent]:
    """The whole warm parent, ready; as the default of this process, as in the lab."""
    patch = pytest.MonkeyPatch()
    patch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", fitness.PROVISIONER)
    for patience in (provisioner.WarmProvisioner.patience, provisioner.WarmProvisioner.patience_at_first):
        patch.setattr(patience, "default_value", PATIENCE)
    patch.setattr(fitness, "HARMLESS", fitness.HARMLESS | {"PYTEST_CURRENT_TEST"})
    started = parent.start()
    assert started.wait(PATIENCE) == "ready", started.status
    yield started
    parent.stop()
    patch.undo()


@pytest.fixture(scope="module")
def shared(warm, tmp_path_factory) -> Iterator[Kernel]:
    """One warm kernel for what leaves nothing behind."""
    with kernel(tmp_path_factory.mktemp("notebook")) as started:
        assert started.is_warm, warm.status
        yield started


@pytest.fixture
def own(warm, tmp_path) -> Iterator[Kernel]:
    """A warm kernel of a test's own, in ``tmp_path``."""
    with kernel(tmp_path) as started:
        assert started.is_warm, warm.status
        yield started


# --- libraries ---------------------------------------------------------------------------------------------


def test_libraries_are_there_before_the_first_cell(own):
    names = ["braket.circuits", "braket.aws", "qiskit", "qiskit_aer", "numpy", "ipywidgets", "anywidget"]
    assert own.value(f"[name in __import__('sys').modules for name in {names}]") == [True] * len(names)
    assert own.value("sorted(name for name in globals() if not name.startswith('_'))") == [
        *("In", "Out", "exit", "get_ipython", "open", "quit")
    ]


def test_braket_simulates(shared):
    shared.run("from braket.circuits import Circuit\nfrom braket.devices import LocalSimulator")
    shared.run("counts = LocalSimulator().run(Circuit().h(0).cnot(0, 1), shots=500).result()")
    assert set(shared.value("dict(counts.measurement_counts)")) == {"00", "11"}
    # wide enough for the simulator's own threads
    shared.run("wide = Circuit().h(range(14)).state_vector()")
    shared.run("state = LocalSimulator().run(wide, shots=0).result().values[0]")
    assert shared.value("bool(abs(abs(state[0]) ** 2 * 2**14 - 1) < 1e-9)")


def test_qiskit_transpiles_alone_and_in_processes_of_its_own(shared):
    shared.run("from qiskit import QuantumCircuit, transpile")
    shared.run("wires = QuantumCircuit(4); wires.h(0); [wires.cx(0, i) for i in (1, 2, 3)]")
    shared.run("line = dict(basis_gates=['rz', 'sx', 'cz'], coupling_map=[[0, 1], [1, 2], [2, 3]])")
    depths = shared.value("[transpile(wires, optimization_level=i, **line).depth() for i in range(4)]")
    assert all(depths)
    assert (
        shared.value("[one.num_qubits for one in transpile([wires] * 6, num_processes=2, **line)]") == [4] * 6
    )


def test_aer_runs(shared):
    shared.run("from qiskit import QuantumCircuit, transpile\nfrom qiskit_aer import AerSimulator")
    shared.run("bell = QuantumCircuit(2); bell.h(0); bell.cx(0, 1); bell.measure_all()")
    shared.run("aer = AerSimulator(); ran = aer.run(transpile(bell, aer), shots=300).result()")
    assert set(shared.value("ran.get_counts()")) == {"00", "11"}
    shared.run("large = QuantumCircuit(18); large.h(range(18)); large.measure_all()")
    assert shared.value("sum(aer.run(large, shots=50).result().get_counts().values())") == 50


def test_linear_algebra_has_its_threads(shared):
    shared.run("import numpy as np\nmatrix = np.random.default_rng(7).normal(size=(600, 600))")
    assert shared.value("bool(np.allclose(matrix @ np.linalg.inv(matrix), np.eye(600), atol=1e-8))")


def test_matplotlib_draws_into_the_notebook(own):
    own.run("import matplotlib.pyplot as plt\n_, axes = plt.subplots()\naxes.plot([0, 1]);")
    [shown] = own.contents("display_data")
    assert "image/png" in shown["data"]
    assert own.value("plt.get_backend()").endswith("inline")
    assert own.value("plt.get_fignums()") == []
    own.run("%matplotlib inline\nplt.plot([1, 0]);")
    assert len(own.contents("display_data")) == 1


def test_widgets_hear_and_are_heard(own):
    own.run("import ipywidgets, anywidget, traitlets\nheard = []")
    own.run("slider = ipywidgets.IntSlider(); slider.observe(lambda c: heard.append(c.new), 'value'); slider")
    assert {message["target_name"] for message in own.contents("comm_open")} == {"jupyter.widget"}
    _send(own, own.value("slider.model_id"), {"value": 42})
    assert own.value("[heard, slider.value]") == [[42], 42]
    own.run("slider.value = 7")
    assert own.contents("comm_msg")[0]["data"]["state"] == {"value": 7}

    own.run("class Own(anywidget.AnyWidget):\n  _esm = ''; number = traitlets.Int(0).tag(sync=True)")
    own.run("one = Own(); one")
    assert own.contents("comm_open")
    _send(own, own.value("one.model_id"), {"number": 3})
    assert own.value("one.number") == 3


def test_a_widget_of_the_courses_shows_itself(own):
    own.run("from gangway import widgets\nfrom braket.circuits import Circuit")
    own.run("composer = widgets.Composer(Circuit().h(0))\ncomposer")
    assert own.contents("comm_open")


def _send(kernel: Kernel, model: str, state: dict) -> None:
    """What a widget's other half, in the browser, sends."""
    data = {"method": "update", "state": state, "buffer_paths": []}
    message = kernel.client.session.msg("comm_msg", {"comm_id": model, "data": data})
    kernel.client.shell_channel.send(message)


def test_check_and_progress(own):
    own.run("from gangway import check\nfrom braket.circuits import Circuit")
    own.run("check('1-01/bell-pair', Circuit().h(0).cnot(0, 1))")
    assert "gangway-feedback" in own.contents("execute_result")[0]["data"]["text/html"]


@pytest.fixture
def apart(warm, tmp_path, monkeypatch) -> Iterator[Kernel]:
    """A warm kernel with a practice cloud of its own: nobody else's server is found, or stopped."""
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "data"))
    with kernel(tmp_path) as started:
        assert started.is_warm, warm.status
        yield started


@pytest.mark.parametrize("door", ["in-process", "server"])
def test_the_practice_cloud_answers_at_both_doors(apart, door):
    apart.run(
        f"import gangway\nhere = gangway.connect('practice', in_process={door == 'in-process'}, time_scale=0)"
    )
    try:
        apart.run("from braket.aws import AwsDevice\nfrom braket.circuits import Circuit")
        apart.run(
            "task = AwsDevice('arn:aws:braket:::device/quantum-simulator/amazon/sv1')"
            ".run(Circuit().h(0).cnot(0, 1), shots=20, poll_interval_seconds=0.05)"
        )
        assert apart.value("sum(task.result().measurement_counts.values())") == 20
    finally:
        if door == "server":
            from gangway.cloud import running
            from gangway.cloud.connections import data_folder

            running.stop(data_folder())


# --- processes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(shared, method):
    shared.run("import multiprocessing, numpy as np")
    shared.run(
        f"with multiprocessing.get_context({method!r}).Pool(2) as pool: got = pool.map(np.linalg.norm, "
        "[np.eye(4) * i for i in range(5)])"
    )
    assert shared.value("got") == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_subprocesses_and_native_output(shared):
    assert shared.run("!echo said by a shell").strip() == "said by a shell"
    shared.run("import subprocess, sys")
    assert shared.value("subprocess.run([sys.executable, '-c', 'raise SystemExit(5)']).returncode") == 5
    said = shared.run(
        "import ctypes, os\nlibc = ctypes.CDLL(None)\nlibc.puts(b'from C'); libc.fflush(None)\n"
        "os.write(2, b'to descriptor 2\\n')\nimport time; time.sleep(0.3)"
    )
    assert "from C" in said
    assert "to descriptor 2" in said


def test_an_interrupt_ends_the_cell_and_not_the_kernel(own):
    for source in (
        "import time; print('begun', flush=True); time.sleep(600)",
        "print('begun', flush=True)\nwhile True: pass",
        "import subprocess; print('begun', flush=True); subprocess.run(['sleep', '600'])",
    ):
        cell = own.begin(source)
        _wait_for(own, cell, "begun")
        own.manager.interrupt_kernel()
        own.finish(cell)
        assert own.contents("error")[0]["ename"] == "KeyboardInterrupt"
    assert own.value("1 + 1") == 2


def _wait_for(kernel: Kernel, cell: str, text: str) -> None:
    while True:
        message = kernel.client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") == cell and text in message["content"].get("text", ""):
            return


def test_a_restart_is_a_new_warm_kernel(own):
    before = own.pid
    own.run("mine = 1")
    own.manager.restart_kernel()
    own.client.wait_for_ready(PATIENCE)
    assert own.is_warm
    assert own.pid != before
    assert not is_running(before)
    assert own.error("mine") == "NameError"


def test_a_death_is_noticed_with_its_status(own):
    own.begin("import os; os._exit(3)")
    process = own.manager.provisioner.process
    assert process.wait(PATIENCE) == 3
    assert not own.manager.is_alive()


@pytest.mark.parametrize(("end", "warm_again"), [("os._exit(1)", True), ("os.abort()", False)])
def test_a_dead_kernel_is_started_again_cold_if_it_crashed(warm, tmp_path, end, warm_again):
    """By Jupyter's own restarter, as in the lab."""

    async def die_and_live() -> bool:
        managed = AsyncIOLoopKernelManager(kernel_spec_manager=manager().kernel_spec_manager)
        restarted = asyncio.Event()
        await managed.start_kernel(cwd=str(tmp_path))
        managed.add_restart_callback(restarted.set)
        client = managed.client()
        client.start_channels()
        try:
            await client.wait_for_ready(PATIENCE)
            client.execute(f"import os; {end}")
            await asyncio.wait_for(restarted.wait(), PATIENCE)
            await _ready(client)
            while not managed.ready.done():  # the new kernel may answer before its start has returned
                await asyncio.sleep(0.05)
            return isinstance(managed.provisioner.process, parent.Forked)
        finally:
            client.stop_channels()
            await managed.shutdown_kernel(now=True)

    async def _ready(client) -> None:
        while True:
            reply = client.kernel_info()
            try:
                while (await client.get_shell_msg(timeout=2))["parent_header"].get("msg_id") != reply:
                    pass
            except Exception:  # the queue's own, while no kernel is there yet
                continue
            return

    assert asyncio.run(asyncio.wait_for(die_and_live(), PATIENCE)) == warm_again


# --- as a cold kernel --------------------------------------------------------------------------------------

FACTS = """
import gc, json, locale, logging, os, resource, signal, sys
import matplotlib, matplotlib.pyplot, numpy
def blas():
    import ctypes
    names = {line.split()[-1] for line in open('/proc/self/maps') if 'scipy_openblas' in line}
    return {os.path.basename(n): ctypes.CDLL(n).scipy_openblas_get_num_threads64_() for n in names
            if hasattr(ctypes.CDLL(n), 'scipy_openblas_get_num_threads64_')}
print(json.dumps({
    'cwd': os.getcwd(),
    'path': sys.path,
    'executable': sys.executable,
    'arguments': [os.path.basename(sys.argv[0]), *sys.argv[1:3]],
    'flags': str(sys.flags),
    'environment': {k: v for k, v in os.environ.items() if not k.startswith('JPY_')},
    'parent': os.environ['JPY_PARENT_PID'],
    'signals': {s.name: str(signal.getsignal(s)).split(' at ')[0] for s in signal.Signals},
    'group': [os.getpgid(0) == os.getpid(), os.getsid(0) == os.getpid()],
    'stdin': os.read(0, 1).decode(),
    'umask': [os.umask(0o22), os.umask(0o22)],
    'limits': [resource.getrlimit(n) for n in range(10)],
    'locale': locale.getlocale(),
    'streams': [type(sys.stdout).__name__, type(sys.stderr).__name__],
    'logging': [str(h) for h in logging.root.handlers],
    'matplotlib': {k: str(v) for k, v in matplotlib.rcParams.items() if k != 'backend'},
    'backend': matplotlib.get_backend(),
    'print options': {k: str(v) for k, v in numpy.get_printoptions().items()},
    'threshold': gc.get_threshold(),
    'collects': gc.isenabled(),
    'threads': blas(),
    'main': [__name__, sys.modules['__main__'].__dict__ is globals()],
    'history': get_ipython().history_manager.enabled,
    'profile': get_ipython().profile_dir.location,
    'started up': started_up,
    'switch': sys.getswitchinterval(),
    'recursion': sys.getrecursionlimit(),
    'hooks': [str(sys.excepthook).split(' at ')[0], type(sys.displayhook).__name__],
}))
"""


def test_a_warm_kernel_has_what_a_cold_one_has(warm, tmp_path):
    startup = tmp_path / "ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "own.py").write_text("started_up = __import__('os').environ['MPLBACKEND']\n")
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 3.25\n")
    asked = {**environment(), "AWS_REGION": "eu-north-1", "TZ": "Asia/Seoul"}
    profile = [f"--ipython-dir={tmp_path / 'ipython'}"]
    facts = {}
    for how in ("warm", "cold"):
        with kernel(tmp_path, env={**asked, fitness.VARIABLE: how}, extra_arguments=profile) as one:
            assert one.is_warm == (how == "warm")
            facts[how] = json.loads(one.run(FACTS).splitlines()[-1])
    cold = facts["cold"]
    assert cold["environment"].pop(fitness.VARIABLE) == "cold"
    assert facts["warm"]["environment"].pop(fitness.VARIABLE) == "warm"
    assert cold["matplotlib"]["lines.linewidth"] == "3.25"
    assert facts["warm"] == cold


def test_no_two_kernels_draw_the_same(warm, tmp_path):
    source = """
import random, numpy, secrets, uuid, tempfile, multiprocessing
from numba import njit
from braket.circuits import Circuit
from braket.devices import LocalSimulator
@njit
def drawn(): return numpy.random.random()
from qiskit import QuantumCircuit
from qiskit.quantum_info import random_statevector, Statevector
from qiskit_aer import AerSimulator
coins = QuantumCircuit(20); coins.h(range(20)); coins.measure_all()
many = lambda: LocalSimulator().run(Circuit().h(range(12)), shots=8).result().measurements.tolist()
print(_j.dumps([random.random(), numpy.random.random(), numpy.random.default_rng().random(), uuid.uuid4().hex,
    drawn(), many(), secrets.token_hex(), list(AerSimulator().run(coins, shots=3).result().get_counts()),
    str(random_statevector(2).data), next(tempfile._get_candidate_names()),
    str(Statevector.from_label('+' * 8).sample_memory(12)), multiprocessing.current_process().authkey.hex()]))
"""
    drawn = []
    for _ in range(2):
        with kernel(tmp_path) as one:
            assert one.is_warm
            drawn.append(json.loads(one.run("import json as _j" + source)))
    assert all(first != second for first, second in zip(*drawn, strict=True)), drawn


def test_history_is_kept_from_one_kernel_to_the_next(warm, tmp_path):
    arguments = {"extra_arguments": [f"--HistoryManager.hist_file={tmp_path / 'history.sqlite'}"]}
    with kernel(tmp_path, **arguments) as first:
        first.client.execute("kept = 'from the first'", store_history=True, reply=True, timeout=PATIENCE)
        first.client.shutdown()
        wait_until(lambda: not first.manager.is_alive(), "the kernel has ended by itself")
    with kernel(tmp_path, **arguments) as second:
        assert second.is_warm
        assert "from the first" in second.run("%history -g kept")


def test_input_asks_the_notebook(own):
    cell = own.client.execute("answer = input('your name? ')")
    asked = own.client.get_stdin_msg(timeout=PATIENCE)
    assert asked["content"]["prompt"] == "your name? "
    own.client.input("Ada")
    own.finish(cell)
    assert own.value("answer") == "Ada"


def test_ended_politely_it_ends_with_zero(own):
    process = own.manager.provisioner.process
    own.client.shutdown()
    assert process.wait(PATIENCE) == 0


def test_a_signal_that_ends_it_is_told(own):
    process = own.manager.provisioner.process
    process.send_signal(signal.SIGKILL)
    assert process.wait(PATIENCE) == -signal.SIGKILL


@pytest.mark.soak
def test_the_debugger_stops_and_goes_on(own):
    """As JupyterLab's does: attach, set a breakpoint, run, go on."""
    about = {"clientID": "test", "adapterID": "", "pathFormat": "path", "linesStartAt1": True}
    assert _debug(own, "initialize", about)["success"]
    assert _debug(own, "attach", {})["success"]
    source = "def twice():\n    one = 1\n    return one + one\ntwice()"
    path = _debug(own, "dumpCell", {"code": source})["body"]["sourcePath"]
    places = {"source": {"path": path}, "breakpoints": [{"line": 3}]}
    assert _debug(own, "setBreakpoints", places)["success"]
    assert _debug(own, "configurationDone", {})["success"]
    cell = own.begin(source)
    event = {}
    while event.get("event") != "stopped":
        event = own.client.get_iopub_msg(timeout=PATIENCE)["content"]
    assert event["body"]["reason"] == "breakpoint"
    assert _debug(own, "continue", {"threadId": event["body"]["threadId"]})["success"]
    own.finish(cell)
    assert own.contents("execute_result")[0]["data"]["text/plain"] == "2"


def _debug(kernel: Kernel, command: str, arguments: dict) -> dict:
    content = {"type": "request", "seq": next(_requests), "command": command, "arguments": arguments}
    message = kernel.client.session.msg("debug_request", content)
    kernel.client.control_channel.send(message)
    while True:
        reply = kernel.client.get_control_msg(timeout=PATIENCE)
        if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            return reply["content"]


_requests = itertools.count(1)


@pytest.mark.soak
def test_ten_notebooks_opened_at_once_and_two_hundred_after_each_other(warm, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    def one(_: int) -> bool:
        with kernel(tmp_path) as started:
            started.run("from qiskit import QuantumCircuit, transpile; transpile(QuantumCircuit(3))")
            return started.is_warm

    with ThreadPoolExecutor(10) as pool:
        assert all(pool.map(one, range(10)))
    assert all(one(number) for number in range(200))
    descriptors = list(Path(f"/proc/{warm.pid}/fd").iterdir())
    assert len(descriptors) < 20, descriptors
