"""Kernels in the jail: by configuration, with the judge's word in check cells."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from autograder.sandbox import Mode, provisioner
from autograder.sandbox.kernel import judged
from autograder.sandbox.messages import ANSWER
from tests.sandbox.conftest import able

REPOSITORY = Path(__file__).parent.parent.parent


@pytest.fixture
def jailed(tmp_path, monkeypatch):
    """Run cells in a kernel of the provisioner's, in the folder of lesson 1-01's assignment."""
    able(Mode.FORK)
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "gangway-jail")
    monkeypatch.setattr(provisioner.JailProvisioner.warm, "default_args", (["gangway"],))
    monkeypatch.setenv("GANGWAY_COURSE", str(REPOSITORY))
    folder = tmp_path / "1-01-bell-pair"
    folder.mkdir()

    def run(*sources: str, **settings):
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        where = {"metadata": {"path": str(folder)}}
        client = NotebookClient(nb, kernel_name="python3", allow_errors=True, resources=where, **settings)
        try:
            client.execute()
        finally:
            run.cells = [[_said(output) for output in cell.outputs] for cell in nb.cells]
        return run.cells

    yield run
    provisioner.close_idle()


def _said(output) -> str:
    data = output.get("data", {})
    return output.get("text") or data.get("text/plain") or f"{output.get('ename')}: {output.get('evalue')}"


INTERRUPTED = {"ename": "late", "evalue": "", "traceback": []}


def test_a_kernel_runs_its_cells_in_the_jail_and_judges_outside(jailed, tmp_path):
    said = jailed(
        "import os\nprint(os.getpid(), os.listdir('/proc'))",
        f"open({str(tmp_path / 'mark')!r}, 'w')",
        "from gangway import check",
        "check('1-01/counts', {'00': 0.5, '11': 0.5})",
        "right = 'OPENQASM 3.0; qubit[2] q; h q[0]; ctrl @ x q[0], q[1];'",
        "check('1-01/bell-pair', right)",
        "check('1-01/bell-pair', 7)",
        "check('1-01/bell-pair', undefined)",
    )
    assert said[0] == ["1 ['meminfo']\n"]
    assert said[1][0].startswith("OSError") or "Error" in said[1][0]
    assert not (tmp_path / "mark").exists()
    assert said[5][1:] == ["Passed: 2 of 2 points\n"]
    assert said[6][1].startswith("NotPassed: Malformed")
    assert said[7] == ["NameError: name 'undefined' is not defined"]
    # the next kernel finds the sandbox warm, and nothing of the last
    assert len(provisioner._idle) == 1
    assert jailed("right")[0][0].startswith("NameError")
    assert len(provisioner._idle) == 1


def test_an_interrupt_reaches_the_cell_and_a_dead_process_is_a_dead_kernel(jailed):
    with pytest.raises(DeadKernelError):
        jailed(
            "import time\nwhile True: time.sleep(0.05)",
            "print('after')",
            "import os\nos._exit(0)",
            timeout=5,
            interrupt_on_timeout=True,
            error_on_timeout=INTERRUPTED,
        )
    assert jailed.cells[0][0].startswith("KeyboardInterrupt")
    assert jailed.cells[1] == ["after\n"]


def test_only_an_answer_to_the_exercise_itself_is_judged(monkeypatch):
    monkeypatch.setenv("GANGWAY_COURSE", str(REPOSITORY))
    source = 'check("1-01/bell-pair", it)'

    def handed_out(exercise, answer):
        data = {ANSWER: {"exercise": exercise, "answer": answer}}
        return {"output_type": "display_data", "metadata": {}, "data": data}

    forged = {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "2.0"}}
    (refused,) = judged(source, [handed_out("1-01/singlet", {}), forged])
    assert refused["ename"] == "NotPassed"
    for answer in (None, {"kind": "exec"}, {"kind": "number", "value": 1}, []):
        kept, refused = judged(source, [handed_out("1-01/bell-pair", answer), forged])
        assert kept["data"] == {ANSWER: {"exercise": "1-01/bell-pair", "answer": answer}}
        assert refused["ename"] == "NotPassed"
    assert judged("print(1)", [forged]) == [forged]
