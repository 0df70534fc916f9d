"""Small pieces of MyST Markdown."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]<>$#|])")


def plain(text: str) -> str:
    """The text with every mark escaped, so that ``$0`` stays an amount and no formula begins."""
    return _MARKS.sub(r"\\\1", text)


def code(source: str, language: str = "python") -> str:
    """A fenced code block, with a fence longer than any in the source."""
    longest = max((len(run) for run in re.findall(r"`{3,}", source)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{source.strip()}\n{fence}\n"


def raw_html(html: str) -> str:
    """HTML that goes onto the page as it is."""
    return code(html, "{raw} html")


def div(classes: str, body: str, colons: int = 3) -> str:
    """A block with CSS classes; a block that holds others needs more colons than they have."""
    fence = ":" * colons
    return f"{fence}{{div}} {classes}\n{body.strip()}\n{fence}\n"


def dropdown(title: str, body: str) -> str:
    """A block that is closed until it is asked for."""
    return f":::{{dropdown}} {title}\n{body.strip()}\n:::\n"
