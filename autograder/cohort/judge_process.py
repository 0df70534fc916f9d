"""The judge's process: a warm parent that forks a child for each submission, under limits of its own.

A :class:`~autograder.cohort.judge_client.Judge` starts it with ``python -m autograder.cohort.judge_process``:
it reads requests from its standard input and answers on its standard output, each a length of eight bytes
and that much JSON. It never meets a learner's code: what it is handed is plain data. The parent loads the
course's checks, which are the instructor's; only a child looks at a learner's answers, and ends with them.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

#: CPU seconds that showing a learner's outputs may take once the verdicts are out; then they are left out.
SHOWING_SECONDS = 15

#: A reply larger than this is none.
MOST = 256 << 20

_LINUX = sys.platform == "linux"


def main() -> None:
    """Answer requests until the other end is gone."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a check prints is no reply
    _warm_up()
    with contextlib.suppress(BrokenPipeError):
        while (request := receive(requests)) is not None:
            send(replies, _answered(request))


def _warm_up() -> None:
    """Import what judging needs, so that no child has to."""
    from autograder.cohort import judging, show  # noqa: F401


def receive(stream: BinaryIO) -> bytes | None:
    """The next message; ``None`` where the other end is gone."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    length = int.from_bytes(head, "big")
    if length > MOST:
        return None
    body = stream.read(length)
    return body if len(body) == length else None


def send(stream: BinaryIO, message: bytes) -> None:
    """Send one message."""
    stream.write(len(message).to_bytes(8, "big"))
    stream.write(message)
    stream.flush()


def _answered(request: bytes) -> bytes:
    """The reply: JSON lines of what was asked, or one that says how it failed."""
    try:
        wanted = json.loads(request)
        if wanted["ask"] == "table":
            return _line({"table": _table(wanted)})
        _load(wanted)
        return _in_a_child(wanted) if _LINUX else b"".join(_judged(wanted))
    except Exception as error:
        return _line({"failed": f"{type(error).__name__}: {error}"})


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _load(wanted: dict[str, Any]) -> None:
    """Load the checks that will be needed, before forking."""
    from autograder.course import course

    known = course(Path(wanted["course"]))
    for lesson in {str(cell["exercise"]).partition("/")[0] for cell in wanted["cells"]}:
        # a course without it is the grader's fault, cell by cell; that is said when it is judged
        if lesson in known.lessons:
            with contextlib.suppress(Exception):
                known.lesson(lesson).exercises  # noqa: B018 - it is the loading that counts


def _table(wanted: dict[str, Any]) -> Any:
    """What the runner may know of the exercises."""
    from autograder import asked
    from autograder.cohort import judging
    from autograder.course import course

    return asked.table(
        course(Path(wanted["course"])),
        [cell["exercise"] for cell in wanted["cells"]],
        given=judging.numbers(wanted.get("given", {})),
    )


def _judged(wanted: dict[str, Any]) -> Iterator[bytes]:
    """The results, and then the notebook that shows them: the second may fail where the first stands."""
    from autograder.cohort import judging, show
    from autograder.cohort.run import Ran

    evidence = [judging.Evidence.from_plain(plain) for plain in wanted["evidence"]]
    results = judging.judge_all(Path(wanted["course"]), evidence, wanted.get("given", {}))
    yield _line({"results": [asdict(result) for result in results]})
    shown = show.graded_notebook(wanted["notebook"].encode(), Ran(**wanted["ran"]), results, wanted["notes"])
    yield _line({"notebook": shown})


def _in_a_child(wanted: dict[str, Any]) -> bytes:
    """What a forked child says: lines that it finished, or one that says how it ended."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _be_the_child(wanted, theirs)
    os.close(theirs)
    try:
        said = _all_of(ours, time.monotonic() + wanted["limits"]["wall_seconds"])
    finally:
        os.close(ours)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    return said or _line({"failed": f"it ended with {_how(ended)}"})


def _how(ended: int) -> str:
    return f"exit status {ended}" if ended >= 0 else f"signal {signal.Signals(-ended).name}"


def _be_the_child(wanted: dict[str, Any], pipe: int) -> None:
    """Judge under limits, and end without running anything of the parent's."""
    status = 1
    try:
        _limit_self(**wanted["limits"])
        with os.fdopen(pipe, "wb") as out:
            for line in _judged(wanted):
                out.write(line)
                out.flush()
                _limit_showing()
        status = 0
    finally:
        os._exit(status)


def _limit_self(cpu_seconds: int, memory: int, wall_seconds: float) -> None:
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no Path after a fork
        size = int(file.read().split()[0]) * resource.getpagesize()
    for limit, most in (
        (resource.RLIMIT_AS, size + memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _limit_showing() -> None:
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(used.ru_utime + used.ru_stime) + SHOWING_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, most), hard))


def _all_of(pipe: int, deadline: float) -> bytes:
    """The whole lines up to the pipe's end, at most until the deadline (of the monotonic clock)."""
    parts, size = [], 0
    while (left := deadline - time.monotonic()) > 0 and size <= MOST:
        if not select.select([pipe], [], [], left)[0]:
            break
        part = os.read(pipe, 1 << 20)
        if not part:
            break
        parts.append(part)
        size += len(part)
    whole = b"".join(parts)
    return whole[: whole.rfind(b"\n") + 1]


if __name__ == "__main__":
    main()
