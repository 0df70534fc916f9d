"""What learners' code may see, call and use: nothing, in both modes."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from autograder.sandbox import Limits
from tests.sandbox.conftest import text

REPOSITORY = Path(__file__).parent.parent.parent

SURVEY = """
import json, os, pathlib, socket, resource
def seen(path):
    return sorted(os.listdir(path)) if os.path.isdir(path) else None
def able(call):
    try:
        call()
        return "done"
    except OSError as error:
        return error.strerror
def reads(path):
    try:
        return len(open(path, "rb").read(9))
    except OSError as error:
        return error.strerror
print(json.dumps({
    "root": seen("/"), "clone": seen(CLONE), "proc": seen("/proc"), "etc": seen("/etc"), "dev": seen("/dev"),
    "private": seen("/private"), "home": seen(os.path.expanduser("~")), "environment": sorted(os.environ),
    "pid": os.getpid(), "parent": os.getppid(), "user": os.getuid(), "groups": os.getgroups(),
    "descriptors": [d for d in range(256) if able(lambda: os.fstat(d)) == "done"],
    "host": socket.gethostname(),
    "fork": able(os.fork), "exec": able(lambda: os.execv("/usr/bin/true", ["true"])),
    "spawn": able(lambda: os.posix_spawn("/usr/bin/true", ["true"], {})),
    "inet": able(lambda: socket.socket()), "unix": able(lambda: socket.socket(socket.AF_UNIX)),
    "pair": able(lambda: [end.close() for end in socket.socketpair()]),
    "signal": able(lambda: os.getppid() and os.kill(os.getppid(), 9)),
    "pidfd": able(lambda: os.pidfd_open(1)), "priority": able(lambda: os.setpriority(os.PRIO_PROCESS, 0, 5)),
    "memfd": able(lambda: os.memfd_create("it")),
    "chown": able(lambda: os.chown("/private/work", 0, 0)),
    "mknod": able(lambda: os.mkfifo("/private/work/it")),
    "setuid": able(lambda: os.setuid(0)),
    "cpu": resource.getrlimit(resource.RLIMIT_CPU), "core": resource.getrlimit(resource.RLIMIT_CORE),
    "mem": reads("/proc/1/mem"), "shadow": reads("/etc/shadow"), "dot_git": reads(CLONE + "/pyproject.toml"),
    "written": [p for p in ("/", "/usr", "/etc", "/dev", "/dev/shm", "/proc", "/var/tmp", CLONE,
        CLONE + "/autograder", os.__file__) if able(lambda: pathlib.Path(p, "x").write_text("x")) == "done"],
}))
"""


def test_there_is_nothing_to_see_to_call_or_to_write_to(run):
    survey = json.loads(text(run(f"CLONE = {str(REPOSITORY)!r}", SURVEY), "c1"))
    assert set(survey["root"]) <= {
        *("bin", "dev", "etc", "lib", "lib32", "lib64", "libx32", "private", "proc", "sbin", "tmp", "usr"),
        *(
            Path(path).parts[1]
            for path in (str(REPOSITORY), os.sys.prefix, os.path.realpath(os.sys.base_prefix))
        ),
    }
    assert set(survey["clone"] or ()) <= {".venv", "autograder", "gangway"}
    assert survey["proc"] == ["meminfo"]
    assert not set(survey["etc"]) & {"passwd", "shadow", "hosts", "ssh", "ssl"}
    assert survey["dev"] == ["full", "null", "random", "urandom", "zero"]
    assert survey["private"] == ["data", "home", "work"]
    assert set(survey["home"]) <= {"ipython"}
    assert not [
        name for name in survey["environment"] if "SECRET" in name or name.startswith(("PYTEST", "AWS"))
    ]
    # the first process of its namespace: there is no other to look into
    # (root's jail for one submission has a keeper, which is another user's)
    assert (survey["pid"], survey["parent"]) in ((1, 0), (2, 1))
    assert survey["user"] != 0
    assert 0 not in survey["groups"]
    # nothing, nothing, nothing, and where the messages go
    assert survey["descriptors"][:3] == [0, 1, 2]
    assert len(survey["descriptors"]) == 4
    if survey["parent"]:
        assert survey["signal"] == "Operation not permitted"
    assert survey["host"] == "jail"
    for refused in ("fork", "exec", "spawn", "pidfd", "priority", "chown", "mknod", "setuid"):
        assert survey[refused] == "Operation not permitted", refused
    assert survey["inet"] == survey["unix"] == "Permission denied"
    assert survey["memfd"] == "Function not implemented"
    assert survey["pair"] == "done"
    assert survey["mem"] == survey["shadow"] == survey["dot_git"] == "No such file or directory"
    assert survey["written"] == []
    assert survey["cpu"][1] < 700
    assert survey["core"] == [0, 0]


CALLS = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
numbers = NUMBERS
def outcome(number):
    ctypes.set_errno(0)
    done = libc.syscall(ctypes.c_long(number), *[ctypes.c_ulong(0)] * 6)
    return "done" if done >= 0 else errno.errorcode[ctypes.get_errno()]
print({name: outcome(number) for name, number in numbers.items()})
"""
FORBIDDEN = """
ptrace process_vm_readv process_vm_writev pidfd_getfd pidfd_open pidfd_send_signal kcmp unshare setns
mount umount2 pivot_root chroot move_mount open_tree fsopen keyctl add_key request_key bpf
perf_event_open open_by_handle_at name_to_handle_at init_module kexec_load reboot swapon syslog
personality shmget semget msgget vmsplice splice tee setuid setgid capset setns execve execveat fork
vfork seccomp connect bind listen inotify_init1 fanotify_init mlockall sched_setaffinity setpriority
quotactl acct iopl
"""
LACKING = "io_uring_setup clone3 memfd_create userfaultfd"


