"""Jupyter's kernels, forked from the lab's warm parent where that is safe, else started as ever.

The lab makes this provisioner its process's default. No kernel specification names it: one that did would
win over the grading jail's provisioner, wherever that is the default. A kernel whose environment has
``GANGWAY_KERNEL`` as ``cold`` is started cold.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets import Float

from gangway.kernels import fitness, parent
from gangway.kernels.parent import Cold, Forked

log = logging.getLogger(__name__)
_JUPYTERS = "local-provisioner"

#: Ends that are no learner's doing: after one of these a notebook's next kernel is a cold one.
_CRASHES = {-getattr(signal, name, 0) for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE")}


def be_default(application: Any) -> bool:
    """Have the kernels of a server start here, unless its configuration names another provisioner.

    Returns whether they do. Where this environment does not know the provisioner by its name they don't: or
    Jupyter would offer no kernel at all.
    """
    factory = KernelProvisionerFactory.instance(parent=application)
    if factory.default_provisioner_name != _JUPYTERS or fitness.why_no_provisioner():
        return False
    factory.default_provisioner_name = fitness.PROVISIONER
    return True


class WarmProvisioner(LocalProvisioner):
    """Starts kernels warm."""

    patience = Float(20.0, help="Seconds that a forked kernel may take; then a cold one starts.")
    patience_at_first = Float(8.0, help="The same while the warm parent still rehearses.")

    _forked: Forked | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Have a kernel forked; where that can't be, start one with ``cmd``."""
        warm = parent.current()
        if warm is None:
            return await super().launch_kernel(cmd, **kwargs)
        try:
            self._take(await self._fork(warm, cmd, kwargs))
        except Cold as why:
            log.info("a kernel starts cold: %s", why)
            self._forked = None
            return await super().launch_kernel(cmd, **kwargs)
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    async def _fork(self, warm: parent.WarmParent, cmd: list[str], kwargs: dict[str, Any]) -> Forked:
        if self._forked is not None and self._forked.poll() in _CRASHES:
            warm.started_cold("the notebook's last kernel crashed")
            raise Cold("the notebook's last kernel crashed")
        patience = self.patience if warm.status.state == "ready" else self.patience_at_first
        waiting = asyncio.ensure_future(asyncio.to_thread(warm.fork, cmd, kwargs, patience))
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            waiting.add_done_callback(_end)
            raise

    def _take(self, forked: Forked) -> None:
        self._forked = forked
        self.process = forked  # type: ignore[assignment] # of Popen, it has what is used
        self.pid = self.pgid = forked.pid


def _end(waiting: asyncio.Future[Forked]) -> None:
    """End a kernel that nobody waits for any more."""
    if not waiting.cancelled() and waiting.exception() is None:
        waiting.result().kill()
