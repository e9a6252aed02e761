"""From a layout to SVG in a page: drawn at build time, readable without JavaScript.

Colours and font are those of the page, and the root element is one that assistive technology reads as one image with
a title and a description.
"""

from markupsafe import Markup

from schakel_base.drawing import Layout

_SHELL = Markup(
    '<svg class="chart-panel" viewBox="{box}" role="img" aria-labelledby="{id}-title {id}-description">'
    '<title id="{id}-title">{title}</title><desc id="{id}-description">{description}</desc>{inside}</svg>'
)


def draw(layout: Layout, title: str, description: str, identifier: str) -> Markup:
    """Return a panel as an SVG element; `identifier` is unique in the page and stays the same between releases."""
    return shell(f"0 0 {layout.width} {layout.height}", Markup(layout), title, description, identifier)


def shell(box: str, inside: Markup, title: str, description: str, identifier: str) -> Markup:
    """Return what is drawn inside a view box as one image with a title and a description."""
    return _SHELL.format(box=box, id=identifier, title=title, description=description, inside=inside)
