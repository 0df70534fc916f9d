"""What is pinned, declared and described for other tools says the same everywhere."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def _bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools/bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _plain(requirement: str) -> tuple[str, frozenset[str], str, str]:
    parsed = Requirement(requirement)
    return parsed.name.lower(), frozenset(parsed.extras), str(parsed.specifier), str(parsed.marker or "")


def _conda() -> tuple[list[str], list[str]]:
    """What environment.yml asks of conda and of pip."""
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    through_pip = next(entry["pip"] for entry in dependencies if isinstance(entry, dict))
    return [entry for entry in dependencies if isinstance(entry, str)], through_pip


def test_conda_gets_the_same_packages_and_floors():
    conda, through_pip = _conda()
    described = {_plain(entry) for entry in conda + through_pip if not entry.startswith("--")}
    tools = {entry for entry in described if entry[0] in ("python", "pip")}
    declared = {_plain(entry) for entry in PROJECT["project"]["dependencies"]}
    assert described - tools == declared, "bring environment.yml in step with pyproject.toml"
    assert "--editable ." in through_pip


def test_conda_gets_the_same_python():
    conda, _ = _conda()
    python = next(Requirement(entry) for entry in conda if entry.startswith("python"))
    assert str(python.specifier) == str(
        Requirement("python" + PROJECT["project"]["requires-python"]).specifier
    )


def _declared() -> list[str]:
    extras = PROJECT["project"]["optional-dependencies"].values()
    groups = PROJECT["dependency-groups"].values()
    return [
        entry
        for part in (PROJECT["project"]["dependencies"], *extras, *groups)
        for entry in part
        if isinstance(entry, str)
    ]


def test_every_declared_package_is_pinned_within_its_bounds():
    pinned: dict[str, list[Version]] = {}
    for line in LOCK.splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.removesuffix("\\"))
            version = Version(str(requirement.specifier).removeprefix("=="))
            pinned.setdefault(requirement.name.lower(), []).append(version)
    for entry in _declared():
        wanted = Requirement(entry)
        versions = pinned.get(wanted.name.lower(), [])
        assert versions, f"{entry} is not in requirements.lock: make lock"
        assert all(version in wanted.specifier for version in versions), f"{entry}: make lock"


def test_the_lock_names_no_download_address_and_hashes_everything():
    assert "://" not in LOCK
    stanzas = [stanza for stanza in LOCK.split("\n") if stanza[:1].isalnum()]
    assert stanzas
    assert all(stanza.endswith("\\") for stanza in stanzas), "each pinned version is followed by its hashes"


def test_bootstrap_takes_the_pythons_that_the_project_takes():
    bootstrap = _bootstrap()
    takes = Requirement("python" + PROJECT["project"]["requires-python"]).specifier
    for minor in range(6, 20):
        assert bootstrap.fits((3, minor)) == (f"3.{minor}.0" in takes)


def test_make_and_bootstrap_have_the_same_tasks():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    tasks = {*_bootstrap().TASKS, "env", "bench", "lock", "clean"}
    assert set(phony.split()[1:]) == tasks | {"help"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda path: path.name
)
def test_workflows_call_targets_that_exist(path):
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    steps = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    tasks = {*_bootstrap().TASKS, "env", "bench", "lock", "clean"}
    for command in steps:
        if command.startswith(("make ", "python tools/bootstrap.py ")):
            assert command.split()[-1] in tasks
    assert any(command.startswith(("make ", "python tools/bootstrap.py ")) for command in steps)


def test_the_settings_of_the_lab_are_readable():
    for path in (ROOT / "gangway/jupyter").rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
