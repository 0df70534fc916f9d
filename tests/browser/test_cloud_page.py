"""The practice cloud's page in a browser: on a desk, on a phone, in the dark, by keyboard, for everybody."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.needs("npm")]

SCREENS = {
    "desk": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "has_touch": True},
}
SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"
AQUILA = "arn:aws:braket:us-east-1::device/qpu/quera/Aquila"
FORTE = "arn:aws:braket:us-east-1::device/qpu/ionq/Forte-Enterprise-1"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    """A practice cloud with tasks of several kinds; what stands behind each page of the account."""
    from braket.aws import AwsDevice
    from braket.circuits import Circuit

    import gangway
    from gangway.cloud import running
    from gangway.connect import disconnect

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GANGWAY_DATA", str(tmp_path_factory.mktemp("cloud")))
        from gangway.cloud.connections import data_folder

        folder = data_folder()
        running.start(folder, port=0, scale=0.0, seed=1, workers=1)
        try:
            practice = gangway.connect("practice", in_process=False, account="ada")
            ghz = Circuit().h(0).cnot(0, 1).cnot(1, 2)
            bell = AwsDevice(FORTE).run(ghz, shots=100, poll_interval_seconds=0.05)
            bell.result()
            exact = AwsDevice(SV1).run(ghz.copy().probability(), shots=0, poll_interval_seconds=0.05)
            exact.result()
            atoms = AwsDevice(AQUILA).run(_atoms(), shots=50, poll_interval_seconds=0.05)
            atoms.result()
            _limit()
            failed = AwsDevice(SV1).run(ghz, shots=10)
            failed.cancel()
            names = {"circuit": bell, "exact": exact, "atoms": atoms, "cancelled": failed}
            tasks = {f"task-{name}": f"tasks/{task.id.rpartition('/')[2]}" for name, task in names.items()}
            pages = {"devices": "", "device-garnet": "devices/garnet", "device-aquila": "devices/aquila"}
            yield practice, {**pages, "tasks": "tasks", "jobs": "jobs", "bill": "bill", **tasks}
        finally:
            disconnect()
            running.stop(folder)


def _atoms():
    from braket.ahs import AnalogHamiltonianSimulation, AtomArrangement, DrivingField
    from braket.ahs.atom_arrangement import SiteType
    from braket.timings import TimeSeries

    register = AtomArrangement()
    for place in ((0, 0), (5.5e-6, 0), (0, 6e-6)):
        register.add(place)
    register.add((5.5e-6, 6e-6), SiteType.VACANT)
    drive = DrivingField(
        amplitude=TimeSeries.from_lists([0, 1e-7, 9e-7, 1e-6], [0, 5e6, 5e6, 0]),
        phase=TimeSeries.from_lists([0, 1e-6], [0, 0]),
        detuning=TimeSeries.from_lists([0, 1e-6], [-5e6, 5e6]),
    )
    return AnalogHamiltonianSimulation(register=register, hamiltonian=drive)


def _limit():
    import boto3

    boto3.client("braket", region_name="us-east-1").create_spending_limit(
        clientToken="limit", deviceArn=FORTE, spendingLimit="20.00"
    )


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_fits_is_usable_by_everybody_and_asks_nobody_else(cloud, watch, shoot, axe, screen):
    practice, pages = cloud
    watched = watch(**SCREENS[screen], bypass_csp=True)  # axe is put in by the test
    for name, place in pages.items():
        watched.page.goto(practice.page + place, wait_until="load")
        shoot(watched.page, f"cloud-{name}-{screen}")
        assert "Emulated." in watched.page.locator("header").inner_text()
        wide, room = watched.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= room, name
        watched.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        watched.page.evaluate(axe)
        found = watched.page.evaluate("axe.run()")["violations"]
        assert [(name, one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    assert watched.outside == []
    assert watched.complaints == []


def test_its_policy_lets_its_own_files_work_and_nothing_else(cloud, watch):
    """Without the bypass: no complaint of the browser, and a script that is put in doesn't run."""
    practice, pages = cloud
    watched = watch(**SCREENS["desk"])
    for place in ("devices/garnet", pages["task-atoms"]):
        watched.page.goto(practice.page + place, wait_until="networkidle")
        assert watched.complaints == []
    assert (
        watched.page.evaluate("getComputedStyle(document.querySelector('svg .bar')).fill") != "rgb(0, 0, 0)"
    )
    ran = """() => { const one = document.createElement("script"); one.textContent = "window.ran = 1";
                     document.body.append(one); return window.ran === 1 }"""
    assert watched.page.evaluate(ran) is False


def test_a_reader_finds_a_result_by_keyboard(cloud, watch):
    practice, _ = cloud
    page = watch(**SCREENS["phone"]).page
    page.goto(practice.page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.get_by_role("link", name="Tasks").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Tasks").wait_for()
    page.get_by_role("link", name="Forte-Enterprise-1").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Task on Forte-Enterprise-1").wait_for()
    assert "100 shots" in page.locator("svg[role=img]").first.get_attribute("aria-label")


def test_a_page_shows_a_new_task_by_itself_unless_it_is_paused(cloud, watch):
    from braket.aws import AwsDevice
    from braket.circuits import Circuit

    practice, _ = cloud
    page = watch(**SCREENS["desk"]).page
    page.goto(practice.page + "tasks")
    page.get_by_role("button", name="Pause refreshing").wait_for()
    count = page.locator(".card").count()
    AwsDevice(SV1).run(Circuit().x(0), shots=10)
    page.wait_for_function("(count) => document.querySelectorAll('.card').length > count", arg=count)
    page.get_by_role("button", name="Pause refreshing").click()
    assert page.get_by_role("button").get_attribute("aria-pressed") == "true"
