"""The first door: one server on the loopback address, started, asked, stopped and killed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from gangway.cloud import running
from gangway.cloud.server import MAX_BODY
from gangway.trouble import Trouble

pytestmark = pytest.mark.server

FORTE = "arn:aws:braket:us-east-1::device/qpu/ionq/Forte-Enterprise-1"
SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data folder of its own, in which a server is stopped at the end."""
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path))
    folder = tmp_path / "cloud"
    yield folder
    running.stop(folder)


@pytest.fixture
def connected():
    import gangway
    from gangway.connect import disconnect

    yield lambda **options: gangway.connect("practice", in_process=False, **options)
    disconnect()


def command(*words, **options):
    from gangway.commands.cloud import app

    return CliRunner().invoke(app, list(words), **options)


def request(port, method="GET", path="/gangway/health", body=None, **headers):
    """A request as any program could send it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, names)
    reply = connection.getresponse()
    return reply.status, reply.read().decode()


def bell():
    from braket.circuits import Circuit

    return Circuit().h(0).cnot(0, 1)


# --- who may ask -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:{port}"}, 200),
        ({"Host": "example.com"}, 403),
        ({"Host": "127.0.0.1.example.com:{port}"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Origin": "https://example.com"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:8888"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 200),
    ],
)
def test_other_hosts_and_other_origins_are_refused(server, headers, status):
    headers = {name: value.format(port=server.port) for name, value in headers.items()}
    assert request(server.port, **headers)[0] == status


def test_it_listens_on_the_loopback_address_only(server):
    import psutil

    listening = [
        each.laddr.ip
        for each in psutil.Process(server.pid).net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


def test_unsigned_and_unknown_requests(server):
    status, body = request(server.port, path="/device/x")
    assert (status, "not signed" in body) == (403, True)
    assert request(server.port, "OPTIONS", "/device/x")[0] == 405


def test_a_browser_that_asks_for_an_icon_is_told_that_there_is_none(server):
    assert request(server.port, path="/favicon.ico")[0] == 204


def test_the_price_list_needs_no_signature(server):
    status, body = request(server.port, path="/prices.csv")
    assert status == 200
    assert body.splitlines()[5].startswith("SKU,")


def test_keeping_the_cloud_takes_its_token(server):
    asked = json.dumps({"command": "reset"})
    assert request(server.port, "POST", "/gangway/control", asked)[0] == 400
    status, body = request(server.port, "POST", "/gangway/control", asked, X_Gangway_Token="guess")
    assert status == 400
    assert "access_key" in body
    asked = json.dumps({"command": "bill", "access_key": "AKIANOBODY"})
    assert request(server.port, "POST", "/gangway/control", asked)[0] == 403
    with pytest.raises(Trouble, match="no command 'dance'"):
        running.ask(server, "dance")
    with pytest.raises(Trouble, match="add-account"):
        running.ask(server, "add-account", colour="red")


def test_a_request_that_is_too_large_is_not_read(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        head = f"PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: {MAX_BODY + 1}\r\n\r\n"
        connection.sendall(head.encode())
        assert b"413" in connection.recv(4096)


# --- commands ----------------------------------------------------------------------------------------------


def test_start_status_account_bill_reset_logs_and_stop(home, connected):
    assert "does not run" in command("status").output
    with pytest.raises(Trouble, match="gangway cloud start"):
        command("bill", catch_exceptions=False)
    port = str(_free())
    started = command("start", "--port", port, "--time-scale", "0", "--workers", "1")
    assert f"http://127.0.0.1:{port}" in started.output, started.output
    assert "already" in command("start").output
    made = command("account", "add", "ada").output
    assert "GANGWAY" in made
    with pytest.raises(Trouble, match="ada"):
        command("account", "add", "ada", catch_exceptions=False)

    connected(account="ada")
    from braket.aws import AwsDevice

    AwsDevice(FORTE).run(bell(), shots=100, poll_interval_seconds=0.02).result()
    assert "8.3" in command("bill").output
    (row,) = json.loads(command("bill", "--json").output)
    assert (row["account"], row["device"], row["dollars"]) == (
        "ada",
        "Forte-Enterprise-1",
        pytest.approx(8.3),
    )
    said = json.loads(command("status", "--json").output)
    assert {"COMPLETED": 1} in [each["tasks"] for each in said["accounts"]]
    assert "ada" in command("status").output
    assert "POST /quantum-task 201" in command("logs").output

    exported = command("env", "--account", "ada").output
    assert f"BRAKET_PRICE_OFFERS_URL=http://127.0.0.1:{port}/prices.csv" in exported
    assert " AWS_PROFILE " in exported

    assert "Nothing was forgotten" in command("reset", input="n\n").output
    command("reset", "--yes")
    assert json.loads(command("bill", "--json").output) == []
    assert "has stopped" in command("stop").output
    assert command("logs").output.endswith("stopped\n"), "in order, after closing what it had open"
    assert "does not run" in command("stop").output


def test_a_port_in_use_is_said(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Trouble, match=r"Port \d+ can't be listened on"):
            running.start(home, port=taken.getsockname()[1], scale=0.0, workers=1)


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Trouble, match=r"Not a directory.*GANGWAY_DATA"):
        running.start(tmp_path / "file" / "cloud", port=0)


def test_the_next_free_port_is_taken(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        first = taken.getsockname()[1]
        monkeypatch.setattr(running, "FIRST_PORT", first)
        assert first < running.free_port() < first + 50


def test_one_server_a_folder(home, server):
    with running.hold(home), pytest.raises(Trouble, match="runs already"):
        running.start(home, port=0, workers=1)


def test_a_record_of_another_process_is_not_believed(home):
    home.mkdir(parents=True)
    gone = running.Address(port=_free(), pid=os.getpid(), instance="x", scale=0.0, token="t")
    running.record(home, gone)
    assert running.find(home) is None
    assert running.stop(home) is False
    (home / "server.json").write_text("{")
    assert running.find(home) is None
    with pytest.raises(Trouble, match="does not answer"):
        running.ask(gone, "status")


def test_it_ends_with_the_process_that_it_was_started_for(home, monkeypatch):
    needing = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    monkeypatch.setenv(running.ENDS_WITH, str(needing.pid))
    served = running.start(home, port=0, scale=0.0, workers=1)
    needing.kill()
    needing.wait()
    _until(lambda: not running.alive(served.pid))
    assert running.log_lines(home, 1)[0].endswith("stopped"), "in order"


@pytest.mark.skipif(os.name != "posix", reason="only on POSIX systems: SIGKILL")
def test_killed_in_the_middle_of_a_task_it_finishes_it_after_the_next_start(home, connected):
    first = running.start(home, port=0, scale=0.1, workers=1)  # half a minute in the queue at least
    connected()
    import boto3
    from braket.aws import AwsDevice, AwsQuantumTask

    task = AwsDevice(FORTE).run(bell(), shots=100)
    done = AwsDevice(SV1).run(bell(), shots=10, poll_interval_seconds=0.02)
    counts = done.result().measurement_counts
    assert task.state() in ("CREATED", "QUEUED", "RUNNING")
    os.kill(first.pid, signal.SIGKILL)
    _until(lambda: not running.alive(first.pid))

    second = running.start(home, port=0, scale=0.0, workers=1)
    assert second.instance != first.instance
    connected()
    again = AwsQuantumTask(arn=task.id, poll_interval_seconds=0.05, poll_timeout_seconds=60)
    assert sum(again.result().measurement_counts.values()) == 100
    assert AwsQuantumTask(arn=done.id).result().measurement_counts == counts
    assert boto3.client("s3").list_buckets()["Buckets"]


def test_accounts_do_not_see_each_other(server, connected):
    import boto3
    from braket.aws import AwsDevice

    ada = connected(account="ada")
    task = AwsDevice(SV1).run(bell(), shots=10)
    place = boto3.client("s3").list_buckets()["Buckets"][0]["Name"]
    ada.offline("SV1")
    bob = connected(account="bob")
    assert bob.account != ada.account
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError, match="AccessDenied"):
        boto3.client("braket").get_quantum_task(quantumTaskArn=task.id)
    with pytest.raises(ClientError, match="AccessDenied"):
        boto3.client("s3").list_objects_v2(Bucket=place)
    assert boto3.client("braket").search_quantum_tasks(filters=[])["quantumTasks"] == []
    assert AwsDevice(SV1).status == "ONLINE"
    assert bob.bill() == []


def test_a_running_server_keeps_its_time_scale_and_that_is_said(server, connected):
    with pytest.warns(UserWarning, match="time scale 0, and keeps it.*gangway cloud stop"):
        connected(time_scale=0.5)


def test_many_clients_at_once(server, connected):
    from concurrent.futures import ThreadPoolExecutor

    import boto3
    from braket.aws import AwsDevice, AwsSession

    connected(account="crowd")

    def one(_):
        device = AwsDevice(SV1, aws_session=AwsSession(boto3.Session(region_name="us-east-1")))
        task = device.run(bell(), shots=20, poll_interval_seconds=0.02)
        return sum(task.result().measurement_counts.values())

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(one, range(12))) == [20] * 12


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _until(holds, patience=20.0):
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
