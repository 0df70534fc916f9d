"""The instruments' engine in JavaScript: its own tests, and its agreement with Braket's simulators."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest

from autograder.course import course

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
TOLERANCE = 1e-9
pytestmark = pytest.mark.needs("npm")


@pytest.fixture(scope="module")
def node() -> str:
    """Node.js, which npm comes with."""
    found = shutil.which("node")
    assert found, "Node.js is not on the path"
    return found


@pytest.fixture(scope="module")
def quiet() -> Iterator[None]:
    """Without the simulator's remark on every program that not all devices could run it."""
    import logging

    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    yield
    logging.disable(before)


def compared(node: str, references: Iterable[dict], folder: Path) -> dict:
    """What Node says of the engine's results beside the references."""
    file = folder / "references.jsonl"
    with file.open("w") as out:
        out.writelines(json.dumps(one) + "\n" for one in references)
    done = subprocess.run([node, str(HERE / "agreement.js"), str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_its_own_tests_pass(node):
    files = sorted(str(path) for path in HERE.glob("*.test.js"))
    done = subprocess.run([node, "--test", *files], cwd=course().root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


def test_it_agrees_with_brakets_engine_without_the_parser(node, tmp_path):
    import references

    found = compared(node, references.engine(1, 400, 6), tmp_path)
    assert found["circuits"] == 400
    assert found["worst"] < TOLERANCE, found["where"]


def test_it_agrees_with_the_courses_own_simulation_on_wide_ones_and_noise(node, tmp_path):
    import references

    found = compared(node, chain(references.wide(2, 2000, 7), references.wide_noisy(7, 60, 4)), tmp_path)
    assert found["circuits"] == 2060
    assert found["worst"] < TOLERANCE, found["where"]


def test_it_agrees_with_brakets_local_simulators(node, tmp_path, quiet):
    import references

    found = compared(node, chain(references.unitary(3, 60, 5), references.noisy(4, 20, 2)), tmp_path)
    assert found["circuits"] == 80
    assert found["worst"] < TOLERANCE, found["where"]


@pytest.mark.soak
def test_it_agrees_with_brakets_local_simulators_at_length(node, tmp_path, quiet):
    import references

    found = compared(node, chain(references.unitary(5, 3000, 10), references.noisy(6, 300, 2)), tmp_path)
    assert found["circuits"] == 3300
    assert found["worst"] < TOLERANCE, found["where"]