def test_system_calls_that_are_not_listed_are_refused(run):
    import pyseccomp

    def number(name):
        return pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)

    numbers = {name: number(name) for name in (*FORBIDDEN.split(), *LACKING.split()) if number(name) >= 0}
    assert len(numbers) > 50
    outcomes = eval(text(run(CALLS.replace("NUMBERS", repr(numbers)))))
    for name in numbers:
        assert outcomes[name] == ("ENOSYS" if name in LACKING.split() else "EPERM"), name


def test_a_thread_may_be_started_and_a_namespace_not(run):
    ran = run(
        "import threading\nt = threading.Thread(target=lambda: print('from a thread'))\nt.start()\nt.join()",
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "print(libc.syscall(56, ctypes.c_ulong(0x10000000 | 17), 0, 0, 0, 0), ctypes.get_errno())",
        "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
    )
    assert text(ran) == "from a thread\n"
    assert text(ran, "c1") == "-1 1\n"
    assert text(ran, "c2") == "awaited\n"


def test_the_network_and_programs_fail_as_they_do_without_any(run_forked):
    ran = run_forked(
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:1', timeout=5)",
        "import subprocess\nsubprocess.run(['/usr/bin/true'])",
        "!echo hello",
        "print('still here')",
    )
    assert "URLError" in text(ran)
    assert "PermissionError" in text(ran, "c1")
    assert "hello" not in text(ran, "c2")
    assert text(ran, "c3") == "still here\n"


def test_what_one_submission_leaves_the_next_does_not_find(run):
    leave = "import pathlib, builtins\npathlib.Path('~/mark').expanduser().write_text('x')\nbuiltins.mark = 1"
    assert text(run(leave)) == ""
    assert "NameError" in text(run("mark"))
    assert text(run("import pathlib; print(list(pathlib.Path('/private').rglob('mark')))")) == "[]\n"


def test_descriptors_of_the_coordinator_stay_with_it(run, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("expected values")
    descriptor = os.open(secret, os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    first, second = socket.socketpair()
    try:
        probe = f"import os\nos.read({descriptor}, 9)"
        assert "Bad file descriptor" in text(run(probe))
    finally:
        os.close(descriptor)
        first.close()
        second.close()


def test_what_can_be_written_is_bounded(run):
    limits = Limits(files=4 << 20)
    ran = run(
        "open('a', 'wb').write(bytes(3 << 20)); open('b', 'wb').write(bytes(3 << 20))",
        "print('goes on')",
        limits=limits,
    )
    assert "OSError" in text(ran)
    assert text(ran, "c1") == "goes on\n"


def test_memory_is_bounded(run):
    limits = Limits(memory=256 << 20)
    ran = run(
        "import numpy as np\nkept = []\nwhile True:\n    kept.append(np.ones(1 << 24))",
        "del kept\nprint('goes on')",
        limits=limits,
    )
    assert ran.state("c0") == "out of memory"
    assert text(ran, "c1") == "goes on\n"


@pytest.mark.parametrize("flags", [0x22, 0x21])  # anonymous memory, private and shared
def test_memory_that_is_mapped_is_bounded(run_forked, flags):
    ran = run_forked(f"import mmap\nkept = [mmap.mmap(-1, 1 << 28, flags={flags}) for _ in range(100)]")
    assert "OSError" in text(ran)
