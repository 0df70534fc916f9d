"""nbgrader's formgrader, served by a real JupyterLab on a cohort: its content, not its status."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from autograder.cohort import formgrader
from autograder.cohort.bridge import open_gradebook

from .conftest import ASSIGNMENT

TOKEN = "a-token-for-this-test"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(address: str, token: str | None = TOKEN) -> str:
    headers = {"Authorization": f"token {token}"} if token else {}
    request = urllib.request.Request(address, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=120) as answer:
        return answer.read().decode()


def press(address: str) -> dict:
    """What a button of the page sends."""
    request = urllib.request.Request(address, data=b"{}", headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
        return json.loads(answer.read())


@pytest.fixture
def served(cohort, submit, fill, graded, tmp_path, course_root):
    """The address of a formgrader on a cohort with two graded submissions and one that is not."""
    submit("kim", fill(why_written="Because."))
    submit("lee", fill())
    graded()
    submit("ann", fill(answer_to_all_answer="answer = 42"))
    port = free_port()
    command = [
        *formgrader.command(cohort, port, browser=False),
        f"--IdentityProvider.token={TOKEN}",
    ]
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(command, cwd=cohort.root, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and process.poll() is None:
            try:
                fetch(f"{address}/api/status")
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
        log.close()


@pytest.mark.server
@pytest.mark.skipif(
    os.name == "nt", reason="only on systems where a server's group of processes can be stopped"
)
def test_the_formgrader_shows_the_cohort(served, cohort):
    (assignment,) = json.loads(fetch(f"{served}/formgrader/api/assignments"))
    assert assignment["name"] == ASSIGNMENT
    assert assignment["num_submissions"] == 3
    assert assignment["max_score"] == 9

    page = fetch(f"{served}/formgrader/manage_assignments")
    assert "Manage Assignments" in page
    assert "not a subdirectory" not in page
    assert "Password or token" in fetch(f"{served}/formgrader/manage_assignments", token=None)

    submissions = json.loads(fetch(f"{served}/formgrader/api/submissions/{ASSIGNMENT}"))
    by_learner = {submission["student"]: submission for submission in submissions}
    assert by_learner["kim"]["autograded"]
    assert by_learner["kim"]["needs_manual_grade"]
    assert by_learner["kim"]["score"] == 5
    assert not by_learner["ann"]["autograded"]

    pressed = press(f"{served}/formgrader/api/submission/{ASSIGNMENT}/ann/autograde")
    assert pressed["success"], pressed
    ann = json.loads(fetch(f"{served}/formgrader/api/submission/{ASSIGNMENT}/ann"))
    assert (ann["autograded"], ann["score"]) == (True, 2)

    with open_gradebook(cohort) as book:
        record = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "kim").id
    graded_page = fetch(f"{served}/formgrader/submissions/{record}/")
    assert "Passed: 2 of 2 points" in graded_page
    assert "Because." in graded_page
