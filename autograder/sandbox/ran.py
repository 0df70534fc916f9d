"""What running a submission is bounded by, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FINISHED, TIMED_OUT, OUT_OF_MEMORY, CRASHED = "finished", "timed out", "out of memory", "crashed"

UNSAFE = (
    "Submissions would run here without isolation, with your rights: they could read and change your files, "
    "other submissions and the gradebook, and use the network. If you trust all of them, say so: --unsafe"
)


class NotIsolated(RuntimeError):
    """Refused to run learners' code without isolation; ``reasons`` say why none is to be had here."""

    def __init__(self, reasons: Sequence[str] = ()) -> None:
        super().__init__("\n".join([UNSAFE, *reasons]))
        self.reasons = tuple(reasons)

    def __reduce__(self) -> tuple[type[NotIsolated], tuple[tuple[str, ...]]]:
        return type(self), (self.reasons,)


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes:
        cell_seconds: CPU time of one cell, in seconds (without isolation: wall time).
        total_seconds: CPU time of a whole submission, in seconds (without isolation: wall time).
        start_seconds: wall time until a kernel or a sandbox is ready, in seconds.
        output: characters of output kept of one cell.
        wall_factor: wall times, as a multiple of the CPU times: a machine may be busy, and a cell may wait.
        memory: bytes that a submission may allocate.
        files: bytes that it may write.
        answers: characters of the answers of one cell.
    """

    cell_seconds: float = 60
    total_seconds: float = 300
    start_seconds: float = 120
    output: int = 2_000_000
    wall_factor: float = 3
    memory: int = 2 << 30
    files: int = 64 << 20
    answers: int = 8_000_000

    @property
    def cell_wall(self) -> float:
        """Wall time of one cell, in seconds."""
        return self.cell_seconds * self.wall_factor

    @property
    def total_wall(self) -> float:
        """Wall time of a whole submission, in seconds."""
        return self.total_seconds * self.wall_factor


def total_for(cell_seconds: float) -> float:
    """CPU seconds of a whole submission where one cell may take ``cell_seconds``."""
    return float(max(Limits.total_seconds, 5 * cell_seconds))


@dataclass(frozen=True)
class Ran:
    """What came of running a notebook.

    Attributes:
        cells: by cell id, how the cell ended (``"finished"``, ``"timed out"``, …) and its outputs.
        ended: how the whole run ended.
        late: whether it was wall time that ran out anywhere, which a busy machine may be to blame for;
            CPU time that runs out is the submission's own doing.
        killed: whether somebody outside has killed it: the kernel, when the machine's memory ran out, or a
            person. What runs out within the submission's own limits is told by itself.
        cpu: CPU seconds that the submission used, where they are known.
    """

    cells: Mapping[str, Mapping[str, Any]]
    ended: str = FINISHED
    late: bool = False
    killed: bool = False
    cpu: float = 0.0

    @property
    def excused(self) -> bool:
        """Whether the machine may be to blame for its end, so that it is tried once more."""
        return self.late or self.killed

    @property
    def timed_out(self) -> bool:
        """Whether any cell took too long."""
        return self.ended == TIMED_OUT or any(cell["ended"] == TIMED_OUT for cell in self.cells.values())

    def outputs(self, cell: str) -> list[dict[str, Any]]:
        """The outputs of one cell."""
        return list(self.cells.get(cell, {}).get("outputs", ()))

    def state(self, cell: str) -> str:
        """How one cell ended; a cell that was never reached ended as the whole run did."""
        return str(self.cells.get(cell, {}).get("ended", self.ended))
