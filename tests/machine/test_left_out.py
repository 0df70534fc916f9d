"""A run says what it left out and why; where nothing may be left out, a skip is a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

@pytest.mark.needs("bubblewrap")
def test_jail(): pass

def test_choice(): pytest.skip("no reason that counts")

def test_elsewhere(): pytest.skip("only on Windows")

@pytest.mark.xfail(strict=True)
def test_known(): assert False
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(Path(__file__).parents[1] / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  browser: drives a browser\n")
    (tmp_path / "test_some.py").write_text(TESTS)
    return tmp_path


def run(project: Path, **variables: str) -> str:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("GANGWAY_CI", "PYTEST_ADDOPTS")
    }
    environment |= {"PATH": "", "NO_COLOR": "1", **variables}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True).stdout


def test_what_was_left_out_is_named_at_the_end_with_what_to_install(project):
    said = run(project)
    assert "3 skipped, 1 xfailed" in said
    assert "left out on this machine" in said
    if sys.platform.startswith("linux"):
        assert (
            "1 test: needs bubblewrap: bubblewrap is not installed (Debian, Ubuntu: apt-get install" in said
        )


def test_where_nothing_may_be_left_out_a_skip_is_a_failure_but_for_another_system(project):
    said = run(project, GANGWAY_CI="1")
    assert "1 failed, 1 skipped, 1 xfailed, 1 error" in said
    assert "GANGWAY_CI=1 allows nothing to be left out: no reason that counts" in said


def test_a_module_that_skips_itself_is_a_failure_there_too(project):
    (project / "test_some.py").write_text("import pytest\npytest.importorskip('no_such_module')\n")
    assert "1 skipped" in run(project)
    assert "1 error" in run(project, GANGWAY_CI="1")
