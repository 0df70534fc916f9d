"""HTML that is safe to show: an allow-list of elements and attributes, nothing that runs or loads.

nbgrader's templates pass learners' Markdown on as it is, and an instructor's formgrader page has the rights
of the instructor's session: so the filters of nbconvert that make HTML are replaced by these two (see a
cohort's ``nbgrader_config.py``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import pass_context

if TYPE_CHECKING:
    from bleach.sanitizer import Cleaner

_TEXT = """
a abbr b blockquote br code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img li ol p
pre s small span strong sub summary sup table tbody td tfoot th thead tr u ul
"""
_DRAWING = "svg title desc g line path rect circle ellipse polygon polyline text tspan"

#: Presentation attributes of SVG and what says where things are; none of them takes an address.
_DRAWN = """
aria-hidden aria-label cx cy d dominant-baseline dx dy fill fill-opacity font-family font-size font-style
font-weight height opacity points preserveAspectRatio r role rx ry stroke stroke-dasharray stroke-linecap
stroke-linejoin stroke-opacity stroke-width style text-anchor transform viewBox width x x1 x2 xmlns y y1 y2
"""
_STYLES = """
border border-bottom border-collapse border-left border-right border-top color fill font-family font-size
font-style font-weight height line-height margin margin-bottom margin-left margin-right margin-top max-width
opacity overflow-wrap padding stroke stroke-width text-align text-anchor text-decoration vertical-align width
"""
#: What makes a style, or an attribute of a drawing, load something; an escape could hide it.
_LOADS = re.compile(r"url|image|expression|[\\\\@]", re.IGNORECASE)
_PLAIN = "alt align aria-hidden colspan rowspan scope style role start width height"


#: More characters, or elements within each other, are not shown: an HTML parser takes seconds for a megabyte,
#: and the square of that for a tower of elements.
MOST, DEEPEST = 400_000, 100
_NOT_SHOWN = "<p>(HTML that is too large to be shown safely)</p>"

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*?(/?)>")
#: Elements that hold nothing, or that the next of their kind closes.
_FLAT = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dt",
        "dd",
    ]
)


def clean(html: object) -> str:
    """The HTML with everything escaped that isn't on the allow-list; a note where there is too much of it."""
    text = html.decode() if isinstance(html, bytes) else str(html)
    if len(text) > MOST or _depth(text) > DEEPEST:
        return _NOT_SHOWN
    return str(_cleaner().clean(text))


def _depth(html: str) -> int:
    """How deep elements stand within each other, about, found without a parser."""
    deepest = depth = 0
    for tag in _TAG.finditer(html):
        closing, name, empty = tag.groups()
        if closing:
            depth = max(0, depth - (name.lower() not in _FLAT))
        elif not empty and name.lower() not in _FLAT:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


@pass_context
def markdown(context: Any, source: str) -> str:
    """A Jinja filter in place of nbconvert's ``markdown2html``: rendered as it renders, then cleaned."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    cell = context.get("cell") or {}
    renderer = IPythonRenderer(
        escape=False, attachments=cell.get("attachments", {}), exclude_anchor_links=True
    )
    return clean(MarkdownWithMath(renderer=renderer).render(source))


@cache
def _cleaner() -> Cleaner:
    from bleach.css_sanitizer import CSSSanitizer
    from bleach.sanitizer import Cleaner

    return Cleaner(
        tags=set(_TEXT.split() + _DRAWING.split()),
        attributes=_allowed,
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=CSSSanitizer(allowed_css_properties=_STYLES.split()),
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    if name in ("class", "id", "title", "lang"):
        return True
    if name not in ("aria-label", "alt", "href", "src") and _LOADS.search(value):
        return False
    if tag in _DRAWING.split():
        return name in _DRAWN.split()
    if name == "src":
        return tag == "img" and value.startswith(("data:image/png;base64,", "data:image/jpeg;base64,"))
    if name == "href":
        return tag == "a" and not value.strip().lower().startswith("data:")
    return name in _PLAIN.split()
