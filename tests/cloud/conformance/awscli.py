"""The AWS command line, in a folder of its own: it can't live in the course's environment.

Version 1, which PyPI has; installed once, from a lock with hashes, by the tools and settings that
``tools/bootstrap.py`` installs the course with.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .place import Place, region_of

HERE = Path(__file__).resolve().parent
LOCK = HERE / "awscli.lock"


@dataclass(frozen=True)
class Said:
    """What a command ended with."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Its output as JSON; the command must have succeeded."""
        assert self.status == 0, self.err
        return json.loads(self.out)


class Host:
    """A process in which the commands of a test run follow each other."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-I", "-S", str(HERE / "cli_host.py"), str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def run(self, words: list[str]) -> Said:
        """Run one command with this process's environment."""
        assert self.process.stdin
        assert self.process.stdout
        asked = {"words": words, "environment": dict(os.environ)}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return Said(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


class Cli:
    """``aws`` on a cloud: ``cli("braket", "get-device", device_arn=arn)``."""

    def __init__(self, host: Host, cloud: Place) -> None:
        self._host, self._cloud = host, cloud

    def __call__(self, *words: str, region: str = "", **options: Any) -> Said:
        """Run a command; options that aren't text are given as JSON."""
        if words[:2] == ("braket", "create-quantum-task"):
            region = region or region_of(options["device_arn"])
            self._cloud.agree(options["device_arn"], options["shots"])
        given = [
            part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", _text(value))
        ]
        said = self._host.run([*words, *given, "--region", region or "us-east-1", "--output", "json"])
        if words[0] == "braket":
            operation = "".join(map(str.capitalize, words[1].split("-")))
            params = {"deviceArn": options.get("device_arn"), "shots": options.get("shots")}
            self._cloud.calls.note(operation, params, said.status == 0)
        return said


def install() -> Path:
    """The folder of the AWS CLI that the lock pins; made at the first call, which takes some seconds.

    Raises:
        Trouble: of the bootstrap; it can't be installed, with the reason.
    """
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = Path(sys.prefix, "awscli", digest)
    if folder.exists():
        return folder
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        fresh = Path(scratch, "fresh")
        _bootstrap().uv("--quiet", "--target", str(fresh), "--require-hashes", "-r", str(LOCK))
        try:
            fresh.rename(folder)
        except OSError:  # another run was faster
            shutil.rmtree(fresh)
    return folder


def _bootstrap() -> Any:
    place = HERE.parents[2] / "tools" / "bootstrap.py"
    spec = importlib.util.spec_from_file_location("gangway_bootstrap", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
