"""connect(): which cloud, which door, what it changes in this process, and the real service's budget."""

from __future__ import annotations

import io
import os

import pytest

import gangway
from gangway.cloud.isolation import NotIsolated
from gangway.cloud.real import NotSent, OverBudget
from gangway.connect import disconnect

SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"
FORTE = "arn:aws:braket:us-east-1::device/qpu/ionq/Forte-Enterprise-1"


@pytest.fixture(autouse=True)
def disconnected():
    yield
    disconnect()


# --- which cloud -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"cloud": "azure"}, "not 'azure'"),
        ({"cloud": "local"}, "LocalSimulator"),
        ({"budget": 5}, "takes no budget"),
        ({"cloud": "aws", "in_process": True, "budget": 5}, "takes no in_process"),
        ({"cloud": "aws"}, "needs a budget"),
        ({"cloud": "aws", "budget": -1}, "needs a budget"),
        ({"cloud": "aws", "budget": float("nan")}, "needs a budget"),
        ({"in_process": True, "account": "../you"}, "letters, digits"),
        ({"in_process": False, "account": "../you"}, "letters, digits"),
        ({"in_process": True, "time_scale": -1}, "zero or more, not -1"),
        ({"in_process": False, "time_scale": float("nan")}, "zero or more, not nan"),
        ({"in_process": False, "seed": 1}, "a server has its own"),
    ],
)
def test_arguments_that_do_not_fit(options, words):
    with pytest.raises(ValueError, match=words):
        gangway.connect(**options)


def test_the_door_of_a_plain_connect_is_chosen_by_the_environment(monkeypatch):
    monkeypatch.setenv("GANGWAY_CLOUD", "in-process")
    assert gangway.connect().door == "in-process"
    monkeypatch.setenv("GANGWAY_CLOUD", "window")
    with pytest.raises(ValueError, match="'window'"):
        gangway.connect()


def test_the_connection_says_what_it_is():
    assert "emulated" in repr(gangway.connect(in_process=True))


# --- the environment ---------------------------------------------------------------------------------------


