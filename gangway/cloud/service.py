"""The service: (account, region, operation, parameters) to a result. No sockets in it.

What an operation does stands in :mod:`gangway.cloud.operations`; both doors call :meth:`Service.answer`.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import OperationalError

from gangway.cloud import accounts, wire
from gangway.cloud.clock import Clock
from gangway.cloud.conductor import Conductor
from gangway.cloud.errors import ServiceError
from gangway.cloud.here import Conditions, Here, Parameters, Result
from gangway.cloud.jobs.host import Host
from gangway.cloud.jobs.jobs import Jobs
from gangway.cloud.runner import Inline, Runner
from gangway.cloud.storage import Storage, refused
from gangway.cloud.store import Base, Condition, Store


class Service:
    """One practice cloud.

    Args:
        store: what it remembers.
        storage: where results go.
        runner: who simulates.
        clock: how fast time passes.
        seed: makes every task's randomness follow from its program; ``None`` for a fresh one each time.
        jobs_folder: where hybrid jobs work and their logs are kept; ``None`` for a temporary one.
        endpoint: for its jobs, the address of the server that this cloud is behind; ``None`` without one.
    """

    def __init__(
        self,
        store: Store,
        storage: Storage,
        runner: Runner | None = None,
        clock: Clock | None = None,
        seed: int | None = None,
        jobs_folder: Path | None = None,
        endpoint: str | None = None,
    ) -> None:
        self.store, self.storage = store, storage
        self.runner = runner or Inline()
        self.clock = clock or Clock(0)
        self.seed = secrets.randbits(32) if seed is None else seed
        self.conductor = Conductor(store, storage, self.runner, self.clock)
        self._conditions: dict[str, Conditions] = {}
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.conductor.hasten()
        self.jobs = Jobs(Host(storage, self.clock, self.conductor, self.answer), jobs_folder, endpoint)
        self.jobs.recover()

    def answer(self, request: wire.Request) -> wire.Response:
        """The response to a signed request, to Amazon Braket or to a service of the storage."""
        service_name = "braket"
        try:
            caller = wire.caller(request.headers)
            service_name = caller.service
            account = accounts.of_key(self.store, caller.access_key).id
            if caller.service != "braket":
                return self.jobs.answer(account, caller, request) or self.storage.answer(
                    account, caller, request
                )
            operation, parameters = wire.parse(request)
            return wire.respond(operation, self.call(account, caller.region, operation, parameters))
        except ServiceError as error:
            if service_name == "braket":
                return wire.respond_error(error)
            return refused(service_name, error.code, error.message, error.status)

    def call(self, account: str, region: str, operation: str, parameters: Parameters) -> Result:
        """Carry out an operation for an account in a region.

        Raises:
            ServiceError: whatever the client is to be told.
        """
        try:
            self._throttle(account, operation)
            return _operations()[operation](Here(self, account, region), parameters)
        except OperationalError as error:
            raise ServiceError(
                "InternalServiceException",
                f"The practice cloud can't write on this machine's disk: {error.orig}. Free some space, then"
                " try again.",
            ) from error

    def conditions(self, account: str) -> Conditions:
        """What is different for an account."""
        if account not in self._conditions:
            with self.conductor.session() as session:
                kept = session.get(Condition, account)
            self._conditions.setdefault(account, Conditions.of(kept.document if kept else {}))
        return self._conditions[account]

    def keep_conditions(self, account: str) -> None:
        """Have what is different for an account outlast a restart."""
        with self.conductor.session() as session:
            session.merge(Condition(account=account, document=self.conditions(account).document()))

    def seed_for(self, *parts: object) -> int:
        """The seed of a task: follows from what it is and how often it was sent, not from the order."""
        text = "\n".join(map(str, (self.seed, *parts)))
        with self._lock:
            self._counts[text] += 1
            text += f"\n{self._counts[text]}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")

    def reset(self) -> None:
        """Forget tasks, limits, tags and results; accounts stay."""
        self.jobs.forget()
        self.conductor.forget()
        with self.conductor.session() as session:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name != "accounts":
                    session.execute(table.delete())
        self.storage.reset()
        self._conditions.clear()
        self._counts.clear()

    def close(self) -> None:
        """Stop what runs and let go of the file. Tasks under way start again next time."""
        self.jobs.close()
        self.conductor.close()
        self.runner.close()
        self.storage.close()
        self.store.close()

    def _throttle(self, account: str, operation: str) -> None:
        throttled = self.conditions(account).throttled
        with self._lock:
            if throttled[operation] <= 0:
                return
            throttled[operation] -= 1
        self.keep_conditions(account)
        raise ServiceError("ThrottlingException", f"Rate exceeded for {operation}. Wait, then try again.")


def _operations() -> dict[str, Callable[[Here, Parameters], Result]]:
    from gangway.cloud.operations import devices, jobs, limits, tags, tasks

    return {
        "GetDevice": devices.get,
        "SearchDevices": devices.search,
        "CreateQuantumTask": tasks.create,
        "GetQuantumTask": tasks.get,
        "CancelQuantumTask": tasks.cancel,
        "SearchQuantumTasks": tasks.search,
        "CreateJob": jobs.create,
        "GetJob": jobs.get,
        "CancelJob": jobs.cancel,
        "SearchJobs": jobs.search,
        "CreateSpendingLimit": limits.create,
        "UpdateSpendingLimit": limits.update,
        "DeleteSpendingLimit": limits.delete,
        "SearchSpendingLimits": limits.search,
        "TagResource": tags.put,
        "UntagResource": tags.remove,
        "ListTagsForResource": tags.list_all,
    }
