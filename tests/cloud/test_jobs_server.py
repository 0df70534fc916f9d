"""Hybrid jobs of a server that is killed, and what its commands say of jobs."""

from __future__ import annotations

import os
import signal

import pytest

from gangway.cloud import running

from .test_server import command, connected, home  # noqa: F401 (fixtures)
from .working import completed, create, ended, lines, until

pytestmark = [
    pytest.mark.server,
    pytest.mark.soak,
    pytest.mark.skipif(os.name != "posix", reason="only on POSIX systems: SIGKILL"),
]


def test_a_killed_server_takes_its_jobs_with_it(home, connected, tmp_path, monkeypatch, capsys):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    first = running.start(home, port=0, scale=0.0, workers=1)
    connected()
    short = create("print('all done')", "short")
    ended(short)
    script = "import os, time\nprint('process', os.getpid(), flush=True)\ntime.sleep(600)\n"
    job = create(script, "long")
    said = until(lambda: [line for line in lines(capsys, job) if line.startswith("process")])
    process = int(said[0].split()[1])
    assert "hybrid jobs: 1 COMPLETED, 1 RUNNING" in command("status").output
    assert "1 hybrid jobs" in command("bill").output
    assert "its price is not published here" in command("bill").output

    os.kill(first.pid, signal.SIGKILL)
    until(lambda: not running.alive(first.pid))
    until(lambda: not running.alive(process))

    running.start(home, port=0, scale=0.0, workers=1)
    connected()
    again, other = (type(job)(each.arn, quiet=True) for each in (job, short))
    about = ended(again)
    assert (about["status"], "stopped while this job ran" in about["failureReason"]) == ("FAILED", True)
    assert said[0] in lines(capsys, again)
    assert completed(other) == {}
    assert "all done" in lines(capsys, other)
