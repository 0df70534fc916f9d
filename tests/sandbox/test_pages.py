"""Memory in huge pages: which parts are joined, and that nothing else changes by it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from autograder.sandbox import Limits, Mode, Sandbox, pages

from .conftest import notebook

MAPS = """\
5581c8000000-5581c8a00000 rw-p 00000000 00:00 0                          [heap]
7f0000100000-7f0000900000 rw-p 00000000 00:00 0
7f0000a00000-7f0000c00000 r--p 00000000 00:00 0
7f0000c00000-7f0001000000 rw-p 00001000 fe:00 1234                       /usr/lib/libdata.so
7f0001000000-7f00011ff000 rw-p 00000000 00:00 0
7f0002000000-7f0002400000 rw-s 00000000 00:01 77                         /memfd:shared (deleted)
7ffc00000000-7ffc00800000 rw-p 00000000 00:00 0                          [stack]
"""


def test_whole_huge_pages_of_private_memory_are_joined_and_no_others():
    found = list(pages.regions(MAPS))
    assert found == [(0x5581C8000000, 0x5581C8A00000), (0x7F0000200000, 0x7F0000800000)]


JOINS = """
import json, re
from autograder.sandbox import pages
held = [bytearray([number]) * (4 << 20) for number in range(8)]
def huge():
    return int(re.search(r"AnonHugePages: *(\\d+)", open("/proc/self/smaps_rollup").read())[1])
before = huge()
pages.join()
print(json.dumps([before, huge(), all(set(part[::4096]) == {n} for n, part in enumerate(held))]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
def test_joining_changes_no_byte():
    ran = subprocess.run([sys.executable, "-c", JOINS], capture_output=True, text=True, check=True)
    before, after, same = json.loads(ran.stdout)
    assert same
    assert after >= before


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
@pytest.mark.needs("bubblewrap")
def test_submissions_run_alike_before_and_after():
    with Sandbox(Mode.FORK, warm=("numpy",)) as sandbox:
        cells = notebook("import numpy\nheld = numpy.arange(10**6)", "print(held.sum())")
        ran = [sandbox.run(cells, {}, Limits()) for _ in range(pages.PAYS_AFTER + 3)]
    shown = {json.dumps([cell["outputs"] for cell in one.cells.values()]) for one in ran}
    assert len(shown) == 1
    assert "499999500000" in shown.pop()
