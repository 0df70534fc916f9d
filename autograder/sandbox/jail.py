"""The isolation policy, the one place that says what learners' code may see, call and use.

From outside in: namespaces with nothing in them (no network, no other process), a file system of read-only
system and Python, an environment made from nothing, no capability and another user than root, limits on
everything that can be used up, and a list of the system calls that are allowed. A submission is one process:
it may start threads, and no other process, so that what it uses is counted where it is limited.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder import one_thread
from autograder.sandbox import syscalls
from autograder.sandbox.cgroup import Bounds
from autograder.sandbox.ran import Limits

#: Who learners' code is, inside.
USER = 1000
#: Everything that it may write to lies below this folder, which is in memory. It is /tmp by another name:
#: a clone below the machine's own /tmp would be hidden by a folder of that name.
PRIVATE = "/private"
_SHARED = Path("/tmp")  # noqa: S108 (inside the jail, where nobody else is)
FOLDERS = tuple(f"{PRIVATE}/{name}" for name in ("work", "home", "data"))
#: What Python and its libraries have allocated before the first cell runs, and some room, in bytes.
OWN_MEMORY = 3 << 29
#: All that learners' code sees of ``/proc``: libraries ask how much memory there is before they begin.
MEMORY = Path(__file__).with_name("meminfo.txt")
#: How many files a submission may make.
MOST_FILES = 10_000
#: Threads, open files and waiting signals of a submission.
MOST_THREADS, MOST_OPEN, MOST_SIGNALS = 128, 256, 128

#: Addresses that threads reserve without using them, and how addresses in use are searched: from, by.
_FOR_THREADS = 512 << 20
_MOST_ADDRESSES, _STEP = 16 << 30, 64 << 20

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_INSIDE_SYSTEM = tuple(f"{folder}/" for folder in _SYSTEM)
_SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "fonts", "localtime", "alternatives")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_OF_THE_PROJECT = ("gangway", "autograder")


class Unavailable(RuntimeError):
    """A jail can't be made on this machine; the message says why."""


def bounds(limits: Limits) -> Bounds:
    """What a jail may use in all: one submission, its files, and what is loaded for it."""
    return Bounds(memory=OWN_MEMORY + limits.memory + limits.files, processes=2 * MOST_THREADS)


# --- from outside: namespaces, files, environment, user ----------------------------------------------------


def command(inner: list[str], files: int, life: tuple[int, int], kept: int, *, forks: bool) -> list[str]:
    """The command line that runs ``inner`` in a jail.

    Args:
        inner: the program and its arguments.
        files: bytes that may be written.
        life: a pipe that ends when bubblewrap does, which holds its writing end.
        kept: the descriptor that ``inner`` talks over.
        forks: whether it makes further namespaces, for which it needs ``/proc``: learners' code never sees
            that. If not, the jail ends with the thread that starts it.

    Raises:
        Unavailable: a program that this needs is missing, or this is not Linux.
    """
    return [
        _program("bwrap", "bubblewrap"),
        *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
        *_user(forks),
        *("--as-pid-1", "--new-session", "--hostname", "jail", "--clearenv"),
        *([] if forks else ["--die-with-parent"]),
        *("--json-status-fd", str(life[1])),
        *_files(files, proc=forks),
        *(word for name, value in environment().items() for word in ("--setenv", name, value)),
        *("--chdir", PRIVATE, "--"),
        *_kept(life, kept, forks),
        *_as_another_user(),
        *inner,
    ]


def _kept(life: tuple[int, int], kept: int, forks: bool) -> list[str]:
    """What takes a submission along when root's bubblewrap is killed, which may not do that itself."""
    if forks or os.geteuid():
        return []
    return python("autograder.sandbox.keeper", ",".join(map(str, life)), str(kept))


def python(module: str, *arguments: str) -> list[str]:
    """The command of one of this package's programs: nothing outside decides what is imported."""
    return [sys.executable, "-I", "-B", "-m", module, *arguments]


