"""What jobs use of the cloud that they are part of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gangway.cloud.clock import Clock
    from gangway.cloud.conductor import Conductor
    from gangway.cloud.jobs.bridge import Answer
    from gangway.cloud.storage import Storage


@dataclass(frozen=True)
class Host:
    """What jobs use of the cloud that they are part of.

    Attributes:
        storage: where their sources, data, logs and results are.
        clock: the cloud's time.
        conductor: gives sessions of the cloud's store.
        answer: the cloud's response to a signed request, for jobs whose cloud has no server.
    """

    storage: Storage
    clock: Clock
    conductor: Conductor
    answer: Answer
