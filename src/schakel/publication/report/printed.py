"""Charts on paper: the drawings of the site, with colours in place of the variables of its style sheet."""

import re
from html import unescape
from typing import Any

from markupsafe import Markup

Described = dict[str, Any]
"""A part of a report: plain values for those that set it."""

_COLOURS = {
    "ink": "#1b2333",
    "subdued": "#46597a",
    "certain": "#00568b",
    "possible": "#d3e6f5",
    "track": "#eef2f6",
    "grid": "#d5dce5",
    "break": "#a13d00",
    "paper": "#ffffff",
}
_VARIABLE = re.compile(r"var\(--chart-(\w+)\)")
_TEXTS = re.compile(r"<(title|desc) [^>]*>(.*?)</\1>", re.DOTALL)
_MAPS = (
    ".map-area { fill: var(--chart-track); stroke: var(--chart-subdued); stroke-width: 0.75; fill-rule: evenodd } "
    ".is-protected { fill: url(#protected) } .is-certain { fill: var(--chart-certain); stroke: #fff } "
    ".is-possible { fill: url(#possible); stroke: var(--chart-certain) } "
    ".is-marked { fill: none; stroke: var(--chart-subdued); stroke-dasharray: 3 3 } "
    ".map-number { font-weight: 600; fill: var(--chart-ink); stroke: #fff; stroke-width: 3px; paint-order: stroke } "
    ".map-stamp { font-weight: 600; fill: var(--chart-break); text-anchor: end }"
)
"""The rules of the style sheet by which maps are drawn."""
_ROOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" font-family="Open Sans" viewBox="{box}"><defs><pattern id="possible" '
    'width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" '
    'fill="var(--chart-possible)"/><rect width="2" height="6" fill="var(--chart-certain)"/></pattern>'
    '<pattern id="protected" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect width="1" height="6" fill="var(--chart-subdued)"/></pattern></defs>{style}'
)
_READINGS = re.compile(r'<path d="[^"]*" fill="none"><title>[^<]*</title></path>|(?<=>)<title>[^<]*</title>')
_OPENING = re.compile(r'^<svg [^>]*viewBox="([^"]+)"[^>]*>')


def svg(drawing: Markup) -> str:
    """Return a drawing as an SVG file of its own."""
    bare = _READINGS.sub("", _TEXTS.sub("", str(drawing)))
    style = f"<style>{_MAPS}</style>" if 'class="map-area' in bare else ""
    whole = _OPENING.sub(lambda found: _ROOT.format(box=found[1], style=style), bare)
    return _VARIABLE.sub(lambda found: _COLOURS[found[1]], whole)


def size(drawing: str) -> tuple[float, float]:
    """Return the width and the height of a drawing in its units, in a page or as a file of its own."""
    found = _OPENING.match(drawing)
    assert found, "a drawing is one svg element with a viewBox"
    _, _, width, height = map(float, found[1].split())
    return width, height


def printed(drawing: Markup) -> Described:
    """Return a drawing as a report holds it: the file, its shape, and the text for readers who do not see it."""
    width, height = size(drawing)
    return {"svg": svg(drawing), "ratio": round(height / width, 3), "alternative": _alternative(drawing)}


def _alternative(drawing: Markup) -> str:
    """The title of a drawing and what it shows."""
    return unescape(" ".join(said.rstrip(".") + "." for _, said in _TEXTS.findall(str(drawing))))