def _program(name: str, package: str) -> str:
    if not sys.platform.startswith("linux"):
        raise Unavailable("jails are made of what the Linux kernel has; this is not Linux")
    if found := shutil.which(name):
        return found
    raise Unavailable(f"{name} is not installed (Debian, Ubuntu: apt-get install {package})")


def _user(forks: bool) -> list[str]:
    """An ordinary user gets a user namespace; root needs none, and what it keeps goes with setpriv.

    A jail for one submission has its files bounded from inside (:func:`bound_files`), before that one comes.
    """
    kept = [] if forks or _is_setuid() else ["SYS_ADMIN"]
    if os.geteuid():
        return ["--unshare-user", "--uid", str(USER), "--gid", str(USER), *_capabilities(kept)]
    return _capabilities(["SETUID", "SETGID", "SETPCAP", *kept])


def _is_setuid() -> bool:
    """Whether bubblewrap was installed to run as root, and so gives nobody else a privilege."""
    return bool(os.geteuid() and Path(_program("bwrap", "bubblewrap")).stat().st_mode & stat.S_ISUID)


def _capabilities(names: list[str]) -> list[str]:
    return [word for name in names for word in ("--cap-add", f"CAP_{name}")]


def _as_another_user() -> list[str]:
    if os.geteuid():
        return []
    # of its own for each process that grades, so that one's threads don't count as another's
    user = str(60_000 + os.getpid() % 5_000)
    dropped = ("--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--clear-groups")
    return [_program("setpriv", "util-linux"), f"--reuid={user}", f"--regid={user}", *dropped, "--"]


def _files(room: int, *, proc: bool) -> list[str]:
    visible = [*_python_roots(), *_project()]
    words = [word for folder in _SYSTEM for word in _bound(Path(folder))]
    words += _parents([*visible, Path("/etc/it")])
    for name in _SETTINGS:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    words += [word for folder in visible for word in ("--ro-bind", str(folder), str(folder))]
    words += ["--tmpfs", "/dev"]
    for name in _DEVICES:
        words += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    words += ["--perms", "1777", "--size", str(room), "--tmpfs", PRIVATE]
    if not any(_SHARED in folder.parents for folder in visible):
        words += ["--symlink", PRIVATE, str(_SHARED)]
    hidden = ["--perms", "0555", "--dir", "/proc", "--ro-bind", str(MEMORY), "/proc/meminfo"]
    words += ["--proc", "/proc"] if proc else hidden
    return [*words, "--remount-ro", "/dev", "--remount-ro", "/"]


def _parents(folders: list[Path]) -> list[str]:
    """Folders on the way to others, which anybody may pass: bubblewrap would make them its caller's alone."""
    parents = sorted({parent for folder in folders for parent in folder.parents} - {Path("/")})
    inside = [parent for parent in parents if not f"{parent}/".startswith(_INSIDE_SYSTEM)]
    return [word for parent in inside for word in ("--perms", "0755", "--dir", str(parent))]


def _bound(folder: Path) -> list[str]:
    if folder.is_symlink():
        return ["--symlink", str(folder.readlink()), str(folder)]
    return ["--ro-bind", str(folder), str(folder)] if folder.is_dir() else []


def _python_roots() -> list[Path]:
    """The folders of this Python and its packages, and of the fonts that matplotlib has found."""
    named = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]
    named += [os.path.realpath(name) for name in named] + [str(drawing_cache())]
    roots = sorted({Path(name) for name in named if not f"{name}/".startswith(_INSIDE_SYSTEM)})
    return [root for root in roots if not any(other in root.parents for other in roots)]


def _project() -> list[Path]:
    """Of the project its two packages, unless they are installed among the others."""
    specs = [find_spec(name) for name in _OF_THE_PROJECT]
    found = [Path(place).resolve() for spec in specs for place in _places(spec)]
    return [folder for folder in found if folder.parent.name not in ("site-packages", "dist-packages")]


def _places(spec: ModuleSpec | None) -> Iterable[str]:
    return (spec.submodule_search_locations if spec else None) or ()


