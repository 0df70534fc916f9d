"""The table of conformance is whole, and the page shows it as it is."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from .conformance.table import CASES, CLIENTS, DOORS, Case, doors, markdown

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "book" / "conformance.md"
TESTS = ("test_boto3", "test_sdk", "test_awscli", "test_qiskit", "test_pennylane")
#: Of the SDK's own source: the calls that it makes to Amazon Braket.
_SDK_CALL = re.compile(r"get_paginator\(.(\w+).\)|braket_client\.(?!get_paginator)(\w+)\(")


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    for name in TESTS:
        import_module(f"{__package__}.conformance.{name}")
    return list(CASES.values())


def operations() -> list[str]:
    from botocore.loaders import Loader

    return sorted(Loader().load_service_model("braket", "service-2")["operations"])


@pytest.mark.parametrize("client", ["boto3", "AWS CLI"])
def test_clients_that_are_made_from_the_model_call_every_operation(cases, client):
    wanted = list(DOORS) if client == "boto3" else ["server"]
    found = {operation: doors(operation, client, cases) for operation in operations()}
    assert found == dict.fromkeys(operations(), wanted)


def test_every_call_that_the_sdk_makes_is_in_the_table(cases):
    from botocore import xform_name

    sources = Path(find_spec("braket.aws").origin).parent.glob("*.py")
    called = {
        name for source in sources for pair in _SDK_CALL.findall(source.read_text("utf-8")) for name in pair
    }
    for operation in operations():
        known = doors(operation, "Braket SDK", cases)
        assert known == (list(DOORS) if xform_name(operation) in called else []), operation


@pytest.mark.parametrize("client", ["Qiskit provider", "PennyLane plugin"])
def test_clients_on_top_of_the_sdk_send_and_read_tasks_through_both_doors(cases, client):
    for operation in ("GetDevice", "CreateQuantumTask", "GetQuantumTask"):
        assert doors(operation, client, cases) == list(DOORS)


def test_no_case_names_what_is_not_there(cases):
    for case in cases:
        assert set(case.operations) <= set(operations()), case.name
        assert case.client in CLIENTS


def test_the_page_shows_the_table(cases):
    wanted = markdown(operations(), cases)
    assert wanted in PAGE.read_text("utf-8"), f"in {PAGE.name} the table is now:\n\n{wanted}\n"
