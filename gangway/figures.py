"""Figures of the lessons: shown with their description, in colours that colour-blind eyes can tell apart."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Okabe and Ito's colours for categories, by role (Color Universal Design, 2008).
EXPECTED, MEASURED, BAND = "#0072B2", "#D55E00", "#56B4E9"


def show(figure: Figure, alt: str) -> None:
    """Show a matplotlib figure; ``alt`` says in words what it shows.

    The description travels with the picture: as its alternative text in published pages, and as the
    output's plain text where pictures can't be shown.
    """
    from IPython.display import display

    data, metadata = bundle(figure, alt)
    figure.clear()
    display(data, raw=True, metadata=metadata)


def bundle(figure: Figure, alt: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """A figure as a notebook's output: the picture and ``alt`` by MIME type, and the metadata beside them."""
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None})
    data = {"image/png": base64.b64encode(drawn.getvalue()).decode(), "text/plain": alt}
    return data, {"image/png": {"alt": alt}}
