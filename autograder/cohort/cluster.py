"""Grading on an ipyparallel cluster: its engines are stations, behind an executor as local processes are."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from typing import Any

from autograder.cohort import station
from autograder.cohort.engines import Engines
from autograder.cohort.layout import CohortError
from autograder.cohort.plans import Plan

#: How often a task is handed to another engine when the one that had it is gone.
RETRIES = 3

#: How long to wait for the controller, and for an engine's first answer, in seconds.
PATIENCE = 60


class ClusterStations(Executor):
    """A cluster's engines as an executor: whoever is free takes the next task, and those of a dead one."""

    def __init__(self, client: Any, engines: Sequence[int]) -> None:
        self._client = client
        view = client.load_balanced_view(targets=list(engines))
        view.retries = RETRIES
        self._executor = view.executor

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task to the cluster."""
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Give up what has not begun, and let go of the cluster, which stays."""
        if cancel_futures:
            self._client.abort(block=False)
        self._client.close()


def engines(profile: str, plans: Sequence[Plan], **connection: Any) -> Engines:
    """The engines of a cluster that can grade these plans.

    Args:
        profile: ipyparallel's name of the cluster's profile.
        plans: what is to be graded.
        connection: more of :class:`ipyparallel.Client`'s arguments.

    Raises:
        CohortError: there is no such cluster, it has no engines, or some of them have another grader or
            another course than this machine; the message says which.
    """
    client = _connected(profile, connection)
    try:
        numbers = _in_step(client, plans)
    except BaseException:
        client.close()
        raise
    return Engines(len(numbers), make=lambda: _again(client, profile, connection, numbers))


def _again(client: Any, profile: str, connection: dict[str, Any], numbers: Sequence[int]) -> ClusterStations:
    """The executor; with a new connection where the first has been let go."""
    if getattr(client, "_closed", False):
        client = _connected(profile, connection)
    return ClusterStations(client, numbers)


def _connected(profile: str, connection: dict[str, Any]) -> Any:
    try:
        import ipyparallel
    except ImportError as missing:
        raise CohortError(
            "grading on a cluster needs ipyparallel: pip install 'gangway[cluster]', here and on every worker"
        ) from missing
    try:
        return ipyparallel.Client(profile=profile, timeout=PATIENCE, **connection)
    except (OSError, TimeoutError, ipyparallel.error.TimeoutError) as error:
        raise CohortError(
            f"there is no cluster of profile {profile!r} to connect to ({error}). "
            f"Start one: ipcluster start --profile={profile} --n=4"
        ) from error


def _in_step(client: Any, plans: Sequence[Plan]) -> list[int]:
    """The numbers of the engines, all with the same grader and checks as this machine."""
    numbers = list(client.ids)
    if not numbers:
        raise CohortError("the cluster has no engines yet; start some, or wait until they have registered")
    ours = {plan.assignment: station.digest(str(plan.course_root), plan.assignment) for plan in plans}
    roots = {plan.assignment: str(plan.course_root) for plan in plans}
    view = client.direct_view(targets=numbers)
    for assignment, digest in ours.items():
        found = view.apply_async(station.digest, roots[assignment], assignment).get(timeout=PATIENCE)
        if odd := [number for number, theirs in zip(numbers, found, strict=True) if theirs != digest]:
            raise CohortError(
                f"engines {', '.join(map(str, odd))} have another version of the grader, of a package or of "
                f"{assignment} than this machine. Bring them to the same commit and requirements.lock, and "
                "restart them; GANGWAY_COURSE names the course there if it lies elsewhere"
            )
    return numbers
