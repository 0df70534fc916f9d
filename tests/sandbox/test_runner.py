"""How runs end, what they put out, and that no submission takes the sandbox along."""

from __future__ import annotations

import json
import os
import pickle
import signal
import threading

import psutil
import pytest

from autograder import asked
from autograder.answers import call, encode
from autograder.kinds import Circuit, Function, Number
from autograder.sandbox import Limits, Mode, Sandbox, SandboxFailed, jail
from autograder.sandbox.messages import ANSWER, MOST_OF_ONE, Told
from autograder.sandbox.ran import CRASHED, FINISHED, OUT_OF_MEMORY, TIMED_OUT
from tests.sandbox.conftest import notebook, text

SWALLOWS = "while True:\n    try:\n        x = 0\n        while True: x += 1\n    except BaseException: x = 1"


def states(ran):
    return {name: cell["ended"] for name, cell in ran.cells.items()}


def test_each_way_of_ending_is_told_apart(run):
    """One after the other in one sandbox: none takes it along."""
    quick = Limits(cell_seconds=1, total_seconds=60, wall_factor=100)
    waits = Limits(cell_seconds=1, total_seconds=60, wall_factor=2)
    ran = run("x = 1\nwhile True: pass", "x + 1", limits=quick)
    assert states(ran) == {"c0": TIMED_OUT, "c1": FINISHED}
    assert text(ran, "c1") == "2"
    assert (ran.ended, ran.late) == (FINISHED, False)
    ran = run("import time\ntime.sleep(600)", "1", limits=waits)
    assert states(ran) == {"c0": TIMED_OUT, "c1": FINISHED}
    assert ran.late
    ran = run("1", SWALLOWS, "2", limits=quick)
    assert states(ran) == {"c0": FINISHED, "c1": TIMED_OUT}
    assert (ran.ended, ran.late) == (TIMED_OUT, False)
    ran = run("1", "import os\nos._exit(0)", "2")
    assert (states(ran), ran.ended) == ({"c0": FINISHED, "c1": CRASHED}, CRASHED)
    assert ran.state("c2") == CRASHED
    ran = run("import ctypes\nctypes.string_at(0)")
    assert ran.ended == CRASHED
    ran = run("raise MemoryError", "2")
    assert (states(ran), ran.ended) == ({"c0": OUT_OF_MEMORY, "c1": FINISHED}, FINISHED)
    ran = run("raise SystemExit", "exit()", "import sys; sys.exit(3)", "print('still here')")
    assert ran.ended == FINISHED
    assert text(ran, "c3") == "still here\n"
    assert text(run("6 * 7")) == "42"


def test_cpu_time_in_all_is_bounded(run_forked):
    limits = Limits(cell_seconds=60, total_seconds=1)
    ran = run_forked(
        "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))", SWALLOWS, limits=limits
    )
    assert (ran.ended, ran.state("c1"), ran.late) == (TIMED_OUT, TIMED_OUT, False)
    assert 1 <= ran.cpu < 10


