"""A panel drawn straight from its specification, by the few rules of Vega that panels need.

A panel is rectangles, bands, rules and texts at given places. Vega measures every text that it draws, though no place
depends on a width, and so takes a hundred times as long. What this draws is what Vega draws: the tests compare them.
Whatever uses more of Vega-Lite is no panel, and is left to it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from schakel.publication.charts.specification import Row, Specification

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_PAINT = {"fill": "fill", "stroke": "stroke", "strokeWidth": "stroke-width", "strokeDash": "stroke-dasharray"}
_ENDS = {"x", "x2", "y", "y2"}
_LETTERS = {"fill", "baseline", "fontSize", "fontWeight", "lineHeight", "align", "dy"}
_KNOWN = {
    "area": ({"orient", "fill"}, {"x", "x2", "y"}),
    "rect": ({*_PAINT}, _ENDS | {"tooltip"}),
    "rule": ({*_PAINT}, _ENDS),
    "text": (_LETTERS, {"x", "y", "text"}),
}
_NEEDED = {
    "area": {"orient", "x", "x2", "y"},
    "rect": _ENDS,
    "rule": {"x", "y"},
    "text": {"x", "y", "text", "fontSize", "lineHeight", "align"},
}
_WORDS = ("text", "tooltip")
_SCALE = {"domain", "range", "zero", "nice"}
_LONG_DECIMALS = re.compile(r"(\d+\.\d)\d+")


def is_panel(specification: Specification) -> bool:
    """Whether a specification consists of what can be drawn here."""
    return "layer" in specification and all(_is_known(layer) for layer in specification["layer"])


def draw_panel(specification: Specification) -> str:
    """Return the inside of the SVG element of a panel: one group per layer, decimals after the first cut off."""
    layers = "".join(f"<g>{''.join(_marks(layer))}</g>" for layer in specification["layer"])
    box = f"M0,0h{specification['width']}v{specification['height']}h-{specification['width']}Z"
    return (
        f'<g fill="none" stroke-miterlimit="10" transform="translate(0,0)"><g><g transform="translate(0,0)">'
        f'<path d="{box}"/><g>{layers}</g><path d="" display="none"/></g></g></g>'
    )


def _is_known(layer: Specification) -> bool:
    kind, channels = layer["mark"]["type"], layer["encoding"]
    if kind not in _KNOWN or layer.keys() != {"data", "mark", "encoding"}:
        return False
    styles, known = _KNOWN[kind]
    return (
        layer["mark"].keys() <= styles | {"type"}
        and channels.keys() <= known
        and layer["mark"].keys() | channels.keys() >= _NEEDED[kind]
        and all(_is_place(channel) for name, channel in channels.items() if name in ("x", "y"))
    )


def _is_place(channel: Specification) -> bool:
    """Whether a channel is a place, or a value on a linear scale of which both ends are given."""
    if "value" in channel:
        return True
    scale = channel.get("scale", {})
    return scale is None or scale.keys() == _SCALE


def _marks(layer: Specification) -> Iterator[str]:
    """One element for each row, a band of all rows; a row without a value for one of the places has none."""
    mark, channels = layer["mark"], layer["encoding"]
    if mark["type"] == "area":
        yield _band(mark, [{name: _place(channels, name, row) for name in channels} for row in layer["data"]["values"]])
        return
    for row in layer["data"]["values"]:
        places = {name: _place(channels, name, row) for name in channels if name not in _WORDS}
        if None not in places.values():
            said = next((row.get(channels[name]["field"]) for name in _WORDS if name in channels), "")
            yield _MARKS[mark["type"]](mark, places, said)


def _place(channels: Mapping[str, Any], name: str, row: Row) -> Any:
    """Where a mark is along a channel; its second end goes through the scale of the first."""
    if "value" in channels[name]:
        return channels[name]["value"]
    found, scale = row.get(channels[name]["field"]), channels[name[0]].get("scale")
    if found is None or not scale:
        return found
    (low, high), (start, end) = scale["domain"], scale["range"]
    share = (found - low) / (high - low) if high != low else 0.5
    return start * (1 - share) + end * share


def _rectangle(mark: Specification, places: Mapping[str, float], said: Any) -> str:
    """A rectangle; what it says where one points at it is a title, which Vega would leave to a script."""
    left, right = sorted((places["x"], places["x2"]))
    top, bottom = sorted((places["y"], places["y2"]))
    width, height = _number(right - left), _number(bottom - top)
    shape = f'<path d="M{_number(left)},{_number(top)}h{width}v{height}h-{width}Z"{_paint(mark)}'
    return f"{shape}><title>{escape(said, quote=False)}</title></path>" if said else f"{shape}/>"


def _band(mark: Specification, rows: list[Mapping[str, float]]) -> str:
    """Down along the first edge, and back along the second one."""
    edges = [(row["x"], row["y"]) for row in rows] + [(row["x2"], row["y"]) for row in reversed(rows)]
    path = "L".join(f"{_number(x)},{_number(y)}" for x, y in edges)
    return f'<path d="M{path}Z"{_paint(mark)}/>'


def _rule(mark: Specification, places: Mapping[str, float], _: Any) -> str:
    x, y = places["x"], places["y"]
    across, down = places.get("x2", x) - x, places.get("y2", y) - y
    return f'<line transform="{_moved(x, y)}" x2="{_number(across)}" y2="{_number(down)}"{_paint(mark)}/>'


def _text(mark: Specification, places: Mapping[str, float], text: Any) -> str:
    weight = f' font-weight="{mark["fontWeight"]}"' if "fontWeight" in mark else ""
    moved = _moved(places["x"], places["y"] + mark.get("dy", 0))
    return (
        f'<text text-anchor="{_ANCHORS[mark["align"]]}" transform="{moved}"'
        f' font-size="{mark["fontSize"]}px"{weight}{_paint(mark)}>{_lines(text, mark["lineHeight"])}</text>'
    )


_MARKS: dict[str, Callable[[Specification, Mapping[str, float], Any], str]] = {
    "rect": _rectangle,
    "rule": _rule,
    "text": _text,
}


def _lines(text: Any, height: float) -> str:
    """A text, or a list of lines, each but the first that much below the one before."""
    if isinstance(text, str):
        return escape(text, quote=False)
    first, *others = (escape(line, quote=False) for line in text)
    if not others:
        return first
    return f"<tspan>{first}</tspan>" + "".join(f'<tspan x="0" dy="{height}">{line}</tspan>' for line in others)


def _paint(mark: Specification) -> str:
    said = {name: mark[key] for key, name in _PAINT.items() if key in mark}
    return "".join(
        f' {name}="{",".join(map(str, value)) if isinstance(value, list) else value}"' for name, value in said.items()
    )


def _moved(x: float, y: float) -> str:
    return f"translate({_number(x)},{_number(y)})"


def _number(value: float) -> str:
    """Whole numbers without a point, others cut off after one decimal."""
    return str(int(value)) if value == int(value) else _LONG_DECIMALS.sub(r"\1", repr(value))
