"""JupyterLab on the learner's workspace: found if it runs already, else started, on this machine only."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gangway.kernels import fitness
from gangway.kernels import parent as kernels
from gangway.trouble import Trouble
from gangway.workspace import FRONT_PAGE

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

HOST = "127.0.0.1"
FIRST_PORT = 8888

#: Seconds that an orderly end may take, once the lab was told to stop.
PATIENCE = 8.0

#: JupyterLab's settings for the course, and the kernel that is this environment's Python.
SETTINGS = Path(__file__).with_name("jupyter")


def address(server: str, token: str, workspace: Path) -> str:
    """The address of the front page on a server (``http://host:port/``), ready to open in a browser."""
    page = f"lab/tree/{FRONT_PAGE}" if (workspace / FRONT_PAGE).exists() else "lab"
    return f"{server.rstrip('/')}/{page}" + (f"?token={token}" if token else "")


def running(workspace: Path) -> str | None:
    """The address of a lab that runs on that workspace and answers, or None."""
    from jupyter_server.serverapp import list_running_servers

    for info in list_running_servers():
        here = Path(info["root_dir"]).resolve() == workspace.resolve()
        if here and _answers(info["url"], info["token"]):
            return address(info["url"], info["token"], workspace)
    return None


def _answers(server: str, token: str) -> bool:
    request = urllib.request.Request(f"{server}api/status", headers={"Authorization": f"token {token}"})  # noqa: S310
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def choose_port(wanted: int | None) -> int:
    """The port to use: the one asked for, else the first free one from 8888 on.

    Raises:
        Trouble: the port asked for is in use, or no port is free.
    """
    if wanted is not None:
        if not is_free(wanted):
            raise Trouble(
                f"port {wanted} is in use. Choose another with --port, or leave it away: a free one is found."
            )
        return wanted
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if is_free(port):
            return port
    raise Trouble(f"no port from {FIRST_PORT} to {FIRST_PORT + 99} is free: name one with --port.")


def is_free(port: int) -> bool:
    """Whether this machine's loopback address has that port free."""
    with socket.socket() as probe:
        if os.name != "nt":  # there it would allow two servers on one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def serve(workspace: Path, port: int, answering: Callable[[str], Any], *, warm: bool = True) -> None:
    """Run JupyterLab in the foreground until it is stopped.

    Args:
        workspace: the folder it shows.
        port: where it listens, on the loopback address.
        answering: called with the front page's address as soon as the server answers.
        warm: whether kernels are forked from a process that has loaded their libraries, where that can be.
    """
    if not warm:
        os.environ[fitness.VARIABLE] = "cold"
    server = _server(workspace, port)
    url = address(f"http://{HOST}:{port}", server.identity_provider.token, workspace)
    server.io_loop.add_callback(answering, url)
    _stop_in_any_case(server)
    _warm_up(server)
    try:
        server.start()
    finally:
        kernels.stop()


def _warm_up(server: ServerApp) -> None:
    """Have a warm parent make itself ready, and kernels ask it first, unless another way is configured."""
    from gangway.kernels.provisioner import be_default

    if be_default(server):
        kernels.start()


def _stop_in_any_case(server: ServerApp) -> None:
    """Let an interrupt stop the server even where a kernel does not answer: it is not waited for."""
    orderly = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: Any) -> None:
        impatient = threading.Timer(PATIENCE, _stop_now, [server])
        impatient.daemon = True
        impatient.start()
        if callable(orderly):
            orderly(number, frame)

    signal.signal(signal.SIGINT, stop)


def _stop_now(server: ServerApp) -> None:
    """End this process and the kernels that it started."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        child.kill()
    server.remove_server_info_file()
    os._exit(0)


def _server(workspace: Path, port: int) -> ServerApp:
    """JupyterLab's server, listening; the course's settings come before the machine's and the user's.

    Raises:
        Trouble: it can't write its own files, in the user's home.
    """
    _prepend("JUPYTER_CONFIG_PATH", SETTINGS)
    _prepend("JUPYTER_PATH", SETTINGS)
    _prepend("PATH", Path(sys.executable).parent)  # `gangway` in the lab's terminals is this one
    os.environ.setdefault("QDK_PYTHON_TELEMETRY", "none")
    os.chdir(workspace)  # a configuration file in the folder it was started from is for that folder

    from jupyterlab.labapp import LabApp

    arguments = [f"--ServerApp.root_dir={workspace}", f"--ServerApp.port={port}"]
    if "JUPYTER_TOKEN" not in os.environ:
        arguments.append(f"--IdentityProvider.token={secrets.token_hex(24)}")
    try:
        return LabApp.initialize_server(argv=arguments)
    except OSError as error:
        raise Trouble(
            f"JupyterLab can't write what it keeps for itself: {error.strerror or error} ({error.filename})."
            " Allow writing there, or set HOME to a folder where you may write. Your work is as it was."
        ) from None


def _prepend(variable: str, folder: Path) -> None:
    """Put a folder first in a variable that holds a list of them."""
    os.environ[variable] = os.pathsep.join(filter(None, [str(folder), os.environ.get(variable)]))
