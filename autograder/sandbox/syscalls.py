"""The few system calls that isolation needs and Python 3.11 has no function for. Linux only."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Collection
from functools import cache
from typing import Any

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
CLONE_THREAD = 0x00010000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_PR_GET_TID_ADDRESS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 40, 47, 4
_CLONE_CHILD_CLEARTID, _CLONE_CHILD_SETTID = 0x00200000, 0x01000000
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_CLONE = {"x86_64": 56, "aarch64": 220}
_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC = 1, 1
_MADV_COLLAPSE = 25
_CLOSE_RANGE = 436  # the same number on every architecture
_FILTER_STEP = 8  # bytes of one instruction of a filter


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


def fork_into(namespaces: int) -> int:
    """As :func:`os.fork`, but the child is born into new namespaces; for a process of one thread only.

    One fork in place of two: what costs time in forking a warm process is its many pages. The C library
    notes who a thread is; the kernel puts that right in the child (``PR_GET_TID_ADDRESS``), as its fork does.
    """
    noted = ctypes.c_ulong()
    _check(_prctl(_PR_GET_TID_ADDRESS, ctypes.addressof(noted)), "prctl(PR_GET_TID_ADDRESS)")
    flags = namespaces | _CLONE_CHILD_SETTID | _CLONE_CHILD_CLEARTID | signal.SIGCHLD
    # the last two are the place of the note and one that is not used, in an order that the architecture says
    arguments = [ctypes.c_ulong(value) for value in (flags, 0, 0, noted.value, noted.value)]
    number = ctypes.c_long(_CLONE[os.uname().machine])
    python = ctypes.PyDLL(None, use_errno=True)  # the child must find itself holding Python's lock
    python.PyOS_BeforeFork()
    child: int = python.syscall(number, *arguments)
    if child:
        error = ctypes.get_errno()
        python.PyOS_AfterFork_Parent()
        ctypes.set_errno(error)
        return _check(child, "clone")
    python.PyOS_AfterFork_Child()
    return 0


def mount_tmpfs(where: str, flags: int, options: str) -> None:
    """Mount an empty file system in memory."""
    arguments = (b"tmpfs", where.encode(), b"tmpfs", ctypes.c_ulong(flags), options.encode())
    _check(_libc().mount(*arguments), f"mount {where}")


def make_read_only(where: str, flags: int) -> None:
    """Let nobody write to what is mounted there any more."""
    remount(where, flags | MS_RDONLY)


def remount(where: str, flags: int, options: str | None = None) -> None:
    """Change how a file system is mounted; options that are not named stay."""
    nothing = ctypes.c_char_p(None)
    changed = ctypes.c_char_p(options.encode() if options else None)
    arguments = (nothing, where.encode(), nothing, ctypes.c_ulong(flags | MS_REMOUNT), changed)
    _check(_libc().mount(*arguments), f"remount {where}")


def collapse(begin: int, size: int) -> None:
    """Join a range's pages into huge ones, those that can be, on Linux 6.1 and newer."""
    arguments = (ctypes.c_void_p(begin), ctypes.c_size_t(size), ctypes.c_int(_MADV_COLLAPSE))
    _libc().madvise(*arguments)


def _prctl(option: int, first: int = 0, second: int = 0) -> int:
    arguments = [ctypes.c_ulong(value) for value in (first, second, 0, 0)]
    return _libc().prctl(ctypes.c_int(option), *arguments)


def die_with_parent() -> None:
    """Have this process killed when its parent ends."""
    _check(_prctl(_PR_SET_PDEATHSIG, 9), "prctl(PR_SET_PDEATHSIG)")


def set_dumpable(dumpable: bool) -> None:
    """Whether processes of the same user may look into this one."""
    _check(_prctl(_PR_SET_DUMPABLE, int(dumpable)), "prctl(PR_SET_DUMPABLE)")


def no_new_privileges() -> None:
    """Never gain a privilege again, by whatever program is started."""
    _check(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "prctl(PR_SET_NO_NEW_PRIVS)")


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    for capability in range(_LAST_CAPABILITY + 1):
        _prctl(_PR_CAPBSET_DROP, capability)  # refused where there is none to drop: then it is dropped
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(_libc().capset(header, nothing), "capset")


def close_all_but(kept: Collection[int]) -> None:
    """Close every descriptor of this process that is not named."""
    begin = 0
    for descriptor in sorted(set(kept)):
        if descriptor > begin:
            _close_range(begin, descriptor - 1)
        begin = descriptor + 1
    _close_range(begin, 0xFFFFFFFF)


def _close_range(first: int, last: int) -> None:
    arguments = (ctypes.c_uint(first), ctypes.c_uint(last), ctypes.c_uint(0))
    _check(_libc().syscall(ctypes.c_long(_CLOSE_RANGE), *arguments), "close_range")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def load_filter(program: bytes) -> None:
    """Load a compiled filter of system calls into every thread of this process."""
    held = ctypes.create_string_buffer(program, len(program))
    loaded = _Program(len(program) // _FILTER_STEP, ctypes.cast(held, ctypes.c_char_p))
    number = ctypes.c_long(_SECCOMP[os.uname().machine])
    how = (ctypes.c_uint(_SECCOMP_SET_MODE_FILTER), ctypes.c_uint(_SECCOMP_FILTER_FLAG_TSYNC))
    result = _libc().syscall(number, *how, ctypes.byref(loaded))
    if result > 0:
        raise OSError(0, f"seccomp: thread {result} could not be filtered")
    _check(result, "seccomp")
