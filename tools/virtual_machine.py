"""Run a command of this checkout under Debian's own kernel, in a virtual machine with this machine's files.

    python tools/virtual_machine.py -- .venv/bin/pytest tests/sandbox/test_cgroup.py

For what a machine's kernel can't be asked for: control groups of version 2 with every controller, above all,
which a container or a machine with version 1 doesn't have. The guest sees this machine's files and keeps
what it writes to itself; it has no network. It is root, unless ``--user`` names somebody, who then has a
control group of his own to divide, as systemd gives one. The command's output and exit status are the
guest's.

It takes Debian's packages qemu-system-x86, busybox-static and kmod, and apt-get to fetch a kernel. Without
``--kvm`` all is emulated: it needs nothing of the machine, and patience.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

KERNEL = "linux-image-amd64"
PROGRAMS = {"qemu-system-x86_64": "qemu-system-x86", "busybox": "busybox-static", "depmod": "kmod"}
MODULES = ("virtio_pci", "9pnet_virtio", "9p", "overlay")
#: The guest's last words: its command's exit status.
_ENDED = re.compile(r"^the command ended with (\d+)\s*$", re.MULTILINE)

#: From the start to the machine's own files, with what is written kept in memory.
START = """#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /files /kept /system
/bin/busybox mount -t proc proc /proc
for module in {modules}; do /bin/busybox insmod /modules/$module; done
/bin/busybox mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=1048576 files /files
/bin/busybox mount -t tmpfs tmpfs /kept
/bin/busybox mkdir /kept/upper /kept/work
/bin/busybox mount -t overlay -o lowerdir=/files,upperdir=/kept/upper,workdir=/kept/work overlay /system
/bin/busybox cp /then /system/then
/bin/busybox umount /proc
exec /bin/busybox switch_root /system /bin/bash /then
"""

#: What a system has when it is up, then the command, then the end.
THEN = """
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
for place in /dev/shm /run; do mount -t tmpfs -o mode=1777 tmpfs $place; done
mount -t cgroup2 cgroup2 /sys/fs/cgroup
echo "+memory +pids" > /sys/fs/cgroup/cgroup.subtree_control
ip link set lo up 2> /dev/null || /bin/busybox ip link set lo up
cd {place}
export HOME=~root PATH={path} LANG=C.UTF-8
{before}
{command}
echo "the command ended with $?"
/bin/busybox poweroff -f
"""

#: The same by an ordinary user, in a control group that is his to divide.
BY_A_USER = """
group=/sys/fs/cgroup/session/scope
mkdir -p $group /tmp/home
echo "+memory +pids" > $group/../cgroup.subtree_control
chown {user} $group $group/cgroup.procs $group/cgroup.subtree_control $group/cgroup.threads /tmp/home
{python} -c "import os, sys; os.setxattr(sys.argv[1], 'user.delegate', b'1')" $group
(echo 0 > $group/cgroup.procs && HOME=/tmp/home exec setpriv --reuid {user} \\
    --regid "$(id -g {user})" --init-groups {command})
"""


def main() -> int:
    """Build what starts the guest, run it, and hand on what it says."""
    asked = _arguments()
    if missing := sorted(package for program, package in PROGRAMS.items() if not shutil.which(program)):
        sys.exit(f"Install what is missing: apt-get install {' '.join(missing)}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        kernel, modules = _kernel(place)
        image = place / "start.gz"
        image.write_bytes(gzip.compress(_archive(place, modules, _script(asked))))
        said = _watched(_machine(asked, kernel, image), asked.seconds)
    if ended := _ENDED.search(said):
        return int(ended.group(1))
    sys.exit("The guest ended, or was ended, before the command did.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--user", help="who runs the command in the guest, root by default")
    parser.add_argument(
        "--before", default="", metavar="LINE", help="what root's shell does first in the guest"
    )
    parser.add_argument("--memory", type=int, default=6144, help="the guest's memory in MiB, 6144 by default")
    parser.add_argument("--seconds", type=float, default=1800, help="until it is ended, 1800 by default")
    parser.add_argument("--kvm", action="store_true", help="have hardware support, where it works")
    parser.add_argument("command", nargs="+", help="what is run, in this folder")
    return parser.parse_args()


def _script(asked: argparse.Namespace) -> str:
    """What the guest does once it has this machine's files."""
    command = shlex.join(asked.command)
    if asked.user:
        names = {"user": shlex.quote(asked.user), "python": shlex.quote(sys.executable)}
        command = BY_A_USER.format(command=command, **names)
    place, path = shlex.quote(str(Path.cwd())), shlex.quote(os.environ["PATH"])
    return THEN.format(place=place, path=path, before=asked.before, command=command)


