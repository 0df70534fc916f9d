"""A module's concept test: the same ideas asked in two forms, one before the module and one after it.

The items stand in ``solutions/<module>-concepts.toml``. In every item each wrong option stands for a
named idea, and both forms of a concept offer the same ideas: so that what a learner says before and after
can be compared idea by idea, without the same question twice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.kinds import Option

#: What stands in place of a code for the right option.
RIGHT = "right"
#: What a learner writes who doesn't know, and the code kept for it.
OPEN, LEFT_OPEN = "?", "left-open"

FORMS = ("A", "B")
_LETTERS = "abcdef"


class ItemsDontFit(ValueError):
    """The items of a concept test aren't of equal design; the message says which and why."""


@dataclass(frozen=True)
class Item:
    """One question of one form.

    Attributes:
        concept: the name of the idea that it is about.
        asks: the question.
        options: the text of each option by its letter, as shown.
        codes: what each letter stands for: :data:`RIGHT`, or the code of a wrong idea.
    """

    concept: str
    asks: str
    options: Mapping[str, str]
    codes: Mapping[str, str]

    @property
    def right(self) -> str:
        """The letter of the right option."""
        return next(letter for letter, code in self.codes.items() if code == RIGHT)

    def found(self, answer: object) -> str:
        """The code that an answer stands for; :data:`OPEN` is an answer too.

        Raises:
            Malformed: it is no letter of this question, or the placeholder.
        """
        if isinstance(answer, str) and answer.strip() == OPEN:
            return LEFT_OPEN
        return self.codes[Option((*self.options,)).accept(_told(answer))]


@dataclass(frozen=True)
class Concept:
    """One idea of a module: where it is taught, what is said about each wrong idea, and an item a form."""

    name: str
    title: str
    lesson: str
    where: str
    covers: tuple[str, ...]
    says: Mapping[str, str]
    items: Mapping[str, Item]


@dataclass(frozen=True)
class ConceptTest:
    """The concept test of a module.

    Attributes:
        module: its number, as text.
        title: the module's title.
        concepts: in the order in which they are asked.
        sources: published inventories that cover some of the ideas, by key. No item is taken from them.
    """

    module: str
    title: str
    concepts: tuple[Concept, ...]
    sources: Mapping[str, str]

    def form(self, name: str) -> list[Item]:
        """The items of form ``A`` or ``B``, in order."""
        return [concept.items[name] for concept in self.concepts]


def concept_test(root: Path, module: str | int) -> ConceptTest:
    """The concept test of a module of the course at ``root``.

    Raises:
        FileNotFoundError: the module has none.
        ItemsDontFit: its two forms aren't of equal design.
    """
    path = root / "solutions" / f"{module}-concepts.toml"
    if not path.is_file():
        raise FileNotFoundError(f"module {module} has no concept test: there is no {path}")
    data = tomllib.loads(path.read_text("utf-8"))
    sources = data.get("sources", {})
    concepts = tuple(_concept(entry, sources) for entry in data["concepts"])
    return ConceptTest(str(module), data["title"], concepts, sources)


def _concept(entry: Mapping[str, Any], sources: Mapping[str, str]) -> Concept:
    name, says = entry["name"], entry["says"]
    items = {form: _item(name, entry[form]) for form in FORMS}
    for form, item in items.items():
        if sorted(item.codes.values()) != sorted([RIGHT, *says]):
            raise ItemsDontFit(
                f"form {form} of {name!r} offers {', '.join(item.codes.values())}; "
                f"its messages are for {', '.join(says)}, besides the right one"
            )
    if unknown := set(entry["covers"]) - sources.keys():
        raise ItemsDontFit(f"{name!r} refers to {sorted(unknown)[0]!r}, which is no source")
    return Concept(name, entry["title"], entry["lesson"], entry["where"], tuple(entry["covers"]), says, items)


def _item(concept: str, entry: Mapping[str, Any]) -> Item:
    options: Mapping[str, str] = entry["options"]
    letters = _LETTERS[: len(options)]
    return Item(
        concept,
        entry["asks"],
        dict(zip(letters, options.values(), strict=True)),
        dict(zip(letters, options, strict=True)),
    )


def _told(answer: object) -> object:
    """An answer; the placeholder as nothing."""
    return "" if answer is ... or answer is None else answer
