"""From a Vega-Lite specification to SVG that stands in a page: drawn at build time, readable without JavaScript.

vl-convert draws, but for panels, which are drawn here. Colours and font are those of the page, and the root element
is one that assistive technology reads as one image with a title and a description.
"""

import re

from markupsafe import Markup

from schakel.publication.charts.panel_drawing import draw_panel, is_panel
from schakel.publication.charts.specification import Specification

_ROOT = re.compile(r"^<svg [^>]*?viewBox=\"(?P<box>[^\"]+)\"[^>]*>(?P<inside>.*)</svg>$", re.DOTALL)
_NOISE = re.compile(r' (?:font-family|aria-hidden|role|aria-roledescription|class|xmlns:xlink)="[^"]*"')
_GEOMETRY = re.compile(r' (?:d|transform|[xy]2)="[^"]*"')
_LONG_DECIMALS = re.compile(r"(\d+\.\d)\d+")

_SHELL = Markup(
    '<svg class="chart-panel" viewBox="{box}" role="img" aria-labelledby="{id}-title {id}-description">'
    '<title id="{id}-title">{title}</title><desc id="{id}-description">{description}</desc>{inside}</svg>'
)


def draw(specification: Specification, title: str, description: str, identifier: str) -> Markup:
    """Return a panel as an SVG element; `identifier` is unique in the page and stays the same between releases."""
    if is_panel(specification):
        box, inside = f"0 0 {specification['width']} {specification['height']}", draw_panel(specification)
    else:
        box, inside = draw_by_vega(specification)
    return shell(box, Markup(inside), title, description, identifier)


def shell(box: str, inside: Markup, title: str, description: str, identifier: str) -> Markup:
    """Return what is drawn inside a view box as one image with a title and a description."""
    return _SHELL.format(box=box, id=identifier, title=title, description=description, inside=inside)


def draw_by_vega(specification: Specification) -> tuple[str, str]:
    """Return the view box and the inside of the SVG element that Vega draws."""
    import vl_convert  # takes an engine of JavaScript along, which panels do without

    found = _ROOT.match(vl_convert.vegalite_to_svg(specification))
    assert found, "vl-convert returns one svg element with a viewBox"
    return found["box"], _GEOMETRY.sub(_shorten, _NOISE.sub("", found["inside"]))


def _shorten(attribute: re.Match[str]) -> str:
    return _LONG_DECIMALS.sub(r"\1", attribute[0])