def environment() -> dict[str, str]:
    """The environment of learners' code."""
    work, home, data = FOLDERS
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": work,
        "IPYTHONDIR": f"{home}/ipython",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(drawing_cache()),
        "GANGWAY_ANSWERS": "emit",
        "GANGWAY_CLOUD": "in-process",
        "GANGWAY_DATA": data,
        "QISKIT_PARALLEL": "FALSE",
        "QDK_PYTHON_TELEMETRY": "none",
        **one_thread.ENVIRONMENT,
    }


@cache
def drawing_cache() -> Path:
    """Matplotlib's cache of fonts, made once: without it every run searches for seconds."""
    folder = Path(sys.prefix) / "share" / "gangway" / "matplotlib"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"gangway-matplotlib-{os.getuid()}"
        folder.mkdir(mode=0o755, exist_ok=True)
    return folder


# --- from inside: limits, capabilities, system calls -------------------------------------------------------


def allocated() -> int:
    """Bytes that this process has allocated, with some room; where that can't be seen, what is enough."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return OWN_MEMORY
    return (int(status.partition("VmData:")[2].split()[0]) << 10) + (64 << 20)


def addresses() -> int:
    """Bytes of addresses that this process uses, to 64 MiB: found by trying limits, as there may be no /proc.

    Memory that could be shared counts here and nowhere else.
    """
    import mmap
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    tried = range(_STEP, _MOST_ADDRESSES + _STEP, _STEP)

    def is_enough(bound: int) -> bool:
        resource.setrlimit(resource.RLIMIT_AS, (bound, before[1]))
        try:
            mmap.mmap(-1, mmap.PAGESIZE).close()
        except (OSError, MemoryError):
            return False
        return True

    try:
        return _STEP * (1 + bisect_left(tried, True, key=is_enough))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def bound_files() -> None:
    """Bound how many files there can be in the learner's folder, where bubblewrap bounds only their size.

    It takes a privilege over the jail that is given up right after; where there is none, nothing happens.
    """
    if os.statvfs(PRIVATE).f_files > MOST_FILES:
        with contextlib.suppress(OSError):
            syscalls.remount(PRIVATE, syscalls.MS_NOSUID | syscalls.MS_NODEV, f"nr_inodes={MOST_FILES}")


def limit(limits: Limits, allocated: int = OWN_MEMORY) -> None:
    """Bound what this process can use from now on; ``allocated`` is what it has."""
    import resource

    memory = limits.memory + allocated
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + limits.total_seconds) + 1
    bounds = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_AS: addresses() + limits.memory + _FOR_THREADS,
        resource.RLIMIT_FSIZE: limits.files,
        resource.RLIMIT_NOFILE: MOST_OPEN,
        resource.RLIMIT_NPROC: MOST_THREADS,
        resource.RLIMIT_SIGPENDING: MOST_SIGNALS,
        resource.RLIMIT_STACK: 8 << 20,
        **dict.fromkeys((resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE), 0),
    }
    for what, bound in bounds.items():
        _, most = resource.getrlimit(what)
        lower = bound if most == resource.RLIM_INFINITY else min(bound, most)
        resource.setrlimit(what, (lower, lower))


def seal(limits: Limits, program: bytes, keep: tuple[int, ...], allocated: int = OWN_MEMORY) -> None:
    """The last thing before a learner's code: no privilege, no look inside, no descriptor, limits, filter."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    syscalls.close_all_but((0, 1, 2, *keep))
    syscalls.no_new_privileges()
    syscalls.drop_capabilities()
    syscalls.set_dumpable(False)
    limit(limits, allocated)
    syscalls.load_filter(program)