def test_the_process_gets_its_own_configuration_back(monkeypatch, tmp_path):
    own = {
        "AWS_PROFILE": "work",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "AKIAOWN",
        "NO_PROXY": "a.b",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    gangway.connect(in_process=True)
    assert "AWS_PROFILE" not in os.environ
    assert "AWS_ACCESS_KEY_ID" not in os.environ
    assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"
    assert "127.0.0.1" in os.environ["NO_PROXY"]
    assert "a.b" in os.environ["NO_PROXY"]
    disconnect()
    assert dict(os.environ) == before


def test_the_users_own_files_are_not_touched(monkeypatch, tmp_path):
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    config.write_text("[default]\nregion = eu-west-1\n")
    credentials.write_text("[default]\naws_access_key_id = AKIAOWN\naws_secret_access_key = own\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    before = [(file.read_text(), file.stat().st_mtime_ns) for file in (config, credentials)]
    gangway.connect(in_process=True)
    import boto3

    assert boto3.Session().get_credentials().access_key.startswith("GANGWAY")
    assert boto3.Session().region_name == "us-east-1"
    disconnect()
    assert [(file.read_text(), file.stat().st_mtime_ns) for file in (config, credentials)] == before
    assert boto3.Session().get_credentials().access_key == "AKIAOWN"


@pytest.mark.skipif(os.name != "posix", reason="only on POSIX systems: file modes")
def test_keys_are_readable_by_the_user_only():
    gangway.connect(in_process=True)
    from pathlib import Path

    assert Path(os.environ["AWS_SHARED_CREDENTIALS_FILE"]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
        ("AWS_ENDPOINT_URL", "https://braket.us-east-1.amazonaws.com"),
        ("AWS_ENDPOINT_URL_BRAKET", "https://braket.us-east-1.amazonaws.com"),
        ("AWS_ENDPOINT_URL_S3", "https://s3.us-east-1.amazonaws.com"),
        ("BRAKET_ENDPOINT", "https://braket.us-east-1.amazonaws.com"),
        ("BRAKET_ENDPOINT", "http://127.0.0.1:1234"),
        ("AMZN_BRAKET_JOB_TOKEN", "token"),
    ],
)
def test_what_could_lead_a_call_elsewhere_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with pytest.raises(NotIsolated, match=name):
        gangway.connect(in_process=True)
    assert dict(os.environ) == before


# --- the real service, behind a stub -----------------------------------------------------------------------


class Stub:
    """Stands for the real endpoint: counts what would have been sent to it."""

    def __init__(self) -> None:
        self.sent = 0

    def __call__(self, request, **_):
        from botocore.awsrequest import AWSResponse

        self.sent += 1
        arn = "arn:aws:braket:us-east-1:111122223333:quantum-task/1"
        body = io.BytesIO(f'{{"quantumTaskArn": "{arn}"}}'.encode())
        body.stream = lambda **_: iter([body.getvalue()])
        return AWSResponse(request.url, 201, {}, body)


@pytest.fixture
def real(monkeypatch):
    """A client of the real service as a user's process makes it, and what it sent."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOWN")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "own")

    def make():
        import boto3

        client, stub = boto3.client("braket", region_name="us-east-1"), Stub()
        assert "amazonaws.com" in client.meta.endpoint_url
        client.meta.events.register("before-send.braket", stub)
        return client, stub

    return make


def send(client, arn=FORTE, shots=100):
    return client.create_quantum_task(
        deviceArn=arn, shots=shots, action="{}", outputS3Bucket="bucket", outputS3KeyPrefix="tasks"
    )


def test_a_task_within_the_budget_is_sent_once_somebody_agrees(real):
    questions = []
    connection = gangway.connect("aws", budget=20.0, confirm=lambda text: not questions.append(text))
    client, stub = real()
    send(client)
    assert stub.sent == 1
    assert connection.spent == pytest.approx(8.30)
    assert "Forte-Enterprise-1" in questions[0]
    assert "$8.30" in questions[0]
    assert "$20.00" in questions[0]


def test_the_task_that_would_go_over_the_budget_is_not_sent(real):
    connection = gangway.connect("aws", budget=20.0, confirm=lambda _: True)
    client, stub = real()
    send(client)
    send(client)
    with pytest.raises(OverBudget, match=r"\$3\.40 left"):
        send(client)
    assert stub.sent == 2
    assert connection.spent == pytest.approx(16.60)


def test_a_no_and_no_answer_send_nothing(real, monkeypatch):
    gangway.connect("aws", budget=20.0, confirm=lambda _: False)
    client, stub = real()
    with pytest.raises(NotSent, match="nobody agreed"):
        send(client)
    gangway.connect("aws", budget=20.0)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    client, other = real()
    with pytest.raises(NotSent, match="nobody agreed"):
        send(client)
    assert stub.sent == other.sent == 0


@pytest.mark.parametrize(
    ("arn", "shots", "words"),
    [
        ("arn:aws:braket:us-east-1::device/qpu/ionq/Unheard-Of", 100, "can't be estimated"),
        ("arn:aws:braket:eu-north-1::device/qpu/aqt/Ibex-Q1", 100, "not published"),
        (FORTE, 10, "100 to 5,000"),
    ],
)
def test_a_task_whose_cost_is_unknown_is_not_sent(real, arn, shots, words):
    gangway.connect("aws", budget=1000.0, confirm=lambda _: True)
    client, stub = real()
    with pytest.raises(NotSent, match=words):
        send(client, arn, shots)
    assert stub.sent == 0


def test_a_simulators_cost_is_a_lower_bound_and_says_so(real):
    questions = []
    gangway.connect("aws", budget=1.0, confirm=lambda text: not questions.append(text))
    client, _ = real()
    send(client, SV1, 0)
    assert "at least $0.01" in questions[0]


def test_a_hybrid_job_is_not_sent(real):
    gangway.connect("aws", budget=20.0, confirm=lambda _: True)
    client, stub = real()
    with pytest.raises(NotSent, match="hybrid job"):
        client.create_job(jobName="one")
    assert stub.sent == 0


def test_the_budget_holds_for_tasks_sent_at_once(real):
    from concurrent.futures import ThreadPoolExecutor

    gangway.connect("aws", budget=20.0, confirm=lambda _: True)
    client, stub = real()

    def attempt(_):
        try:
            return bool(send(client))
        except OverBudget:
            return False

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(attempt, range(8))) == 2
    assert stub.sent == 2


def test_connecting_to_aws_sends_nothing_by_itself(no_sockets, monkeypatch):
    import botocore.httpsession

    def refuse(*_):
        raise AssertionError("a request was sent")

    monkeypatch.setattr(botocore.httpsession.URLLib3Session, "send", refuse)
    assert "$0.00 of $5.00" in repr(gangway.connect("aws", budget=5.0))


def test_after_disconnecting_nothing_asks_any_more(real):
    gangway.connect("aws", budget=0.0, confirm=lambda _: False)
    client, stub = real()
    disconnect()
    send(client)
    assert stub.sent == 1


def test_profiles(monkeypatch, tmp_path):
    config = tmp_path / "config"
    config.write_text("[profile lab]\nregion = us-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    gangway.connect("aws", profile="lab", budget=1.0)
    assert os.environ["AWS_PROFILE"] == "lab"
    disconnect()
    assert "AWS_PROFILE" not in os.environ
    with pytest.raises(ValueError, match="it has: lab"):
        gangway.connect("aws", profile="home", budget=1.0)


def test_from_practice_to_the_real_service_and_back(real):
    gangway.connect(in_process=True)
    gangway.connect("aws", budget=20.0, confirm=lambda _: True)
    client, stub = real()
    send(client)
    assert stub.sent == 1
    gangway.connect(in_process=True)
    import boto3

    assert boto3.client("braket").search_quantum_tasks(filters=[])["quantumTasks"] == []
    with pytest.raises(NotIsolated, match="was stopped"):
        client.search_devices(filters=[])
