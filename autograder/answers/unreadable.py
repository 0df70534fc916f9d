"""What has no plain-data form, told on the learner's side."""

from __future__ import annotations

from typing import Any

#: An answer in its plain-data form: JSON's own types, with a ``"kind"``.
Encoded = dict[str, Any]


class Unreadable(Exception):
    """An answer that has no plain-data form; carries the code and the values of the finding to report."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values