_ALLOWED = """
read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek close dup dup2 dup3 pipe
pipe2 open openat openat2 creat close_range stat fstat lstat newfstatat statx statfs fstatfs access
faccessat faccessat2 getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename
renameat renameat2 link linkat symlink symlinkat readlink readlinkat truncate ftruncate fallocate chmod
fchmod fchmodat umask utime utimes utimensat futimesat fsync fdatasync sync_file_range flock fadvise64
copy_file_range sendfile fcntl mremap munmap mprotect madvise brk msync mincore pkey_alloc pkey_free
pkey_mprotect membarrier futex futex_waitv set_robust_list get_robust_list set_tid_address rseq arch_prctl
gettid getpid getppid getuid geteuid getgid getegid getresuid getresgid getgroups getpgid getpgrp getsid
exit exit_group restart_syscall rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigpending
rt_sigtimedwait rt_sigqueueinfo sigaltstack kill tkill tgkill pause alarm setitimer getitimer timer_create
timer_settime timer_gettime timer_getoverrun timer_delete timerfd_create timerfd_settime timerfd_gettime
signalfd signalfd4 wait4 waitid nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time
times getrusage sysinfo uname getrlimit setrlimit getpriority getcpu sched_yield sched_getaffinity
sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min getrandom capget poll
ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd
eventfd2 getsockopt setsockopt getsockname getpeername sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg
shutdown
"""
#: What a kernel's message sockets need besides; they are opened, bound and listening before it starts.
_FOR_MESSAGES = ("accept", "accept4")
#: Calls that libraries do without when they are told that the kernel has none.
_UNKNOWN = ("clone3", "io_uring_setup", "memfd_create", "userfaultfd", "landlock_create_ruleset")
_TERMINAL_QUESTIONS = (
    0x5401,
    0x5413,
    0x541B,
    0x5421,
    0x5450,
    0x5451,
)  # TCGETS … FIONREAD, FIONBIO, FIO[N]CLEX
_HARMLESS_PRCTL = (3, 15, 16, 21, 23, 27, 39, 0x53564D41)  # GET_DUMPABLE, [GS]ET_NAME, GET_*, SET_VMA
_NEW_NAMESPACES = 0x7E020080
_AF_UNIX = 1


@cache
def filter_program(messages: bool = False) -> bytes:
    """The compiled list of allowed system calls; ``messages``: also what a kernel's sockets need.

    Everything else is refused with EPERM: processes, sockets, mounts, namespaces, tracing, keys.

    Raises:
        Unavailable: libseccomp is missing.
    """
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError) as error:
        raise Unavailable(
            f"libseccomp is missing (Debian, Ubuntu: apt-get install libseccomp2): {error}"
        ) from None
    wanted = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    wanted.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    for name in (*_ALLOWED.split(), *(_FOR_MESSAGES if messages else ())):
        _rule(wanted, pyseccomp.ALLOW, name)
    for name in _UNKNOWN:
        _rule(wanted, pyseccomp.ERRNO(errno.ENOSYS), name)
    _conditions(wanted)
    with tempfile.TemporaryFile() as file:
        wanted.export_bpf(file)
        file.seek(0)
        return file.read()


def _rule(wanted: Any, action: int, name: str, *conditions: Any) -> None:
    import pyseccomp

    # a call that this architecture or library doesn't know needs no rule: it is refused
    if (number := pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)) >= 0:
        wanted.add_rule(action, number, *conditions)


def _conditions(wanted: Any) -> None:
    """The calls that are allowed for some of their arguments only."""
    import pyseccomp
    from pyseccomp import ALLOW, ERRNO, Arg

    thread = Arg(0, pyseccomp.MASKED_EQ, syscalls.CLONE_THREAD | _NEW_NAMESPACES, syscalls.CLONE_THREAD)
    _rule(wanted, ALLOW, "clone", thread)
    _rule(wanted, ALLOW, "socketpair", Arg(0, pyseccomp.EQ, _AF_UNIX))
    _rule(wanted, ERRNO(errno.EACCES), "socket")  # what a machine without a network says
    for question in _TERMINAL_QUESTIONS:
        _rule(wanted, ALLOW, "ioctl", Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, question))
    for option in _HARMLESS_PRCTL:
        _rule(wanted, ALLOW, "prctl", Arg(0, pyseccomp.MASKED_EQ, 0xFFFFFFFF, option))
    _rule(wanted, ALLOW, "prlimit64", Arg(0, pyseccomp.MASKED_EQ, 0xFFFFFFFF, 0))
    _rule(wanted, ALLOW, "mmap")
