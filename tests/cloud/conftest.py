"""Both doors of the practice cloud, and a guard: no connection attempt leaves this machine."""

from __future__ import annotations

import ipaddress
import itertools
import socket
from collections.abc import Iterator

import pytest

_accounts = itertools.count(1)


_LOOPBACK = (None, "", "localhost", "127.0.0.1", "::1", b"127.0.0.1")


class LeftTheMachine(AssertionError):
    """Something tried to connect to another host."""


def _is_here(family: int, address) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = address[0]
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture(autouse=True)
def left_the_machine(request, monkeypatch) -> Iterator[list[str]]:
    """Refuse every connection, and every look-up of a name, that isn't on this machine.

    Clients wrap such an error or try again, so each attempt is also listed, and fails the test at its end.
    """
    attempts: list[str] = []
    if request.node.get_closest_marker("aws"):  # leaving is what they are for
        yield attempts
        return
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(what: str):
        attempts.append(what)
        raise LeftTheMachine(what)

    def guarded(original):
        def to(self, address):
            if not _is_here(self.family, address):
                refuse(f"a connection to {address} was attempted")
            return original(self, address)

        return to

    def looked_up(host, *arguments, **options):
        if host not in _LOOPBACK:
            refuse(f"the name {host!r} was looked up")
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    yield attempts
    assert not attempts


@pytest.fixture
def no_sockets(monkeypatch):
    """Refuse every connection whatever."""

    def refuse(self, address):
        raise LeftTheMachine(f"a connection to {address} was attempted")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


@pytest.fixture(scope="session")
def server() -> Iterator[object]:
    """A server without waiting, for the whole run."""
    from gangway.cloud import running
    from gangway.cloud.connections import data_folder

    folder = data_folder()
    yield running.start(folder, port=0, scale=0.0, seed=1, workers=1)
    running.stop(folder)


@pytest.fixture(params=["in-process", pytest.param("server", marks=pytest.mark.server)])
def cloud(request) -> Iterator[object]:
    """This process connected to a practice cloud through each door, as an account of its own."""
    import gangway
    from gangway.connect import disconnect

    name = f"test-{next(_accounts)}"
    if request.param == "server":
        request.getfixturevalue("server")
        yield gangway.connect("practice", in_process=False, account=name)
    else:
        request.getfixturevalue("no_sockets")
        request.getfixturevalue("results_fit_the_model")
        yield gangway.connect("practice", in_process=True, account=name)
    disconnect()


@pytest.fixture
def results_fit_the_model(monkeypatch):
    """Hold every result of the service against botocore's model."""
    from gangway.cloud import wire
    from gangway.cloud.service import Service

    call = Service.call

    def checked(self, account, region, operation, parameters):
        result = call(self, account, region, operation, parameters)
        wire.check_result(operation, result)
        return result

    monkeypatch.setattr(Service, "call", checked)


@pytest.fixture
def inside() -> Iterator[object]:
    """Connected in process."""
    import gangway
    from gangway.connect import disconnect

    yield gangway.connect("practice", in_process=True)
    disconnect()