def _kernel(place: Path) -> tuple[Path, list[Path]]:
    """Debian's kernel, unpacked under ``place``, and the modules that the guest starts with, in order."""
    depends = _told("apt-cache", "depends", KERNEL)
    package = next(word for word in depends.split() if re.fullmatch(r"linux-image-\d.*", word))
    version = package.removeprefix("linux-image-")
    _told("apt-get", "download", package, cwd=place)
    (archive,) = place.glob("linux-image-*.deb")
    _told("dpkg", "-x", archive, place / "kernel")
    _told("depmod", "-b", place / "kernel", version)
    return place / f"kernel/boot/vmlinuz-{version}", list(_modules(place / "kernel", version))


def _told(*words: str | Path, cwd: Path | None = None) -> str:
    """What a program says; its complaints go where ours go."""
    return subprocess.run(list(words), cwd=cwd, stdout=subprocess.PIPE, text=True, check=True).stdout


def _modules(base: Path, version: str) -> Iterator[Path]:
    """Files of the modules that are wanted and of those that they need, each after what it needs."""
    told = _told("modprobe", "-d", base, "-S", version, "--show-depends", "-a", *MODULES)
    yield from dict.fromkeys(Path(line.split()[1]) for line in told.splitlines() if line.startswith("insmod"))


def _archive(place: Path, modules: list[Path], script: str) -> bytes:
    """The file system that the kernel starts from, as it wants it: cpio."""
    root = place / "start"
    (root / "bin").mkdir(parents=True)
    (root / "modules").mkdir()
    shutil.copy(str(shutil.which("busybox")), root / "bin/busybox")
    for module in modules:
        shutil.copy(module, root / "modules")
    (root / "then").write_text(script)
    (root / "init").write_text(START.format(modules=" ".join(module.name for module in modules)))
    (root / "init").chmod(0o755)
    names = "\n".join(str(path.relative_to(root)) for path in sorted(root.rglob("*")))
    packing = ["busybox", "cpio", "-o", "-H", "newc"]
    return subprocess.run(packing, cwd=root, input=names.encode(), capture_output=True, check=True).stdout


def _machine(asked: argparse.Namespace, kernel: Path, image: Path) -> list[str]:
    """The command line of the virtual machine: this machine's files read-only, two cores, no network."""
    files = "local,path=/,mount_tag=files,security_model=none,readonly=on,multidevs=remap"
    said = "console=ttyS0 quiet panic=-1 cgroup_no_v1=all"
    return [
        *("qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"),
        *(("-accel", "kvm", "-cpu", "host") if asked.kvm else ("-accel", "tcg,thread=multi", "-cpu", "max")),
        *("-smp", "2", "-m", str(asked.memory), "-serial", "stdio", "-virtfs", files),
        *("-kernel", str(kernel), "-initrd", str(image), "-append", said),
    ]


def _watched(command: list[str], seconds: float) -> str:
    """Run the guest, print what it says as it comes, and return it."""
    said = ""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as guest:
        clock = threading.Timer(seconds, guest.kill)
        clock.start()
        for line in guest.stdout or ():
            print(line, end="", flush=True)
            said += line
        clock.cancel()
    return said


if __name__ == "__main__":
    sys.exit(main())