def test_a_process_that_ignores_every_signal_is_ended_from_outside(run, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.supervision.GRACE", 1.0)
    limits = Limits(cell_seconds=1, total_seconds=60, wall_factor=1)
    block = "import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\ntime.sleep(600)"
    ran = run("print('before')", block, "print('after')", limits=limits)
    assert (ran.ended, ran.late) == (TIMED_OUT, True)
    assert states(ran) == {"c0": FINISHED, "c1": TIMED_OUT}
    assert text(ran) == "before\n"


def test_outputs_are_those_of_a_notebook(run_forked):
    ran = run_forked(
        "import sys\nprint('out')\nprint('more')\nprint('err', file=sys.stderr)\n'value'",
        "from IPython.display import display, HTML, clear_output\ndisplay(HTML('<b>x</b>'))\nNone",
        "1 / 0",
        "print('gone')\nclear_output()\nprint('kept')",
        "handle = display('first', display_id=True)\nhandle.update('second')",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nNone",
        "if :",
        "%timeit -n1 -r1 1\nprint(In[1][:6], _)",
    )
    kinds = [output["output_type"] for output in ran.outputs("c0")]
    assert kinds == ["stream", "stream", "execute_result"]
    assert ran.outputs("c0")[0]["text"] == "out\nmore\n"
    assert ran.outputs("c0")[2]["data"] == {"text/plain": "'value'"}
    assert ran.outputs("c1")[0]["data"]["text/html"] == "<b>x</b>"
    assert ran.outputs("c2")[0]["ename"] == "ZeroDivisionError"
    assert any("ZeroDivisionError" in line for line in ran.outputs("c2")[0]["traceback"])
    assert text(ran, "c3") == "kept\n"
    assert text(ran, "c4") == "'second'"
    assert ran.outputs("c5")[-1]["data"]["image/png"].startswith("iVBOR")
    assert ran.outputs("c6")[0]["ename"] == "SyntaxError"
    assert "import value" in text(ran, "c7")


def test_output_is_kept_up_to_its_cap(run_forked):
    limits = Limits(output=1000, answers=1000)
    big = {"kind": "text", "value": "x" * 5000}
    ran = run_forked(
        "for _ in range(10**5): print('é' * 100)",
        f"from IPython.display import publish_display_data as p\n"
        f"p({{{ANSWER!r}: {{'answer': {big}}}}})\nprint('y')",
        "print('fine')",
        limits=limits,
    )
    assert 900 < len(text(ran)) < 1200
    assert "left out" in text(ran)
    assert ANSWER not in json.dumps(ran.outputs("c1"))
    assert text(ran, "c1").endswith("y\n")
    assert text(ran, "c2") == "fine\n"


# --- answers -----------------------------------------------------------------------------------------------

ASKED = {
    "1-01/number": {"reads": "as it is", "inputs": None, "given": {"n": 3}},
    "1-01/double": {"reads": "as it is", "inputs": [[1], [3]], "given": {}},
    "1-01/circuit": {"reads": "circuit", "inputs": None, "given": {}},
}


def answers(ran, cell):
    return [output["data"][ANSWER] for output in ran.outputs(cell) if ANSWER in output.get("data", {})]


def test_answers_leave_without_a_course(run):
    ran = run(
        "from gangway import check, given, hint",
        "check('1-01/number', given('1-01/number')['n'])",
        "check('1-01/double', lambda x: 2 * x)",
        "check('1-01/circuit', 'OPENQASM 3.0; qubit[1] q; h q[0];')",
        "check('1-01/other', 1)",
        "hint('1-01/number')",
        asked=ASKED,
    )
    assert answers(ran, "c1") == [{"exercise": "1-01/number", "answer": encode(3)}]
    (doubled,) = answers(ran, "c2")
    assert doubled["answer"]["items"] == [encode(2), encode(6)]
    (circuit,) = answers(ran, "c3")
    assert circuit["answer"]["kind"] == "circuit"
    assert answers(ran, "c4") == answers(ran, "c5") == []
    assert "does not ask" in text(ran, "c4")


def test_the_table_reads_answers_as_the_exercise_does():
    import numpy as np

    inputs = ((1, 2.5), (np.arange(3), [1j]), ({"a": (1, 2)}, "text"))
    written = [[asked.plain(value) for value in arguments] for arguments in inputs]
    read = [[asked.value_of(value) for value in arguments] for arguments in json.loads(json.dumps(written))]
    assert repr(read) == repr([list(arguments) for arguments in inputs])
    kind = Function(lambda given: inputs, Number())
    entry = asked._entry(kind, {"size": 4})
    assert asked.given(entry) == {"size": 4}

    def echo(*arguments):
        return repr(arguments)

    assert asked.encoded(entry, echo) == call(echo, inputs)
    assert asked.reading(Function(lambda _: (), Circuit()).returns) == "circuit"
    with pytest.raises(asked.NotPlain, match="object"):
        asked.plain(object())


# --- what a process says is not believed --------------------------------------------------------------------


def test_what_is_no_message_is_passed_over():
    told = Told({"a"}, Limits())
    deep = b"[" * 100_000
    lines = [b"{", b"3", b'{"cell": 3}', b'{"cell": "b", "outputs": []}', deep, b'{"begin": "a"}']
    assert told.take(b"\n".join([*lines, b""]))
    outputs = [
        {"output_type": "stream", "text": ["a", 3, "b"], "name": 7, "extra": "x"},
        {
            "output_type": "display_data",
            "data": {"text/html": {"not": "text"}, ANSWER: {"answer": float("nan")}},
        },
        {"output_type": "execute_result", "data": [], "execution_count": 1},
        {"output_type": "error", "ename": "\ud800", "evalue": None, "traceback": "no list"},
        {"output_type": "update"},
        "nothing",
    ]
    message = {"cell": "a", "ended": "passed", "outputs": outputs, "late": 1}
    told.take(json.dumps(message).encode() + b"\n")
    assert told.cells["a"]["ended"] == CRASHED
    assert told.cells["a"]["outputs"] == [
        {"output_type": "stream", "name": "stdout", "text": "ab"},
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": "", ANSWER: {"answer": None}}},
        {"output_type": "error", "ename": "?", "evalue": "", "traceback": []},
    ]
    assert not told.late
    told.take(b"x" * (MOST_OF_ONE + 1))
    assert told.too_much


FLOOD = """
import os
while True:
    for descriptor in range(3, 20):
        try: os.write(descriptor, b'x' * 65536)
        except OSError: pass
"""


def test_a_flood_of_messages_ends_the_run_and_nothing_else(run):
    ran = run("1", FLOOD, "2")
    assert (ran.ended, ran.state("c0")) == (CRASHED, FINISHED)
    assert text(run("6 * 7")) == "42"


def test_closing_the_messages_ends_the_run(run_forked):
    ran = run_forked("1", "import os, time\nos.closerange(3, 99)\ntime.sleep(600)", "2")
    assert ran.ended == CRASHED
    assert ran.state("c1") == CRASHED


def test_files_without_end_come_to_an_end(run):
    ran = run(f"for number in range({2 * jail.MOST_FILES}): open(f'f{{number}}', 'w').close()")
    assert "No space left on device" in text(ran)


def test_memory_that_could_be_shared_is_bounded(run):
    limits = Limits(memory=256 << 20)
    ran = run("import mmap\nheld = [mmap.mmap(-1, 64 << 20) for _ in range(40)]", limits=limits)
    assert "Cannot allocate memory" in text(ran)
    assert text(run("import mmap\nlen(mmap.mmap(-1, 200 << 20))", limits=limits)) == str(200 << 20)


def test_a_run_that_is_killed_from_outside_is_excused_once(forking, run_forked):
    """As when the machine's memory runs out; what a submission does to itself is no excuse."""
    forking.start()
    threading.Timer(1.0, lambda: [one.kill() for one in _submissions(forking)]).start()
    ran = run_forked("1", "import time; time.sleep(60)")
    assert (ran.ended, ran.killed, ran.excused) == (OUT_OF_MEMORY, True, True)
    ran = run_forked("import os; os._exit(9)")
    assert (ran.ended, ran.killed, ran.excused) == (CRASHED, False, False)
    assert not run_forked("6 * 7").excused


def _submissions(sandbox):
    """The processes that run submissions: the jail's parent's children."""
    (pid,) = sandbox.pids
    zygotes = psutil.Process(pid).children()
    return [child for zygote in zygotes for child in zygote.children()]


# --- the sandbox itself -------------------------------------------------------------------------------------


def test_a_sandbox_that_is_killed_fails_and_starts_again():
    with Sandbox(Mode.FORK, warm=()) as sandbox:
        sandbox.start()
        (pid,) = sandbox.pids
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        with pytest.raises(SandboxFailed):
            sandbox.run(notebook("1"), {})
        assert sandbox.pids == ()
        assert text(sandbox.run(notebook("6 * 7"), {})) == "42"


def test_a_sandbox_can_be_sent_to_another_process():
    sandbox = pickle.loads(pickle.dumps(Sandbox(Mode.SINGLE, ("numpy",))))
    assert (sandbox.mode, sandbox.warm, sandbox.pids) == (Mode.SINGLE, ("numpy",), ())


def test_a_sandbox_that_can_not_warm_up_says_why():
    with (
        Sandbox(Mode.FORK, warm=("no_such_module",)) as sandbox,
        pytest.raises(SandboxFailed, match="no_such"),
    ):
        sandbox.start()
