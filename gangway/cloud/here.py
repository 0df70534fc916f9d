"""Where an operation acts: which cloud, for which account, in which region; and what is different for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from gangway.cloud.errors import ServiceError, invalid

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gangway.cloud.clock import Clock
    from gangway.cloud.conductor import Conductor
    from gangway.cloud.jobs.jobs import Jobs
    from gangway.cloud.runner import Runner
    from gangway.cloud.storage import Storage
    from gangway.cloud.store import Store

Parameters = dict[str, Any]
Result = dict[str, Any]


@dataclass
class Conditions:
    """What an account has asked to go wrong, or to be different.

    Attributes:
        offline: slugs of devices that are offline for it.
        throttled: by operation, how many of the next calls are answered with ThrottlingException.
        variants: by slug, the variant of the device's emulation that its tasks run on.
    """

    offline: set[str] = field(default_factory=set)
    throttled: Counter[str] = field(default_factory=Counter)
    variants: dict[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As plain data; empty where nothing is different."""
        throttled = {operation: calls for operation, calls in self.throttled.items() if calls > 0}
        parts = {"offline": sorted(self.offline), "throttled": throttled, "variants": dict(self.variants)}
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def of(cls, document: dict[str, Any]) -> Conditions:
        """From plain data, as :meth:`document` writes it."""
        return cls(
            set(document.get("offline", ())),
            Counter(document.get("throttled", {})),
            dict(document.get("variants", {})),
        )


class Cloud(Protocol):
    """What operations use of the service; :class:`gangway.cloud.service.Service` is one."""

    store: Store
    storage: Storage
    runner: Runner
    clock: Clock
    conductor: Conductor
    jobs: Jobs

    def conditions(self, account: str) -> Conditions:
        """What is different for an account."""
        ...

    def seed_for(self, *parts: object) -> int:
        """The seed of a task."""
        ...


@dataclass(frozen=True)
class Here:
    """Where an operation acts: which cloud, for which account, in which region."""

    service: Cloud
    account: str
    region: str

    @property
    def conditions(self) -> Conditions:
        """What is different for this account."""
        return self.service.conditions(self.account)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session of the store, one at a time."""
        with self.service.conductor.session() as session:
            yield session

    def arn(self, kind: str, name: str) -> str:
        """The ARN of something of this account's, here."""
        return f"arn:aws:braket:{self.region}:{self.account}:{kind}/{name}"

    def check_arn(self, arn: str, kind: str) -> None:
        """Hold an ARN against what this caller may name.

        Raises:
            ServiceError: it is none, of another kind, another region's, or another account's.
        """
        parts = arn.split(":", 5)
        if len(parts) != 6 or parts[:3] != ["arn", "aws", "braket"] or not parts[5].startswith(f"{kind}/"):
            raise invalid(f"{arn!r} is no ARN of a {kind.replace('-', ' ')}.")
        if parts[4] != self.account:
            raise ServiceError("AccessDeniedException", f"{arn} belongs to another account than this caller.")
        if parts[3] != self.region:
            raise invalid(f"{arn} is in {parts[3]}, and this request was sent to {self.region}.")
