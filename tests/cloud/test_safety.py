"""Nothing leaves the machine: the guards themselves, and what they stop."""

from __future__ import annotations

import socket

import pytest

import gangway
from gangway.cloud.isolation import NotIsolated, check_clients, is_loopback, preflight
from gangway.connect import disconnect

from .conftest import LeftTheMachine


@pytest.fixture(autouse=True)
def disconnected():
    yield
    disconnect()


def test_the_guard_of_these_tests_stops_connections(left_the_machine):
    with socket.socket() as client, pytest.raises(LeftTheMachine):
        client.connect(("192.0.2.1", 80))
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("braket.us-east-1.amazonaws.com", 443)
    assert len(left_the_machine) == 2
    left_the_machine.clear()


def test_the_guard_of_these_tests_stops_an_unguarded_aws_client(left_the_machine, monkeypatch):
    import boto3
    from botocore.exceptions import HTTPClientError

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    client = boto3.client("braket", region_name="us-east-1")
    with pytest.raises(HTTPClientError, match="was looked up"):
        client.search_devices(filters=[])
    assert left_the_machine
    left_the_machine.clear()


def test_a_client_with_an_endpoint_of_its_own_is_stopped():
    import boto3

    gangway.connect(in_process=True)
    client = boto3.client("braket", endpoint_url="https://braket.us-east-1.amazonaws.com")
    with pytest.raises(NotIsolated, match=r"braket\.us-east-1\.amazonaws\.com"):
        client.search_devices(filters=[])


def test_the_instance_metadata_of_a_cloud_machine_is_not_asked():
    import botocore.session

    gangway.connect(in_process=True)
    session = botocore.session.Session()
    assert session.get_credentials().method == "shared-credentials-file"


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:1", True),
        ("http://localhost:1", True),
        ("http://127.0.0.1.example.com", False),
        ("http://127.0.0.1@example.com/", False),
        ("https://braket.us-east-1.amazonaws.com", False),
        ("", False),
    ],
)
def test_what_counts_as_this_machine(address, here):
    assert is_loopback(address) is here


def test_preflight_takes_no_endpoint_elsewhere():
    with pytest.raises(NotIsolated, match="on this machine only"):
        preflight({}, "https://braket.us-east-1.amazonaws.com")
    preflight({"AWS_ENDPOINT_URL": "http://127.0.0.1:9/"}, "http://127.0.0.1:9")


def test_a_configuration_without_the_endpoint_is_noticed(monkeypatch, tmp_path):
    config = tmp_path / "config"
    config.write_text("[default]\nregion = us-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    with pytest.raises(NotIsolated, match="the real service"):
        check_clients()
    config.write_text(
        "[default]\nendpoint_url = http://127.0.0.1:9\nignore_configured_endpoint_urls = true\n"
    )
    with pytest.raises(NotIsolated):
        check_clients()


def test_the_price_list_comes_from_here(no_sockets):
    from braket.tracking.pricing import price_search

    gangway.connect(in_process=True)
    (shot,) = price_search(
        **{"Region Code": "eu-north-1", "DeviceName": "Garnet", "Product Family": "Quantum Task-Shot"}
    )
    assert float(shot["PricePerUnit"]) == pytest.approx(0.00145)
