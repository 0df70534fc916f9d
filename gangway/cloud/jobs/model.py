"""A request held against botocore's model to the letter; its own check leaves out values and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gangway.cloud import wire
from gangway.cloud.errors import invalid

if TYPE_CHECKING:
    from botocore.model import Shape


def check(operation: str, asked: dict[str, Any]) -> None:
    """Hold an operation's parameters against the model's values, patterns and largest numbers.

    Raises:
        ServiceError: ValidationException, with the first that doesn't fit.
    """
    shape = wire.model().operation_model(operation).input_shape
    for complaint in _complaints(shape, asked, "") if shape else ():
        raise invalid(f"{operation}: {complaint}")


def _complaints(shape: Any, value: Any, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for name, member in value.items():
            yield from _complaints(shape.members[name], member, f"{path}.{name}" if path else name)
    elif shape.type_name == "list":
        for index, member in enumerate(value):
            yield from _complaints(shape.member, member, f"{path}[{index}]")
    elif shape.type_name == "map":
        for name, member in value.items():
            yield from _complaints(shape.key, name, f"the name {name[:40]!r} in {path}")
            yield from _complaints(shape.value, member, f"{path}[{name[:40]!r}]")
    yield from _complaint(shape, value, path)


def _complaint(shape: Shape, value: Any, path: str) -> Iterator[str]:
    about = shape.metadata
    size = len(value) if isinstance(value, str | list | dict) else value
    if "enum" in about and value not in about["enum"]:
        yield f"{path} is {value!r}; {_choices(value, about['enum'])}"
    elif "pattern" in about and not re.fullmatch(about["pattern"], value):
        yield f"{path} is {value[:80]!r}, which does not fit the pattern {about['pattern']}."
    elif "max" in about and size > about["max"]:
        what = "is" if size is value else "has length"
        yield f"{path} {what} {size}; at most {about['max']} is allowed."


def _choices(value: str, known: list[str]) -> str:
    """The values that are allowed; of many, those that are alike."""
    import difflib

    if len(known) <= 8:
        return f"it is one of: {', '.join(known)}."
    alike = difflib.get_close_matches(value, known, 6, 0.0)
    return f"of {len(known)} allowed values, the nearest are: {', '.join(alike)}."
