"""Markdown with formulas as HTML that needs nothing from outside: formulas become pictures in the page."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from html import escape

from autograder.cohort.sanitise import clean

_CODE = r"```.*?```|`[^`\n]+`"
_FORMULA = re.compile(rf"({_CODE})|\$\$(.+?)\$\$|\$([^\s$](?:[^$\n]*[^\s$])?)\$", re.DOTALL)


def html_of(markdown: str) -> str:
    """Markdown of a course's author as harmless HTML."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    formulas: list[str] = []

    def aside(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        formulas.append((match[2] or match[3]).strip())
        return f"gwformula{len(formulas) - 1}x"

    text = _FORMULA.sub(aside, markdown)
    renderer = IPythonRenderer(escape=True, exclude_anchor_links=True)
    html = clean(MarkdownWithMath(renderer=renderer).render(text))
    return re.sub(r"gwformula(\d+)x", lambda match: picture(formulas[int(match[1])]), html)


@cache
def picture(formula: str) -> str:
    """A TeX formula as an image inside the page; as it is written where it can't be set."""
    from matplotlib.mathtext import math_to_image

    plain = re.sub(r"\s+", " ", formula)
    image = io.BytesIO()
    try:
        depth = math_to_image(f"${_known(plain)}$", image, dpi=72, format="svg")
    except ValueError:
        return f"<code>{escape(plain)}</code>"
    data = base64.b64encode(image.getvalue()).decode()
    style = f"vertical-align:{-depth:.1f}pt;max-width:100%"
    return f'<img alt="{escape(plain, quote=True)}" style="{style}" src="data:image/svg+xml;base64,{data}">'


def _known(formula: str) -> str:
    r"""The formula in the words that matplotlib knows: ``\tfrac`` and ``\ket`` among others are none."""
    formula = re.sub(r"\\[td]frac\b", r"\\frac", formula)
    formula = re.sub(r"\\sqrt\s*(\w)", r"\\sqrt{\1}", formula)
    formula = re.sub(r"\\[bB]igg?[lr]?(?![a-zA-Z])", "", formula)
    formula = re.sub(r"\\ket\{([^{}]*)\}", r"|\1\\rangle", formula)
    formula = re.sub(r"\\bra\{([^{}]*)\}", r"\\langle \1|", formula)
    return re.sub(r"\\l?[vV]ert\b", "|", re.sub(r"\\rvert\b", "|", formula))
