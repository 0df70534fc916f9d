"""The first process of a jail that root has made for one submission: it ends with whoever started the jail.

Root's bubblewrap has given up its privileges, and so may not kill what runs as another user when it is killed
itself. This process does what the kernel then doesn't: it holds nothing but a descriptor that ends when its
parent does, can't be looked into, is another user than the learner's process, and takes that along. Before
that it bounds the files of the jail, and gives up the privilege that this takes.
"""

from __future__ import annotations

import os
import select
import sys

from autograder.sandbox import jail, syscalls


def main(life: str, kept: str, *command: str) -> None:
    """Run ``command``, with the descriptor ``kept``, and end as it does, or when ``life`` ends.

    ``life`` names two descriptors, of a pipe's reading and writing end: ``3,4``.
    """
    reads, _ = map(int, life.split(","))
    jail.bound_files()
    child = os.fork()
    if not child:
        syscalls.close_all_but((0, 1, 2, int(kept)))
        os.execv(command[0], command)  # noqa: S606 (there is no shell here)
    watched = os.pidfd_open(child)
    syscalls.set_dumpable(False)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    syscalls.close_all_but((0, 1, 2, reads, watched))
    syscalls.no_new_privileges()
    syscalls.drop_capabilities()
    if gone(reads, watched):
        os._exit(1)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


def gone(life: int, *others: int) -> bool:
    """Wait until one of ``others`` can be read from; true if ``life`` ended before."""
    poll = select.poll()
    for descriptor in (life, *others):
        poll.register(descriptor, select.POLLIN)
    while True:
        ready = [descriptor for descriptor, _ in poll.poll()]
        if life in ready and not os.read(life, 1 << 12):
            return True
        if any(descriptor in ready for descriptor in others):
            return False


if __name__ == "__main__":
    main(*sys.argv[1:])
