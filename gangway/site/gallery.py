"""The gallery's instruments: each that ``book/instruments.py`` makes, as a piece of page to include."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gangway.site.checked import load
from gangway.site.markdown import raw_html
from gangway.widgets.instrument import Instrument


def instruments(path: Path) -> Mapping[str, Instrument]:
    """The instruments that a Python file makes, by the names that it gives them."""
    made = vars(load(path)) if path.exists() else {}
    return {name: value for name, value in made.items() if isinstance(value, Instrument)}


def write(path: Path, folder: Path) -> None:
    """Write each instrument of ``path`` to ``folder/<name>.md``, as HTML that the site brings to life."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, instrument in instruments(path).items():
        (folder / f"{name}.md").write_text(raw_html(instrument.html()), "utf-8")
