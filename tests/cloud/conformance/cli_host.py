"""Runs commands of the AWS CLI in one process, each by a driver of its own: starting is what takes long.

Started without site-packages and with the CLI's own folder as its argument. Reads a line of JSON for each
command ({"words": [...], "environment": {...}}) and writes one ({"status": 0, "out": "...", "err": "..."}).
"""

import io
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
DATA = str(Path(sys.argv[1], "awscli", "data"))  # where the package has it looked for as it is imported


def run(words: "list[str]", environment: "dict[str, str]") -> "dict[str, object]":
    """One command as ``aws`` runs it, its output kept."""
    from awscli.clidriver import create_clidriver

    os.environ.clear()
    os.environ.update(environment, AWS_DATA_PATH=DATA)
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = out, err
    try:
        status = create_clidriver().main(words)
    except SystemExit as end:
        status = end.code
    finally:
        sys.stdout, sys.stderr = kept
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return {"status": status or 0, "out": said[0], "err": said[1]}


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), flush=True)
