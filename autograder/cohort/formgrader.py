"""Serve nbgrader's formgrader on a cohort: JupyterLab with the cohort's folder as its root."""

from __future__ import annotations

import subprocess
import sys

from autograder.cohort.bridge import open_gradebook
from autograder.cohort.layout import Cohort


def command(cohort: Cohort, port: int, *, browser: bool = True) -> list[str]:
    """The command that serves JupyterLab on the loopback address; nbgrader reads the configuration there."""
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={cohort.root}",
        f"--ServerApp.port={port}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.open_browser={browser}",
        "--LabApp.default_url=/formgrader",
        "--allow-root",  # as the lab: in a container everybody is root
    ]


def serve(cohort: Cohort, port: int, *, browser: bool = True) -> int:
    """Serve until it is stopped; returns the server's exit status.

    Raises:
        CohortError: the gradebook can't be opened.
    """
    with open_gradebook(cohort):
        pass
    process = subprocess.Popen(command(cohort, port, browser=browser), cwd=cohort.root)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        return process.wait()
