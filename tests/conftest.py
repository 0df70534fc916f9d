"""What every test stands on: a machine of its own (no data, settings or account of the user's), one thread
for each numerical library, and a plain word about what was left out.

A test says what it needs with ``@pytest.mark.needs("bubblewrap")``; ``browser`` needs a browser by itself.
Where that is missing the test is skipped and the end of the run says so; with GANGWAY_CI=1 nothing may be
left out, and every skip is a failure, but for a reason that begins with "only on" (another system).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

_OWN_AWS = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
_HOME = tempfile.TemporaryDirectory(prefix="gangway-tests-", ignore_cleanup_errors=True)
_STRICT = os.environ.get("GANGWAY_CI") == "1"
_THREADS = ("OPENBLAS", "OMP", "MKL", "RAYON", "NUMBA", "VECLIB_MAXIMUM", "NUMEXPR")
_FOLDERS = ("GANGWAY_DATA", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
_OTHER_SYSTEM = "only on"
_MODES = ("GANGWAY_ANSWERS", "NBGRADER_EXECUTION")

os.environ.update({f"{library}_NUM_THREADS": "1" for library in _THREADS})
os.environ.update({name: str(Path(_HOME.name, name.lower())) for name in _FOLDERS})
os.environ.update(
    MPLBACKEND="agg",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    QDK_PYTHON_TELEMETRY="none",
    GANGWAY_CLOUD_ENDS_WITH=str(os.getpid()),  # a run that is killed leaves no practice cloud behind
)
sys.dont_write_bytecode = False  # or every process that a test starts would compile the SDKs anew
for _name in (
    "PYTHONDONTWRITEBYTECODE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    *_MODES,
):
    os.environ.pop(_name, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    aws = parser.getgroup("aws", "tests against AWS itself, for real money (-m aws)")
    aws.addoption("--aws-budget", type=float, metavar="DOLLARS", help="spend no more than that; required")
    aws.addoption("--aws-dry-run", action="store_true", help="show what it would cost, and send nothing")
    aws.addoption("--aws-profile", metavar="NAME", help="a profile of your AWS configuration")
    aws.addoption("--aws-qpu", metavar="NAME", default="Garnet", help="the QPU of choice (default: Garnet)")
    aws.addoption(
        "--aws-wait", type=float, metavar="SECONDS", default=7200.0, help="the longest wait for one task"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would spend real money, unless the run asks for it by name."""
    if "aws" in (config.getoption("-m") or ""):
        return
    kept = [item for item in items if not item.get_closest_marker("aws")]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("aws")])
        items[:] = kept


@pytest.fixture(autouse=True)
def nothing_left_in_the_environment() -> Iterator[None]:
    """What tells ``check()`` who runs it must not outlive a test: whatever is started next would obey it."""
    yield
    left = {name: os.environ.pop(name) for name in _MODES if name in os.environ}
    assert not left


@pytest.fixture(scope="session")
def own_aws() -> dict[str, str]:
    """The user's own AWS variables, which no test sees but those against AWS."""
    return dict(_OWN_AWS)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(name): needs something that this machine may not have")


def pytest_unconfigure(config: pytest.Config) -> None:
    _HOME.cleanup()


def pytest_runtest_setup(item: pytest.Item) -> None:
    from gangway.doctor import lacking

    names = [name for mark in item.iter_markers("needs") for name in mark.args]
    if item.get_closest_marker("browser"):
        names.append("browser")
    for name in names:
        if reason := lacking(name):
            pytest.skip(f"needs {name}: {reason}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    return _strict((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    return _strict((yield))


def _strict(report):
    """Turn a skip into a failure where nothing may be left out."""
    if _STRICT and report.skipped and not hasattr(report, "wasxfail"):
        reason = _reason(report)
        if not reason.startswith(_OTHER_SYSTEM):
            report.outcome = "failed"
            report.longrepr = f"left out, and GANGWAY_CI=1 allows nothing to be left out: {reason}"
    return report


def _reason(report) -> str:
    where = report.longrepr
    text = where[2] if isinstance(where, tuple) else str(where)
    return text.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter) -> None:
    left_out = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", ()))
    if left_out:
        terminalreporter.section("left out on this machine")
    for reason, count in left_out.most_common():
        terminalreporter.write_line(f"{count} test{'s' * (count > 1)}: {reason}")
