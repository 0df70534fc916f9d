"""What attacks aim at: canaries in a folder of their own, a process of somebody else's, doors that listen.

Every target was made for the tests. The code of an attack learns of them by the name ``AIM``; as long as it
finds itself in the machine's own process namespace it goes for the decoy and for no other process.
"""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PRELUDE = '''
import os as _os
AIM = {aim!r}
AIM["mark"] = AIM["mark"][::-1]  # so that no source holds it
def gained(*what):
    print(AIM["mark"], *what, flush=True)
def jailed():
    """Whether this is another process namespace than the machine's: else only the decoy is a target."""
    try:
        return _os.readlink("/proc/self/ns/pid") != AIM["pidns"]
    except OSError:
        return True
def others():
    """The processes to attack."""
    if not jailed():
        return [AIM["decoy"]]
    try:
        seen = [int(name) for name in _os.listdir("/proc") if name.isdigit()]
    except OSError:
        seen = list(range(1, 64))
    return [pid for pid in seen if pid != _os.getpid()]
def syscall(number, *arguments):
    """A bare system call: its result, or -1 and the error's number in ``syscall.error``."""
    import ctypes
    c = ctypes.CDLL(None, use_errno=True)
    c.syscall.restype = ctypes.c_long
    result = c.syscall(ctypes.c_long(number), *arguments)
    syscall.error = ctypes.get_errno()
    return result
'''

_DECOY = """
import ctypes, os, sys
secret = open(sys.argv[1])
buffer = ctypes.create_string_buffer(b"untouched " + sys.argv[2].encode())
print(ctypes.addressof(buffer), secret.fileno(), flush=True)
sys.stdin.readline()
print(buffer.value.decode(), flush=True)
"""


class Decoy:
    """A process with a secret in its memory, its environment and an open file, which attacks may hurt."""

    def __init__(self, secret_file: Path, token: str) -> None:
        self.token = token
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _DECOY, str(secret_file), token],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"DECOY_SECRET": token},
        )
        self.address, self.descriptor = map(int, self.process.stdout.readline().split())

    def untouched(self) -> bool:
        """Whether it still runs with its memory as it was; ends it."""
        try:
            said, _ = self.process.communicate("\n", timeout=60)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self.end()
            return False
        return said.strip() == f"untouched {self.token}"

    def end(self) -> None:
        """End it, whatever state it is in."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()


class Doors:
    """Listeners on the loopback address and on Unix sockets; ``knocked`` says which were reached."""

    def __init__(self, folder: Path, token: str) -> None:
        self.knocked: set[str] = set()
        self.abstract = f"gangway-attacks-{token}"
        self.path = str(folder / "door")
        self._open = {
            "tcp": socket.socket(),
            "udp": socket.socket(type=socket.SOCK_DGRAM),
            "abstract": socket.socket(socket.AF_UNIX),
            "unix": socket.socket(socket.AF_UNIX),
        }
        self._open["tcp"].bind(("127.0.0.1", 0))
        self._open["udp"].bind(("127.0.0.1", 0))
        self._open["abstract"].bind(f"\0{self.abstract}")
        self._open["unix"].bind(self.path)
        Path(self.path).chmod(0o777)
        for name, door in self._open.items():
            if name != "udp":
                door.listen()
            threading.Thread(target=self._watch, args=(name, door), daemon=True).start()

    def _watch(self, name: str, door: socket.socket) -> None:
        try:
            while True:
                if name == "udp":
                    door.recv(100)
                else:
                    door.accept()[0].close()
                self.knocked.add(name)
        except OSError:
            return

    @property
    def ports(self) -> dict[str, int]:
        """The ports of the doors that have one."""
        return {name: self._open[name].getsockname()[1] for name in ("tcp", "udp")}

    def close(self) -> None:
        """Close them all."""
        for door in self._open.values():
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            door.close()


@dataclass
class Targets:
    """The targets of one run."""

    folder: Path
    token: str
    doors: Doors
    decoy: Decoy
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def shared(self) -> Path:
        """A folder that anybody may write to; nothing may appear in it."""
        return self.folder / "shared"

    @property
    def precious(self) -> Path:
        """A file that anybody may write to; it must stay as it is."""
        return self.folder / "precious.txt"

    def aim(self) -> dict[str, object]:
        """What an attack's code is told."""
        return {
            "mark": f"GAINED-{self.token}"[::-1],
            "pidns": str(Path("/proc/self/ns/pid").readlink()) if sys.platform == "linux" else "",
            "decoy": self.decoy.process.pid,
            "decoy_address": self.decoy.address,
            "decoy_descriptor": self.decoy.descriptor,
            "folder": str(self.folder),
            "shared": str(self.shared),
            "precious": str(self.precious),
            "secret": str(self.folder / "secret.txt"),
            "abstract": self.doors.abstract,
            "unix": self.doors.path,
            **self.doors.ports,
            **self.extra,
        }

    def prelude(self) -> str:
        """What stands before an attack's code."""
        return PRELUDE.format(aim=self.aim())

    def canaries(self) -> list[str]:
        """Texts that no output may hold."""
        return [f"GAINED-{self.token}", f"secret {self.token}", f"untouched {self.token}"]

    def as_it_was(self) -> list[str]:
        """What was changed, told; nothing if all is well."""
        troubles = [f"{name} was reached" for name in sorted(self.doors.knocked)]
        here = {entry.name for entry in self.folder.iterdir()} - {"door"}
        if strange := here - {"secret.txt", "precious.txt", "shared"}:
            troubles.append(f"there is something new: {sorted(strange)}")
        if left := sorted(entry.name for entry in self.shared.iterdir()):
            troubles.append(f"the shared folder holds {left}")
        if self.precious.read_text() != f"precious {self.token}":
            troubles.append("the precious file was changed")
        if (self.folder / "secret.txt").read_text() != f"secret {self.token}":
            troubles.append("the secret file was changed")
        if not self.decoy.untouched():
            troubles.append("the decoy was killed or changed")
        return troubles


@contextmanager
def targets(**extra: object) -> Iterator[Targets]:
    """Targets in a temporary folder that everybody may enter, so that file rights alone protect nothing."""
    folder = Path(tempfile.mkdtemp(prefix="gangway-attacks-"))
    folder.chmod(0o755)
    token = secrets.token_hex(8)
    (folder / "shared").mkdir()
    (folder / "shared").chmod(0o777)
    (folder / "precious.txt").write_text(f"precious {token}")
    (folder / "precious.txt").chmod(0o666)
    (folder / "secret.txt").write_text(f"secret {token}")
    doors, decoy = Doors(folder, token), Decoy(folder / "secret.txt", token)
    try:
        yield Targets(folder, token, doors, decoy, dict(extra))
    finally:
        doors.close()
        decoy.end()
        shutil.rmtree(folder, ignore_errors=True)
