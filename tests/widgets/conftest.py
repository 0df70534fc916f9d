"""The instruments' JavaScript, asked from Python."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def ask_javascript(tmp_path) -> Callable[[list[dict[str, Any]]], list[Any]]:
    """Puts questions to the instruments' own functions, all at once; see ``evaluate.js``."""

    def asked(questions: list[dict[str, Any]]) -> list[Any]:
        file = tmp_path / "questions.json"
        file.write_text(json.dumps(questions), "utf-8")
        done = subprocess.run(
            ["node", str(HERE / "evaluate.js"), str(file)], capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return asked
