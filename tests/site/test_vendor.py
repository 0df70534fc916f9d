"""What the site brings along, and where it comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gangway.site import vendor
from gangway.trouble import Trouble

CLONE = Path(__file__).resolve().parents[2]


def test_the_lock_pins_every_package_and_names_no_host():
    lock = json.loads((CLONE / "package-lock.json").read_text("utf-8"))
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry
        assert not name or entry["integrity"].startswith("sha512-")
    assert not re.search(r"https?://", json.dumps(lock))


def test_the_lock_is_in_step_with_what_is_asked_for():
    asked = json.loads((CLONE / "package.json").read_text("utf-8"))
    locked = json.loads((CLONE / "package-lock.json").read_text("utf-8"))["packages"][""]
    for group in ("dependencies", "devDependencies"):
        assert asked[group] == locked[group]


def test_without_npm_the_way_on_is_said(tmp_path, monkeypatch):
    (tmp_path / "package-lock.json").write_bytes((CLONE / "package-lock.json").read_bytes())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble, match=r"needs npm.*install Node\.js"):
        vendor.install(tmp_path)


@pytest.mark.needs("npm")
def test_what_is_installed_is_not_installed_again(tmp_path, monkeypatch):
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((CLONE / name).read_bytes())
    vendor.install(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    vendor.install(tmp_path)
    vendor.copy(tmp_path, tmp_path / "static")
    assert (tmp_path / "static" / "mathjax" / "tex-chtml.js").stat().st_size > 500_000
