"""The opt-in suite against AWS can't run here: what it would run, what it would cost, and that it refuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gangway import devices

from .conformance import spending
from .conformance.table import QPU, SHOTS, SIMULATOR, Case

ROOT = Path(__file__).resolve().parents[2]


def suite(*words: str) -> tuple[int, str]:
    """Run the suite as a user does, with keys that must never be used."""
    keys = {"AWS_ACCESS_KEY_ID": "AKIAOWN", "AWS_SECRET_ACCESS_KEY": "own"}
    keys["PYTEST_ADDOPTS"] = ""  # a user's own options would change the listing that is read here
    keys["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # starts in a third of the time, and needs none of them
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/cloud/conformance", *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **keys}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def case(*sends: tuple[str, int]) -> Case:
    return Case("a", "boto3", (), (), sends, "")


def test_the_dry_run_shows_the_sum_of_its_lines_and_sends_nothing():
    status, said = suite("-m", "aws", "--aws-dry-run", "--aws-qpu", "Cepheus-1-108Q")
    assert status == 0, said
    lines = re.findall(r"^(\S+)  +(\d+) x (\d+) shots on (\S+): \$([\d.]+)$", said, re.MULTILINE)
    prices = {"SV1": lambda tasks, shots: tasks * 3 / 60 * 0.075}
    prices["Cepheus-1-108Q"] = lambda tasks, shots: tasks * (0.30 + shots * 0.000425)
    for _, tasks, shots, device, dollars in lines:
        assert float(dollars) == pytest.approx(prices[device](int(tasks), int(shots)), abs=1e-5)
    total = re.search(r"(\d+) tests, (\d+) tasks, about \$([\d.]+)", said)
    assert int(total[2]) == sum(int(tasks) for _, tasks, *_ in lines)
    assert float(total[3]) == pytest.approx(sum(float(dollars) for *_, dollars in lines), abs=0.006)
    assert "passed" not in said
    assert {device for *_, device, _ in lines} == {"SV1", "Cepheus-1-108Q"}


def test_it_collects_the_functions_of_the_practice_cloud(monkeypatch):
    monkeypatch.setenv("PYTEST_ADDOPTS", "-v")  # as a user may have it
    status, said = suite("-m", "aws or not aws", "--collect-only", "-q", "--aws-budget", "100")
    assert status == 0, said
    here = set(re.findall(r"^(\S+)\[server\]$", said, re.MULTILINE))
    there = set(re.findall(r"^(\S+)\[aws\]$", said, re.MULTILINE))
    assert there <= here
    assert len(there) > 20


def test_nobody_runs_it_by_accident(request):
    """A run that doesn't name it, as this one, has none of it."""
    if "aws" not in (request.config.getoption("-m") or ""):
        assert not [item for item in request.session.items if item.get_closest_marker("aws")]


def test_it_does_not_start_without_a_budget():
    status, said = suite("-m", "aws")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "--aws-budget" in said
    assert "passed" not in said


@pytest.mark.parametrize(
    ("budget", "total", "workers", "words"),
    [
        (None, 2.4, 1, "--aws-budget 3.00"),
        (1.0, 2.4, 1, r"about \$2\.40, and the budget is \$1\.00"),
        (2.4, 2.4, 2, "without -n"),
        (0.0, 0.1, 1, "Nothing was sent"),
    ],
)
def test_refusals(budget, total, workers, words):
    assert re.search(words, spending.refusal(budget, total, workers))


def test_exactly_the_budget_is_enough():
    assert spending.refusal(2.4, 2.4, 1) == ""


def test_each_kind_of_device_is_a_line_with_its_price():
    lines = spending.bill([("one", case((SIMULATOR, SHOTS), (QPU, SHOTS), (QPU, SHOTS)))], "Garnet")
    found = {(line.device, line.tasks): line.dollars for line in lines}
    assert found == {
        ("SV1", 1): pytest.approx(0.00375),
        ("Garnet", 2): pytest.approx(2 * (0.30 + SHOTS * 0.00145)),
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Aquila", "gate-model"),
        ("SV1", "gate-model"),
        ("Aria-1", "not published"),
        ("Emerald", "not published"),
        ("FakeTorino", "not on Amazon Braket"),
        ("Granet", "Garnet"),
    ],
)
def test_a_qpu_that_cannot_be_chosen(name, words):
    class Config:
        def getoption(self, _):
            return name

    with pytest.raises(pytest.UsageError, match=words):
        spending.qpu(Config())


def test_every_qpu_that_can_be_chosen_takes_the_shots_of_the_tests():
    for device in devices.catalogue():
        if device.paradigm == "gate" and device.shots and device.price:
            assert device.shots[0] <= SHOTS <= device.shots[1]


def test_the_users_own_configuration_is_used_and_given_back(monkeypatch):
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    before = dict(os.environ)

    class Config:
        def getoption(self, name):
            return {"--aws-budget": 5.0}.get(name)

    own = {"AWS_ACCESS_KEY_ID": "AKIAOWN", "AWS_REGION": "eu-west-1"}
    connection = spending.connection(own, Config())
    real = next(connection)
    assert (real.budget, real.spent) == (5.0, 0.0)
    assert {name: os.environ.get(name) for name in own} == own
    assert "AWS_CONFIG_FILE" not in os.environ
    assert next(connection, None) is None
    assert dict(os.environ) == before
