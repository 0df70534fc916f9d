"""The instruments' modules as they are shipped: made from their sources, small, and loading nothing."""

from __future__ import annotations

import gzip
import re
import subprocess

import pytest

from autograder.course import course
from gangway.site import vendor
from gangway.widgets.instrument import HERE

#: Bytes of a module, compressed: what a telephone loads.
MOST_BYTES = 40_000
BUNDLES = sorted(path.name for path in HERE.glob("*.js"))


@pytest.mark.needs("npm")
def test_they_are_made_from_their_sources(tmp_path):
    root = course().root
    vendor.install(root)
    made = ["npm", "run", "--silent", "widgets", "--", f"--outdir={tmp_path}", "--allow-overwrite"]
    done = subprocess.run(made, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == BUNDLES
    stale = [name for name in BUNDLES if (tmp_path / name).read_bytes() != (HERE / name).read_bytes()]
    assert stale == [], "run: npm run widgets"


@pytest.mark.parametrize("name", BUNDLES)
def test_they_are_small_and_load_nothing(name):
    source = (HERE / name).read_bytes()
    assert len(gzip.compress(source, 9, mtime=0)) < MOST_BYTES
    text = source.decode()
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)[\w.]+", text) == []
    assert "require(" not in text
    if name != "site.js":  # which imports the instruments that stand beside it
        assert re.findall(r"(?:^|[;}])\s*import\b|\bimport\(", text) == []
