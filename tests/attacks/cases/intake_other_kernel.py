import json
import os
import time

from ..attack import PASSED, HandedIn
from ..handing_in import changed
from ..handing_in import lay as lay_notebook


def other(plain):
    plain["metadata"]["kernelspec"] = {"name": "attack", "language": "bash", "display_name": "../../x"}
    plain["metadata"]["language_info"] = {"name": "bash", "file_extension": ".sh"}


def lay(folder, right, targets):
    lay_notebook(folder, changed(right, other))


def show(folder, right, targets):
    """Who starts the kernel that the notebook names runs whatever that kernel's file says."""
    from jupyter_client import KernelManager

    spec, marker = folder / "kernels" / "attack", folder / "ran"
    spec.mkdir(parents=True)
    command = {"argv": ["/bin/sh", "-c", f"touch '{marker}'"], "display_name": "x", "language": "bash"}
    (spec / "kernel.json").write_text(json.dumps(command))
    before = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = str(folder)
    try:
        manager = KernelManager(
            kernel_name=json.loads(changed(right, other))["metadata"]["kernelspec"]["name"]
        )
        manager.start_kernel()
        deadline = time.monotonic() + 60
        while not marker.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        manager.shutdown_kernel(now=True)
    finally:
        os.environ.pop("JUPYTER_PATH")
        if before is not None:
            os.environ["JUPYTER_PATH"] = before
    assert marker.exists()


ATTACK = HandedIn("Asks for another kernel, of another language.", lay, ends={"number": PASSED}, show=show)
