"""The lab, started for real: it answers, says where, refuses what it can't do, and stops when told."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from gangway import lab
from gangway.cli import build
from gangway.trouble import Trouble

GANGWAY = Path(sys.executable).with_name("gangway")
pytestmark = pytest.mark.server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((lab.HOST, 0))
        return probe.getsockname()[1]


def fetch(address: str, token: str = "") -> str:
    headers = {"Authorization": f"token {token}"} if token else {}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(address, headers=headers), timeout=20) as answer:
        return answer.read().decode()


class Lab:
    """A lab in a process of its own, once it has said where it is."""

    def __init__(self, workspace: Path) -> None:
        self.workspace, self.port = workspace, free_port()
        command = [GANGWAY, "lab", "--no-browser", "--port", str(self.port), "--workspace", workspace]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.said = ""
        while "Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, f"the lab ended: {self.said}"
            self.said += line
        self.address = re.search(r"http://\S+", self.said)[0]
        self.token = self.address.partition("token=")[2]

    def stop(self) -> str:
        self.process.send_signal(signal.SIGINT)
        return self.said + self.process.communicate(timeout=30)[0]


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Lab]:
    started = Lab(tmp_path_factory.mktemp("내 과정") / "my workspace")
    yield started
    if started.process.poll() is None:
        started.process.kill()


def test_the_front_page_opens_at_the_address_that_it_prints(running):
    page = fetch(running.address)
    assert running.address.startswith(f"http://127.0.0.1:{running.port}/lab")
    settings = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert settings["news"] == {"disabled": True}
    assert "@jupyterlab/apputils-extension:announcements" in settings["disabledExtensions"]


def test_it_prints_nothing_but_what_a_learner_needs(running):
    delivered, *rest = running.said.splitlines()
    assert re.fullmatch(
        rf"Your copy of the course, {re.escape(str(running.workspace))}: \d+ new files\.", delivered
    )
    assert rest == ["The lab is ready. Open:", "", f"    {running.address}", "", "Ctrl-C stops it."]


def test_it_shows_the_workspace(running):
    listing = json.loads(fetch(f"http://127.0.0.1:{running.port}/api/contents", running.token))
    visible = {path.name for path in running.workspace.iterdir() if not path.name.startswith(".")}
    assert {entry["name"] for entry in listing["content"]} == visible


def test_without_the_token_nothing_is_served(running):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetch(f"http://127.0.0.1:{running.port}/api/contents")


def test_its_kernel_is_this_environments_python(running):
    specs = json.loads(fetch(f"http://127.0.0.1:{running.port}/api/kernelspecs", running.token))
    assert specs["default"] == "python3"
    assert specs["kernelspecs"]["python3"]["spec"]["display_name"] == "Gangway (Python 3)"
    body = json.dumps({"name": "python3"}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{running.port}/api/kernels", body, {"Authorization": f"token {running.token}"}
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=90) as answer:
        assert answer.status == 201


def test_a_second_start_on_the_workspace_names_the_first(running):
    outcome = CliRunner().invoke(build(), ["lab", "--no-browser", "--workspace", str(running.workspace)])
    assert outcome.exit_code == 0
    assert "running already" in outcome.output
    assert running.address in outcome.output


def test_a_port_in_use_is_named(running, tmp_path):
    arguments = ["lab", "--no-browser", "--workspace", str(tmp_path / "w"), "--port", str(running.port)]
    outcome = CliRunner().invoke(build(), arguments)
    assert isinstance(outcome.exception, Trouble)
    assert f"port {running.port} is in use" in str(outcome.exception)


def test_without_a_port_the_next_free_one_is_taken(monkeypatch):
    taken = {lab.FIRST_PORT, lab.FIRST_PORT + 1}
    monkeypatch.setattr(lab, "is_free", lambda port: port not in taken)
    assert lab.choose_port(None) == lab.FIRST_PORT + 2


def test_no_free_port_at_all_is_one_sentence(monkeypatch):
    monkeypatch.setattr(lab, "is_free", lambda port: False)
    with pytest.raises(Trouble, match="name one with --port"):
        lab.choose_port(None)


@pytest.mark.skipif(os.name == "nt", reason="only on systems with Unix signals")
def test_one_interrupt_stops_it_without_a_question(running):
    started = psutil.Process(running.process.pid).children(recursive=True)
    began = time.monotonic()
    said = running.stop()
    assert running.process.returncode == 0
    assert "Your work is in" in said
    assert "(y/[n])" not in said
    assert time.monotonic() - began < 30
    assert lab.is_free(running.port)
    assert psutil.wait_procs(started, timeout=60)[1] == []  # no kernel, and not what kernels are forked from


def test_a_missing_course_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("GANGWAY_COURSE", str(tmp_path))
    outcome = CliRunner().invoke(build(), ["lab", "--workspace", str(tmp_path / "w")])
    assert isinstance(outcome.exception, Trouble)
    assert "GANGWAY_COURSE" in str(outcome.exception)


def test_update_only_delivers_and_starts_nothing(tmp_path):
    outcome = CliRunner().invoke(build(), ["lab", "--update-only", "--workspace", str(tmp_path / "w")])
    assert outcome.exit_code == 0, outcome.output
    assert (tmp_path / "w/.gangway/workspace.json").exists()


def test_a_home_that_cannot_be_written_is_one_sentence(monkeypatch, tmp_path):
    from jupyterlab.labapp import LabApp

    def refused(**_):
        raise PermissionError(13, "Permission denied", "/home/min-ji/.local")

    monkeypatch.setattr(LabApp, "initialize_server", refused)
    monkeypatch.setattr(lab.os, "environ", dict(os.environ))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Trouble, match=r"can't write.*Permission denied \(/home/min-ji/.local\).*HOME"):
        lab._server(tmp_path, free_port())
