"""What all instruments have in common: their module, their saved state, and their answer to the browser."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import anywidget
from traitlets import Int, observe

HERE = Path(__file__).parent
#: The class of the element that the site finds and brings to life (``src/site.js``).
STILL = "gangway-instrument"


def module(name: str) -> Path:
    """The ES module of an instrument."""
    return HERE / f"{name}.js"


class Instrument(anywidget.AnyWidget):
    """An instrument: synced traits, an ES module, and a still for pages on which no Python runs.

    Subclasses set ``module_name`` and ``_esm``, and define :meth:`words` and, if words are not enough,
    :meth:`still`. Traits tagged ``kept=True`` are the state that a page starts from.
    """

    #: The name of the ES module, without suffix.
    module_name: ClassVar[str]

    #: The browser counts ``asked`` up with everything it sends; Python answers by making ``heard`` equal.
    asked = Int(0).tag(sync=True)
    heard = Int(0).tag(sync=True)

    @observe("asked")
    def _answer(self, change: dict[str, Any]) -> None:
        self.heard = change["new"]

    def kept(self) -> dict[str, Any]:
        """The state that a page starts from: JSON's own types."""
        return {name: getattr(self, name) for name in sorted(self.trait_names(kept=True))}

    def words(self) -> str:
        """What the instrument shows, in words."""
        raise NotImplementedError

    def still(self) -> str:
        """HTML that stands where no script runs, and until the module has loaded."""
        return f"<p>{escape(self.words())}</p>"

    def html(self) -> str:
        """The instrument as HTML: its still, and the state for its module."""
        state = json.dumps(self.kept(), ensure_ascii=False, allow_nan=False).replace("</", "<\\/")
        return (
            f'<div class="{STILL}" data-instrument="{self.module_name}">{self.still()}'
            f'<script type="application/json">{state}</script></div>'
        )

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle = super()._repr_mimebundle_()
        data, metadata = bundle or ({}, {})  # a view that was taken away leaves the words
        return {**data, "text/plain": self.words(), "text/html": self.html()}, metadata
