"""The sentences of the judge, apart from its logic.

Each ``*.toml`` beside this file belongs to the check module of the same name and holds one table per
finding code with up to three templates: ``does`` (what the answer does), ``asked`` (what was asked for)
and ``look`` (what to look at). ``{name}`` in a template is replaced by the finding's value of that name.
A translation is another catalogue with the same codes and names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter

from autograder.findings import Finding

PARTS = ("does", "asked", "look")
Templates = Mapping[str, Mapping[str, str]]


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every template that ships with the grader, by finding code. Two files never define one code."""
    merged: dict[str, dict[str, str]] = {}
    for name, table in _tables().items():
        if twice := merged.keys() & table.keys():
            raise ValueError(f"{name}.toml defines codes that another catalogue has: {sorted(twice)}")
        merged |= table
    return merged


def codes_of(name: str) -> frozenset[str]:
    """The finding codes that the catalogue file ``name`` defines."""
    return frozenset(_tables()[name])


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    sources = sorted(files(__package__).iterdir(), key=lambda entry: entry.name)
    return {
        source.name.removesuffix(".toml"): tomllib.loads(source.read_text("utf-8"))
        for source in sources
        if source.name.endswith(".toml")
    }


class _Filler(Formatter):
    """Fills ``{name}`` and ``{name:.2f}``; a template can't reach into a value's attributes or items."""

    def get_field(self, field_name, args, kwargs):  # type: ignore[no-untyped-def]
        return kwargs[field_name], field_name


def sentences(finding: Finding, own: Templates | None = None) -> dict[str, str]:
    """The finding in words: a dictionary with some of ``does``, ``asked`` and ``look``, in that order.

    ``own`` holds an exercise's own templates; they are laid over the catalogue's part by part, and an
    empty string removes a part.
    """
    templates = {**catalogue().get(finding.code, {}), **(own or {}).get(finding.code, {})}
    if not templates:
        raise KeyError(f"no message for finding code {finding.code!r}")
    filler = _Filler()
    return {part: filler.format(templates[part], **finding.values) for part in PARTS if templates.get(part)}


def text(finding: Finding, own: Templates | None = None) -> str:
    """The finding as one plain paragraph."""
    return " ".join(sentences(finding, own).values())
