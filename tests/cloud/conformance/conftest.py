"""The fixture ``cloud`` of the conformance tests: each door of the practice cloud, or AWS itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from . import spending
from .place import Calls, Place

_accounts = itertools.count(1)
_listener: list[Calls] = []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if case := getattr(metafunc.function, "case", None):
        marks = {"server": [pytest.mark.server], "aws": [pytest.mark.aws], "in-process": []}
        for door in case.long:
            marks[door].append(pytest.mark.soak)
        doors = [*case.doors, *([] if case.only_here else ["aws"])]
        shown = [pytest.param(door, marks=marks[door], id=door) for door in doors]
        metafunc.parametrize("cloud", shown, indirect=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    spending.decide(config, [item for item in items if item.get_closest_marker("aws")])


@pytest.fixture
def calls() -> Iterator[Calls]:
    """Every call to Amazon Braket that this process makes during the test."""
    _listen()
    _listener.append(Calls())
    yield _listener[-1]
    _listener.clear()


@pytest.fixture
def cloud(request: pytest.FixtureRequest, calls: Calls) -> Iterator[Place]:
    """The cloud of the test's door, as an account of its own where that is possible."""
    if request.param == "aws":
        yield spending.place(request.getfixturevalue("aws_connection"), request.config, calls)
        return
    import gangway
    from gangway.connect import disconnect

    in_process = request.param == "in-process"
    for need in ("no_sockets", "results_fit_the_model") if in_process else ("server",):
        request.getfixturevalue(need)
    practice = gangway.connect("practice", in_process=in_process, account=f"conforms-{next(_accounts)}")
    yield Place(request.param, practice.account, calls)
    disconnect()


@pytest.fixture(scope="session")
def aws_connection(own_aws: dict[str, str], pytestconfig: pytest.Config) -> Iterator[object]:
    """The one connection to AWS of a run, with the user's own configuration and the run's budget."""
    yield from spending.connection(own_aws, pytestconfig)


def _listen() -> None:
    """Hear every botocore session that is made from now on; installed once in a process."""
    from botocore.handlers import BUILTIN_HANDLERS

    if any(entry[1] is _asked for entry in BUILTIN_HANDLERS):
        return
    BUILTIN_HANDLERS.append(("provide-client-params.braket", _asked))
    BUILTIN_HANDLERS.append(("after-call.braket", _answered))


def _asked(**event: object) -> None:
    for calls in _listener:
        calls.asked(**event)  # type: ignore[arg-type]


def _answered(**event: object) -> None:
    for calls in _listener:
        calls.answered(**event)  # type: ignore[arg-type]
