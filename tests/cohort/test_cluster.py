"""Grading on an ipyparallel cluster: a real controller and engines on this machine."""

from __future__ import annotations

import os
import signal

import pytest

from autograder.cohort import cluster, pipeline
from autograder.cohort.layout import CohortError
from autograder.cohort.run import Limits

from .conftest import ASSIGNMENT
from .faults.conftest import EXPECTED, complete, fresh, known  # noqa: F401 - fixtures
from .faults.light import first_words

pytestmark = [
    pytest.mark.soak,
    pytest.mark.filterwarnings("ignore:Object of type <Submitted"),
    pytest.mark.needs("bubblewrap"),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A cluster of three engines, each with a light station; its connection file."""
    ipyparallel = pytest.importorskip("ipyparallel")
    from traitlets.config import Config

    config = Config()
    config.HeartMonitor.period = 500  # a dead engine is noticed in seconds
    config.HeartMonitor.max_heartmonitor_misses = 4
    made = ipyparallel.Cluster(
        n=3,
        profile_dir=str(tmp_path_factory.mktemp("cluster") / "profile"),
        engine_timeout=240,
        config=config,
    )
    made.start_cluster_sync()
    client = made.connect_client_sync()
    client.wait_for_engines(3, timeout=240)
    view = client.direct_view()
    view.execute("lifeline = None" + first_words(), block=True)
    yield made, dict(zip(client.ids, view.apply_sync(os.getpid), strict=True))
    client.close()
    made.stop_cluster_sync()


def where(made) -> dict[str, str]:
    return {"profile_dir": made.profile_dir, "cluster_id": made.cluster_id}


def test_one_engine_of_three_dies_and_everybody_is_graded_once(fresh, running):  # noqa: F811
    made, pids = running
    cohort, killed = fresh(), []
    plan = pipeline.plan(cohort, ASSIGNMENT)

    def using():
        return cluster.engines("default", [plan], **where(made))

    entries = []
    for entry in pipeline.carry_out(plan, using, Limits(), unsafe=False):
        entries.append(entry)
        if not killed:
            killed.append(pids[min(pids)])
            os.kill(killed[0], signal.SIGKILL)
    assert sorted(entry.student for entry in entries) == sorted(EXPECTED)
    assert {entry.trouble for entry in entries} == {None}
    complete(cohort)
    assert not any(entry.fresh for entry in pipeline.carry_out(plan, using, Limits(), unsafe=False))


def test_engines_with_another_grader_are_named(fresh, running, monkeypatch):  # noqa: F811
    made, _ = running
    plan = pipeline.plan(fresh(), ASSIGNMENT)
    monkeypatch.setattr(cluster.station.plans, "grader_fingerprint", lambda: b"another")
    with pytest.raises(CohortError, match="have another version of the grader"):
        cluster.engines("default", [plan], **where(made))


def test_no_cluster_is_said_with_what_to_do(fresh):  # noqa: F811
    with pytest.raises(CohortError, match="ipcluster start --profile=nothing-there"):
        cluster.engines("nothing-there", [pipeline.plan(fresh(), ASSIGNMENT)])
