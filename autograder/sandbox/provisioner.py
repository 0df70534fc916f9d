"""Jupyter kernels in the jail: with this provisioner, whatever starts a Python kernel starts it isolated.

For everything that a process starts by Jupyter, by its environment::

    JUPYTER_DEFAULT_PROVISIONER_NAME=gangway-jail

or for one client, whatever is configured, by its manager of kernels, :class:`JailedManager`. A line in a
configuration (``c.KernelProvisionerFactory…``) reaches a Jupyter server's kernels, but not nbconvert's, and
so not nbgrader's: :class:`autograder.nbgrader_plugin.ExecuteInJail` goes by the manager.

The kernel that is started answers messages out here (:mod:`autograder.sandbox.kernel`); its cells run in a
:class:`~autograder.sandbox.Sandbox` that stays warm from one kernel to the next. It fails closed: where no
jail can be made, the kernel does not start.
"""

from __future__ import annotations

import atexit
import logging
import signal
import sys
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Float, Integer, List, Unicode

from autograder import asked
from autograder.sandbox.box import WARM, Sandbox, Session
from autograder.sandbox.ran import Limits

log = logging.getLogger(__name__)

#: The name under which the provisioner is installed.
NAME = "gangway-jail"

#: Sandboxes that are warm and that no kernel uses.
_idle: list[Sandbox] = []


class JailProvisioner(LocalProvisioner):
    """Starts kernels whose cells run in a jail."""

    cell_seconds = Float(Limits.cell_seconds, help="CPU seconds of one cell.").tag(config=True)
    total_seconds = Float(Limits.total_seconds, help="CPU seconds of one kernel.").tag(config=True)
    memory = Integer(Limits.memory, help="Bytes that a kernel may allocate.").tag(config=True)

    warm = List(Unicode(), list(WARM), help="What is loaded before a notebook needs it.").tag(config=True)

    _sandbox: Sandbox | None = None
    _session: Session | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start a kernel; ``cmd``, the command of the kernel's specification, is not what is run."""
        limits = Limits(cell_seconds=self.cell_seconds, total_seconds=self.total_seconds, memory=self.memory)
        self._sandbox = _idle.pop() if _idle else Sandbox(warm=tuple(self.warm))
        self._session = session = self._sandbox.session(_asked(kwargs.get("cwd")), limits)
        descriptors = (session.cells, session.results)
        command = [sys.executable, "-m", "autograder.sandbox.kernel", "-f", _connection_file(self.parent)]
        command += [f"--JailKernel.cells={session.cells}", f"--JailKernel.results={session.results}"]
        try:
            return await super().launch_kernel(command, **kwargs, pass_fds=descriptors)
        finally:
            session.let_go()

    async def send_signal(self, signum: int) -> None:
        """An interrupt is for the cell that runs inside; other signals are for the kernel."""
        if signum == signal.SIGINT and self._session is not None:
            self._session.interrupt()
        else:
            await super().send_signal(signum)

    async def cleanup(self, restart: bool = False) -> None:
        """End what runs inside; the sandbox stays warm for the next kernel."""
        session, sandbox = self._session, self._sandbox
        self._session = self._sandbox = None
        if session is not None and sandbox is not None:
            if session.end():
                _idle.append(sandbox)
            else:
                sandbox.close()
        await super().cleanup(restart)


class JailedManager(AsyncKernelManager):
    """Starts kernels in a jail, whatever is configured."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernel's specification, which names the provisioner."""
        found = super().kernel_spec
        if found is not None:
            found.metadata = {**found.metadata, "kernel_provisioner": {"provisioner_name": NAME}}
        return found


def _connection_file(manager: Any) -> str:
    return str(Path(manager.connection_file).resolve())


def _asked(folder: str | Path | None) -> asked.Asked:
    """What is asked in the notebook that a kernel is started for, by the name of the folder it lies in."""
    from autograder.course import course

    lesson = "-".join(Path(folder or ".").resolve().name.split("-")[:2])
    try:
        return asked.of_lesson(course(), lesson)
    except FileNotFoundError:
        return {}


@atexit.register
def close_idle() -> None:
    """End the sandboxes that wait for a kernel."""
    while _idle:
        _idle.pop().close()
