"""Maps: of counts, as a disc on each area whose surface is the count; of kinds, as coloured areas.

Discs, since a coloured area would weigh a large empty region more than a small crowded one. What is certain is a solid
disc, what is possible besides a hatched ring around it; where a count is not published the area is hatched and the
circle dashed. Each disc has the number of its area in the list beside the map. Colours are left to what is no count.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from schakel.model.figure import Figure
from schakel.model.places import Boundaries, Ring
from schakel.publication.charts.layers import WIDTH
from schakel_base.drawing import Layout

_LARGEST, _UNPUBLISHED = 26.0, 7.0  # radii
_MARGIN = 6.0
_NUMBER = 18.0  # room for a number beside a disc
_STAMP = 20
_STAMPED = '<text class="map-stamp" font-size="12" x="{}" y="{}">{}</text>'

Point = tuple[float, float]


@dataclass(frozen=True)
class MapArea:
    """An area of the map: its number in the list, its name, its count in words and as a figure.

    `rate` says how many that is for so many inhabitants, where these are known.
    """

    number: int
    code: str
    label: str
    value: str
    figure: Figure
    rate: str = ""


@dataclass(frozen=True)
class DrawnMap:
    """A map with the list that belongs to it, and what its legend must explain.

    `elsewhere` are the labels and counts that have no place on it. `rated` says what the rates are, if there are any.
    """

    drawing: Markup
    layout: "MapLayout"
    places: tuple[MapArea, ...]
    elsewhere: tuple[tuple[str, str], ...]
    has_ranges: bool
    has_marks: bool
    source: str
    rated: str = ""


@dataclass(frozen=True)
class MapLayout(Layout):
    """A map as a layout, to be placed within another: what is `inside` was drawn by the projection."""

    inside: str = ""

    def __str__(self) -> str:
        """Return what is inside the SVG element."""
        return self.inside


def map_layout(box: str, inside: Markup) -> MapLayout:
    """Return a drawn map as a layout, of the size of its view box."""
    _, _, width, height = map(float, box.split())
    return MapLayout(width, height, (), str(inside))


def draw_map(places: tuple[MapArea, ...], boundaries: Boundaries) -> tuple[str, Markup]:
    """Return the view box and the inside of the SVG element of a map."""
    shapes, height = _projected(boundaries.areas)
    largest = max((reach for place in places if (reach := _reach(place.figure))), default=1.0)
    hidden = {place.code for place in places if place.figure.mark}
    outlines = "".join(_outline(_path(rings), code in hidden) for code, rings in shapes.items())
    discs = sorted(places, key=lambda one: -_reach(one.figure))  # the smaller ones on top
    drawn = [_disc(place, _middle(shapes[place.code]), largest) for place in discs]
    inside = "".join([outlines, *(disc for disc, _ in drawn), *(number for _, number in drawn)])
    return _boxed(Markup(inside), height)


def ranked(places: Iterable[MapArea]) -> tuple[MapArea, ...]:
    """Return places with numbers by their counts, the largest first; those that are not published come last."""
    found = sorted(places, key=lambda one: (one.figure.mark is not None, -(one.figure.lower or 0), one.label))
    return tuple(replace(one, number=number) for number, one in enumerate(found, start=1))


def _outline(path: str, is_hidden: bool) -> str:
    return f'<path class="map-area{" is-protected" if is_hidden else ""}" d="{path}"/>'


@dataclass(frozen=True)
class Area:
    """An area of a map of kinds: the class of its colour in the style sheet, and what is said about it."""

    kind: str
    said: str


def draw_areas(areas: Mapping[str, Area], boundaries: Boundaries, stamp: str) -> tuple[str, Markup]:
    """Return the view box and the inside of a map of kinds; an area that is not among `areas` is an outline.

    A `stamp` is a line of text below it.
    """
    shapes, height = _projected(boundaries.areas)
    drawn = "".join(_area(_path(rings), areas.get(code)) for code, rings in shapes.items())
    if not stamp:
        return _boxed(Markup(drawn), height)
    return _boxed(Markup(drawn) + Markup(_STAMPED).format(WIDTH, round(height + 14), stamp), height + _STAMP)


def _area(path: str, area: Area | None) -> str:
    if area is None:
        return _outline(path, is_hidden=False)
    return f'<path class="map-area {area.kind}" d="{path}"><title>{escape(area.said)}</title></path>'


def _boxed(inside: Markup, height: float) -> tuple[str, Markup]:
    return f"0 0 {WIDTH} {height:.0f}", inside


def _projected(areas: Mapping[str, tuple[Ring, ...]]) -> tuple[dict[str, list[list[Point]]], float]:
    """Degrees as places on the map: an equirectangular projection, true in scale at the middle latitude."""
    points = [point for rings in areas.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # A degree of longitude is shorter the further from the equator; at the middle latitude the map is true.
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * _MARGIN) / ((east - west) * shrink)

    def place(x: float, y: float) -> Point:
        return _MARGIN + (x - west) * shrink * scale, _MARGIN + (north - y) * scale

    shapes = {code: [[place(*point) for point in ring] for ring in rings] for code, rings in areas.items()}
    return shapes, 2 * _MARGIN + (north - south) * scale


def _path(rings: list[list[Point]]) -> str:
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "Z" for ring in rings)


def _middle(rings: list[list[Point]]) -> Point:
    """The centroid of the largest ring."""
    return _centroid(max(rings, key=lambda ring: abs(_surface(ring))))


def _surface(ring: list[Point]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _sides(ring)) / 2


def _centroid(ring: list[Point]) -> Point:
    weights = [(x1 + x2, y1 + y2, x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in _sides(ring)]
    total = 6 * _surface(ring)
    return sum(x * w for x, _, w in weights) / total, sum(y * w for _, y, w in weights) / total


def _sides(ring: list[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(ring, ring[1:] + ring[:1], strict=True)


def _reach(figure: Figure) -> float:
    bounds = (bound for bound in (figure.lower, figure.upper) if bound is not None and math.isfinite(bound))
    return max(bounds, default=0.0)


def _disc(place: MapArea, middle: Point, largest: float) -> tuple[str, str]:
    """The disc of a place, and its number: no disc may cover the number of another one."""
    x, y = middle
    # The surface is the count, so the radius goes with its root.
    outer = _LARGEST * math.sqrt(_reach(place.figure) / largest)
    inner = _LARGEST * math.sqrt((place.figure.lower or 0) / largest)
    if place.figure.mark:
        outer, rings = _UNPUBLISHED, [("is-marked", _UNPUBLISHED)]
    else:
        rings = [("is-possible", outer)] * (outer > inner) + [("is-certain", inner)] * (inner > 0)
    circles = "".join(f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>' for name, r in rings)
    aside = outer * 0.7
    beside, anchor = (x - aside - 2, "end") if x + aside > WIDTH - _NUMBER else (x + aside + 2, "start")
    return circles, (
        f'<text class="map-number" font-size="12" text-anchor="{anchor}" x="{beside:.1f}" y="{y - aside:.1f}">'
        f"{place.number}</text>"
    )
