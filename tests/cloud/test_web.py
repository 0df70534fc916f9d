"""The practice cloud's page without a browser: who may see it, what it shows, and that it is escaped."""

from __future__ import annotations

import asyncio
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from gangway.cloud import accounts, controls
from gangway.cloud.running import Address
from gangway.cloud.server import application
from gangway.cloud.web import access, outcomes, pictures, programs
from gangway.cloud.web.work import dollars

from .clocked import GARNET, SV1, Cloud

SERVER = Address(port=8790, pid=1, instance="i", scale=1.0, token="secret")
OPENQASM = {"name": "braket.ir.openqasm.program", "version": "1"}
BELL = "OPENQASM 3.0;\nbit[2] b;\nqubit[2] q;\nh q[0];\ncnot q[0], q[1];\nb[0] = measure q[0];\n"


def result(work) -> str:
    """A document with the header that the page reads."""
    document = {
        "braketSchemaHeader": {"name": "braket.task_result.gate_model_task_result", "version": "1"},
        "measurements": [[0, 0]] * 3 + [[1, 1]] * (work.shots - 3),
        "measuredQubits": [0, 1],
        "taskMetadata": {"id": "?"},
        "additionalMetadata": {"practiceCloud": {"summary": "EMULATED profile <b>"}},
    }
    return json.dumps(document)


class Visitor:
    """Asks the application for pages of an account as a browser would."""

    def __init__(self, cloud, account):
        self.application = application(cloud.service, SERVER)
        self.root = f"{access.PAGES}/{access.token(SERVER.token, account)}"

    def get(self, path, method="GET", **headers):
        """Status, headers and text of an address; ``path`` is one of the account's unless it is absolute."""
        path = path if path.startswith("/gangway") else f"{self.root}{path}"
        path, _, query = path.partition("?")
        given = {"host": f"127.0.0.1:{SERVER.port}", **{n.replace("_", "-"): v for n, v in headers.items()}}
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "root_path": "",
            "query_string": query.encode(), "http_version": "1.1", "scheme": "http", "server": None,
            "headers": [(name.encode(), value.encode()) for name, value in given.items()], "client": None,
        }  # fmt: skip
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        asyncio.run(self.application(scope, receive, send))
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent)
        return sent[0]["status"], found, body if found["content-type"] == "image/png" else body.decode()

    def text(self, path):
        status, _, text = self.get(path)
        assert status == 200, text
        return text


@pytest.fixture
def cloud():
    return Cloud(run=result)


@pytest.fixture
def visitor(cloud):
    return Visitor(cloud, cloud.account)


def create(cloud, source=BELL, token="one", **more):
    """A task whose program is a true one, at its end."""
    arn = cloud.create(token=token, **more)
    from gangway.cloud.store import Task

    with cloud.service.conductor.session() as session:
        action = {"braketSchemaHeader": OPENQASM, "source": source, "inputs": {"<a>": 1}}
        session.get(Task, arn).action = json.dumps(action)
    return arn


def place(arn):
    return f"/tasks/{arn.rpartition('/')[2]}"


# --- who may see it ----------------------------------------------------------------------------------------


def test_a_page_takes_its_accounts_token(cloud, visitor):
    other = access.token(SERVER.token, "000000000000")
    for path in (
        "/gangway",
        "/gangway/",
        access.PAGES,
        f"{access.PAGES}/x/",
        f"{access.PAGES}/{other}/tasks",
    ):
        status, _, text = visitor.get(path)
        assert (status, "gangway cloud status" in text, "you" in text.lower()) == (403, True, False), path
    assert visitor.get("/")[0] == 200
    assert access.token("another secret", cloud.account) not in visitor.root


