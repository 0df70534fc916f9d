"""Sandboxes of both modes, and notebooks for them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator

import pytest

from autograder.sandbox import Limits, Mode, Ran, Sandbox, probe

Run = Callable[..., Ran]


def able(mode: Mode) -> None:
    why = next(finding.why for finding in probe() if finding.mode is mode)
    if why:
        (pytest.fail if os.environ.get("GANGWAY_CI") else pytest.skip)(f"{mode}: {why}")


@pytest.fixture(scope="session", params=list(Mode), ids=["fork", "single"])
def sandbox(request) -> Iterator[Sandbox]:
    """A sandbox that has nothing warm but what the tests use."""
    able(request.param)
    with Sandbox(request.param, warm=("gangway",)) as made:
        yield made


@pytest.fixture(scope="session")
def forking() -> Iterator[Sandbox]:
    """A sandbox that forks: the quick one, where the mode makes no difference."""
    able(Mode.FORK)
    with Sandbox(Mode.FORK, warm=("gangway",)) as made:
        yield made


def notebook(*sources: str) -> bytes:
    """A clean notebook of code cells ``c0``, ``c1``, …"""
    cells = [
        {"id": f"c{number}", "cell_type": "code", "source": source} for number, source in enumerate(sources)
    ]
    return json.dumps({"nbformat": 4, "cells": cells}).encode()


def text(ran: Ran, cell: str = "c0") -> str:
    """What a cell printed, its error, and its result's text."""
    parts = []
    for output in ran.outputs(cell):
        parts.append(output.get("text") or output.get("data", {}).get("text/plain") or "")
        if output["output_type"] == "error":
            parts.append(f"{output['ename']}: {output['evalue']}")
    return "".join(parts)


@pytest.fixture
def run(sandbox) -> Run:
    """Run cells in either mode: ``run(source, source, …, limits=…)``."""
    return _runner(sandbox)


@pytest.fixture
def run_forked(forking) -> Run:
    """Run cells in the quick mode."""
    return _runner(forking)


def _runner(sandbox: Sandbox) -> Run:
    def runs(*sources: str, asked: dict | None = None, limits: Limits | None = None) -> Ran:
        return sandbox.run(notebook(*sources), asked or {}, limits or Limits())

    return runs
