"""The gradebook on a real PostgreSQL server, made for the test, started and stopped by it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from autograder.cohort import bridge, export, handout, layout
from autograder.cohort.layout import Cohort

from .conftest import ASSIGNMENT
from .faults.conftest import EXPECTED, fresh, grade, known  # noqa: F401 - fixtures
from .faults.readers import reading

pytestmark = [pytest.mark.soak, pytest.mark.filterwarnings("ignore:Object of type <Submitted")]


def program(name: str) -> str:
    """A program of PostgreSQL's; Debian keeps them off the path."""
    found = shutil.which(name) or next(iter(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    if found is None:
        pytest.skip("needs postgresql: it is not installed (Debian: apt-get install postgresql)")
    return str(found)


class Server:
    """A server in a folder of its own, reached by a socket in it; as root it runs as the user postgres."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        if os.geteuid() != 0:
            self._as = []
        else:
            shutil.chown(folder, "postgres", "postgres")
        self._run("initdb", "-D", f"{folder}/data", "-U", "grader", "--auth=trust", "--no-sync")
        self.start()

    def _run(self, name: str, *arguments: str) -> None:
        command = [*self._as, program(name), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, timeout=120)

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        self._run(
            "pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "stop")

    def url(self, name: str) -> str:
        """The address of a new database."""
        self._run("createdb", "-h", str(self.folder), "-U", "grader", name)
        return f"postgresql+psycopg://grader@/{name}?host={self.folder}"


@pytest.fixture(scope="module")
def server():
    program("initdb")
    pytest.importorskip("psycopg")
    with tempfile.TemporaryDirectory(prefix="gangway-pg-") as folder:
        Path(folder).chmod(0o755)
        running = Server(Path(folder))
        yield running
        running.stop()


@pytest.fixture
def on_server(fresh, server, request) -> Cohort:  # noqa: F811
    """A cohort with its gradebook there."""
    cohort = fresh()
    (cohort.root / "gradebook.db").unlink()
    with cohort.config_file.open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.db_url = {server.url(f'book_{abs(hash(request.node.name))}')!r}\n")
    handout.hand_out(layout.find(cohort.root), ASSIGNMENT)
    return cohort


def earned(cohort: Cohort) -> dict[str, tuple]:
    """What the gradebook has, by learner."""
    names = ("answer-to-all-check", "doubling-check")
    return {
        row["id"]: tuple({cell["name"]: cell["auto_score"] for cell in row["cells"]}[name] for name in names)
        for row in export.rows(cohort, [ASSIGNMENT])
        if row["cells"]
    }


def test_a_gradebook_on_a_server(on_server):
    assert {entry.trouble for entry in grade(on_server, reading)} == {None}
    assert earned(on_server) == EXPECTED
    assert not (on_server.root / "gradebook.db").exists()
    with bridge.open_gradebook(on_server) as book:
        assert book.engine.dialect.name == "postgresql"


def test_a_server_that_is_gone_and_back(on_server, server, monkeypatch):
    from autograder.cohort import gradebook, writer

    monkeypatch.setattr(writer, "BATCH", 3)
    write, written = gradebook.write, []

    def stopping(*arguments):
        write(*arguments)
        written.append(arguments)
        if len(written) == 2:
            server.stop()

    pauses: list[float] = []

    def pause(seconds: float) -> None:
        if not pauses:
            server.start()
        pauses.append(seconds)

    monkeypatch.setattr(gradebook, "write", stopping)
    monkeypatch.setattr(writer, "sleep", pause)
    entries = grade(on_server, reading, patience=600)
    assert pauses
    assert {entry.trouble for entry in entries} == {None}
    assert earned(on_server) == EXPECTED