def test_nobody_sees_another_accounts_tasks(cloud, visitor):
    arn = create(cloud)
    bob = Visitor(cloud, accounts.ensure(cloud.service.store, "bob").id)
    assert "Garnet" in visitor.text(place(arn))
    status, _, text = bob.get(place(arn))
    assert (status, "no task of that name" in text, arn in text) == (404, True, False)
    assert "There are no tasks" in bob.text("/tasks")
    controls.carry_out(cloud.service, cloud.account, "offline", {"device": "garnet"})
    assert "OFFLINE" in visitor.text("/devices/garnet")
    assert "OFFLINE" not in bob.text("/devices/garnet")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "example.com"}, 403),
        ({"origin": "https://example.com"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site", "sec_fetch_mode": "cors", "sec_fetch_dest": "empty"}, 403),
        ({"sec_fetch_site": "same-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"}, 403),
        ({"sec_fetch_site": "same-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}, 200),
        ({"sec_fetch_site": "same-origin"}, 200),
    ],
)
def test_other_hosts_and_other_pages_get_nothing_but_a_link_may_be_followed(visitor, headers, status):
    assert visitor.get("/", **headers)[0] == status


def test_a_followed_link_leads_to_pages_only(visitor):
    followed = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert visitor.get("/gangway/health", **followed)[0] == 403


def test_every_answer_forbids_scripts_frames_and_keeping(visitor):
    for path in (
        "/",
        "/tasks",
        "/bill",
        "/gangway/",
        "/gangway/static/page.js",
        "/devices/garnet/couplers.png",
    ):
        _, headers, _ = visitor.get(path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
        assert headers["x-content-type-options"] == "nosniff"


def test_what_is_not_there(visitor):
    for path in ("/devices/none", "/devices/sv1/couplers.png", "/tasks/%", "/tasks/x", "/jobs/us-east-1/x"):
        assert visitor.get(path)[0] == 404, path
    assert visitor.get("/gangway/static/../routes.py")[0] in (403, 404)
    assert visitor.get("/", method="POST")[0] != 200


# --- what it shows -----------------------------------------------------------------------------------------


class _Tags(HTMLParser):
    """The names of all elements, and whatever could run."""

    def __init__(self):
        super().__init__()
        self.tags, self.bad = set(), []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.bad += [name for name, _ in attributes if name.startswith("on") or name == "style"]
        self.bad += [tag] if tag in ("style", "iframe", "form", "base") else []


def parsed(text):
    found = _Tags()
    found.feed(text)
    return found


def test_every_page_says_that_it_is_emulated_and_runs_nothing_inline(cloud, visitor):
    arn = create(cloud)
    for path in ("/", "/devices/garnet", "/devices/aquila", "/tasks", place(arn), "/jobs", "/bill"):
        text = visitor.text(path)
        assert "<strong>Emulated.</strong>" in text
        assert parsed(text).bad == [], path
        assert re.findall(r"<script(?! src=)", text) == []
    assert "<strong>Emulated.</strong>" in visitor.get("/gangway/")[2]


def test_devices_with_status_window_queue_calibration_and_figures(cloud, visitor):
    create(cloud)
    cloud.time.now += 1
    cloud.service.conductor.tick()
    listed = visitor.text("/")
    assert "open now" in listed
    assert "RETIRED" in listed
    assert "2026-05-05" in listed
    page = visitor.text("/devices/garnet")
    assert re.search(r"<dt>Queue</dt><dd>[1-9]\d* waiting", page)
    for part in (
        "0.9959",
        "0.04 µs, typical of",
        "not published",
        "weekdays, 03:15 to 15:30 UTC",
        "couplers.png",
        "Assumed",
    ):
        assert part in page
    status, _, picture = visitor.get("/devices/garnet/couplers.png")
    assert (status, picture[:4]) == (200, b"\x89PNG")
    cloud.time.now += 8 * 3600
    assert "closed; opens in" in visitor.text("/devices/aquila")


def test_a_task_from_the_queue_to_its_result(cloud, visitor):
    arn = create(cloud)
    cloud.time.now += 1
    waiting = visitor.text(place(arn))
    assert "QUEUED" in waiting
    assert "expected to run at" in waiting
    assert 'data-every="3"' in waiting
    assert "$0.3145 if it completes" in waiting
    cloud.time.now += 600
    page = visitor.text(place(arn))
    assert "COMPLETED" in page
    assert 'data-every="0"' in page
    assert "┤ H ├" in page
    assert "Measured: 10 shots. 00: 3; 11: 7." in page
    assert ">counts</text>" in page
    assert ">outcome, qubits 0, 1</text>" in page
    assert "$0.3145" in page
    assert "EMULATED profile &lt;b&gt;" in page


def test_everything_is_escaped(cloud, visitor):
    evil = "<script>alert(1)</script>"
    arn = create(cloud, source=f"{BELL}// {evil}\n", tags={"<i>key": evil})
    page = visitor.text(place(arn))
    assert evil not in page
    assert "&lt;script&gt;" in page
    assert "script" not in parsed(page.split('<div id="live">')[1]).tags
    assert evil not in visitor.text(f"/tasks?status={evil}&page={evil}")
    assert evil not in visitor.get(f"/devices/{evil}")[2]


def test_a_failure_says_why_and_a_deleted_result_is_missing(cloud, visitor):
    from gangway.cloud.engine.errors import Failed

    arn = create(cloud)
    cloud.time.now += 600
    assert "Result</h2>" in visitor.text(place(arn))
    cloud.service.storage.reset()
    assert "no longer in its bucket" in visitor.text(place(arn))

    def fails(work):
        raise Failed("too <hot> today")

    other = Cloud(run=fails)
    arn = create(other)
    other.time.now += 600
    page = Visitor(other, other.account).text(place(arn))
    assert "Why it failed" in page
    assert "too &lt;hot&gt; today" in page
    assert "$0.00" in page


def test_lists_have_pages_and_filters(cloud, visitor):
    for number in range(27):
        create(cloud, token=str(number))
    cloud("CancelQuantumTask", quantumTaskArn=cloud.create(token="x"), clientToken="c")
    assert visitor.text("/tasks").count('<li class="card">') == 25
    assert "Page 1 of 2" in visitor.text("/tasks?page=nonsense")
    assert visitor.text("/tasks?page=2").count('<li class="card">') == 3
    assert visitor.text("/tasks?page=99").count('<li class="card">') == 3
    assert visitor.text("/tasks?status=CANCELLED").count('<li class="card">') == 1


def test_the_bill_by_day_and_device_with_limits(cloud, visitor):
    assert "Nothing was spent yet" in visitor.text("/bill")
    cloud("CreateSpendingLimit", clientToken="l", deviceArn=GARNET, spendingLimit="1.00")
    create(cloud)
    cloud.time.now += 600
    cloud.get(create(cloud, token="two"))
    page = visitor.text("/bill")
    assert "2025-11-24" in page
    assert "$0.3145" in page
    assert "Left</dt><dd>$0.371" in page
    assert 'value="0.629"' in page


def test_a_price_that_is_not_published_is_no_zero_on_the_bill(cloud, visitor):
    cloud.create(device="arn:aws:braket:eu-north-1::device/qpu/iqm/Emerald")
    cloud.time.now += 600
    page = visitor.text("/bill")
    assert "<td>not published</td>" in page.replace(' class="number"', "")
    assert "Emerald</dt><dd>price not published" in page


# --- parts -------------------------------------------------------------------------------------------------


def test_amounts_and_ticks():
    assert [dollars(amount) for amount in (0, 8.3, 0.00375, 1234.5)] == [
        "$0.00",
        "$8.30",
        "$0.00375",
        "$1,234.50",
    ]
    assert pictures.nice_ticks(100) == [0, 50, 100]
    assert pictures.nice_ticks(0) == [0, 1]
    assert pictures.ticks_between(-3, 9) == pytest.approx([0, 5])
    assert pictures.short(-0.5) == "−0.5"


def test_a_histogram_shows_the_largest_and_counts_the_rest():
    rng = np.random.default_rng(1)
    bits = rng.integers(0, 2, (500, 6)).tolist()
    document = {
        "braketSchemaHeader": {"name": "braket.task_result.gate_model_task_result"},
        "measurements": bits,
        "measuredQubits": list(range(6)),
    }
    (chart,) = outcomes.outcome(json.dumps(document)).charts
    assert len(chart.labels) == outcomes.MOST_BARS
    assert chart.rest[0] + len(chart.labels) == len({tuple(row) for row in bits})
    assert chart.rest[1] + sum(chart.values) == 500


def test_exact_results_of_several_types():
    types = [
        {"type": {"type": "probability", "targets": [0]}, "value": [0.25, 0.75]},
        {"type": {"type": "expectation", "observable": ["z"], "targets": [0]}, "value": -0.5},
        {"type": {"type": "statevector"}, "value": [[1.0, 0.0]] * 64},
    ]
    header = {"name": "braket.task_result.gate_model_task_result"}
    document = {"braketSchemaHeader": header, "resultTypes": types, "measuredQubits": [0]}
    found = outcomes.outcome(json.dumps(document))
    assert [chart.unit for chart in found.charts] == ["probability"]
    assert found.charts[0].values == [0.25, 0.75]
    assert found.values[1] == ("expectation observable ['z'] targets [0]", "-0.5")
    assert "(64 entries)" in found.values[2][1]


def test_programs_that_are_not_drawn_say_so():
    wide = "OPENQASM 3.0;\nqubit[50] q;\n" + "".join(f"h q[{number}];\n" for number in range(50))
    for source, said in ((wide, "too large to be drawn"), ("nonsense", "no drawing")):
        (shown,) = programs.programs(json.dumps({"braketSchemaHeader": OPENQASM, "source": source})).shown
        assert said in shown.why
        assert shown.source == source
    header = {"name": "braket.ir.openqasm.program_set", "version": "1"}
    many = {"braketSchemaHeader": header, "programs": [{"source": BELL}] * 9}
    assert programs.programs(json.dumps(many)).left_out == 3


def test_a_result_of_a_program_set_and_of_atoms():
    executables = [{"measurements": [[0], [1]], "measuredQubits": [0]}] * 9
    header = {"name": "braket.task_result.program_set_task_result"}
    document = {"braketSchemaHeader": header, "programResults": [{"executableResults": executables}]}
    found = outcomes.outcome(json.dumps(document))
    assert (len(found.charts), found.left_out) == (8, 1)
    shots = [{"shotResult": {"preSequence": [1, 0], "postSequence": [0, 0]}}] * 3
    shots.append({"shotResult": {"preSequence": [1, 0], "postSequence": [1, 0]}})
    register = {"setup": {"ahs_register": {"filling": [1, 0]}}}
    header = {"name": "braket.task_result.analog_hamiltonian_simulation_task_result"}
    atoms = {"braketSchemaHeader": header, "measurements": shots, "additionalMetadata": {"action": register}}
    configurations, by_site = outcomes.outcome(json.dumps(atoms)).charts
    assert dict(zip(configurations.labels, configurations.values, strict=True)) == {"ge": 1, "re": 3}
    assert (by_site.labels, by_site.values) == (["0"], [0.75])


def test_a_simulators_task_is_priced_by_its_time(cloud, visitor):
    simulated = Cloud(run=result, region="us-east-1")
    arn = create(simulated, device=SV1)
    assert "by the time it takes" in Visitor(simulated, simulated.account).text(place(arn))


# --- commands ----------------------------------------------------------------------------------------------


@pytest.mark.server
def test_the_commands_say_where_the_page_is_and_open_it(server, monkeypatch):
    import urllib.request

    from typer.testing import CliRunner

    from gangway.commands.cloud import app

    opened = []
    monkeypatch.setattr("webbrowser.open", lambda place: opened.append(place) or len(opened) == 1)
    runner = CliRunner()
    first, second = (runner.invoke(app, ["web"]).output for _ in range(2))
    assert first.strip() == opened[0]
    assert "No browser could be opened" in second
    assert opened[0] in runner.invoke(app, ["status"]).output
    assert opened[0] in runner.invoke(app, ["start"]).output
    said = json.loads(runner.invoke(app, ["status", "--json"]).output)
    assert opened[0] in [each["page"] for each in said["accounts"]]
    with urllib.request.urlopen(opened[0], timeout=60) as reply:
        assert b"Devices" in reply.read()


@pytest.mark.server
def test_a_connection_knows_its_page(cloud_page):
    practice, inside = cloud_page
    assert practice.page.startswith(f"{practice.endpoint}{access.PAGES}/")
    assert inside.page is None


@pytest.fixture
def cloud_page(server):
    import gangway
    from gangway.connect import disconnect

    found = gangway.connect("practice", in_process=False)
    yield found, gangway.connect("practice", in_process=True)
    disconnect()
