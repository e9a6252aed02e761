"""Charts as SVG: shapes at given places, in layers, each drawn as one element.

Whoever lays out a chart says where each shape stands; no place depends on how wide a text is when drawn, so drawing
needs no fonts and is the same on every machine. Places are in units of the drawing, from its top left corner.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

# Too wide leaves some room empty; too narrow would let labels run into each other on some machines.
CHARACTER = 6.9
"""The width of a character at 13 units, rather too wide than too narrow."""
BOLD_CHARACTER = 8.3

_LONG_DECIMALS = re.compile(r"(\d+\.\d)\d+")

Point = tuple[float, float]


@dataclass(frozen=True)
class Paint:
    """How a shape is filled, and its outline drawn; what is empty or None is left to the page."""

    fill: str = ""
    stroke: str = ""
    width: float | None = None
    dashes: tuple[int, ...] = ()

    def __str__(self) -> str:
        said = {
            "fill": self.fill,
            "stroke": self.stroke,
            "stroke-width": self.width,
            "stroke-dasharray": ",".join(map(str, self.dashes)),
        }
        return "".join(f' {name}="{value}"' for name, value in said.items() if value not in ("", None))


@dataclass(frozen=True)
class Letters:
    """How a text is set: its size and the distance of its lines in units, and how far it is moved down."""

    size: float = 13
    fill: str = ""
    align: Literal["start", "middle", "end"] = "start"
    weight: int | None = None
    down: float = 0
    line: float = 16


@dataclass(frozen=True)
class Rectangle:
    """A rectangle between two places across and two down; `said` is what is read where one points at it."""

    across: tuple[float, float]
    down: tuple[float, float]
    paint: Paint
    said: str = ""

    def __str__(self) -> str:
        (left, right), (top, bottom) = sorted(self.across), sorted(self.down)
        width, height = _number(right - left), _number(bottom - top)
        shape = f'<path d="M{_number(left)},{_number(top)}h{width}v{height}h-{width}Z"{self.paint}'
        return f"{shape}><title>{escape(self.said, quote=False)}</title></path>" if self.said else f"{shape}/>"


@dataclass(frozen=True)
class Marker:
    """A diamond around a point, as a sign of something that is `said` where one points at it."""

    at: Point
    reach: float
    paint: Paint
    said: str

    def __str__(self) -> str:
        (x, y), reach = map(_number, self.at), _number(self.reach)
        shape = (
            f'<path class="chart-marker" d="M{x},{y}m0,-{reach}l{reach},{reach}l-{reach},{reach}l-{reach},-{reach}Z"'
        )
        return f"{shape}{self.paint}><title>{escape(self.said, quote=False)}</title></path>"


@dataclass(frozen=True)
class Band:
    """The area between two edges, each a line from point to point."""

    edge: Sequence[Point]
    other: Sequence[Point]
    paint: Paint

    def __str__(self) -> str:
        around = "L".join(f"{_number(x)},{_number(y)}" for x, y in (*self.edge, *reversed(self.other)))
        return f'<path d="M{around}Z"{self.paint}/>'


@dataclass(frozen=True)
class StraightLine:
    """A line from one point to another."""

    start: Point
    end: Point
    paint: Paint

    def __str__(self) -> str:
        across, down = (_number(end - start) for start, end in zip(self.start, self.end, strict=True))
        return f'<line transform="{_moved(self.start)}" x2="{across}" y2="{down}"{self.paint}/>'


@dataclass(frozen=True)
class Dot:
    """A disc around a point."""

    at: Point
    radius: float
    paint: Paint

    def __str__(self) -> str:
        x, y = map(_number, self.at)
        return f'<circle cx="{x}" cy="{y}" r="{_number(self.radius)}"{self.paint}/>'


@dataclass(frozen=True)
class DrawnText:
    """Lines of text under each other, the first on the baseline through a point."""

    at: Point
    lines: tuple[str, ...]
    letters: Letters

    def __str__(self) -> str:
        letters = self.letters
        weight = f' font-weight="{letters.weight}"' if letters.weight else ""
        moved = _moved((self.at[0], self.at[1] + letters.down))
        return (
            f'<text text-anchor="{letters.align}" transform="{moved}"'
            f' font-size="{letters.size}px"{weight}{Paint(letters.fill)}>{self._inside()}</text>'
        )

    def _inside(self) -> str:
        first, *others = (escape(line, quote=False) for line in self.lines or ("",))
        if not others:
            return first
        below = (f'<tspan x="0" dy="{self.letters.line}">{line}</tspan>' for line in others)
        return f"<tspan>{first}</tspan>{''.join(below)}"


@dataclass(frozen=True)
class PlacedLayout:
    """A layout within another, its top left corner at a point."""

    at: Point
    layout: "Layout"

    def __str__(self) -> str:
        return f'<g transform="{_moved(self.at)}">{self.layout}</g>'


Shape = PlacedLayout | Rectangle | Marker | Band | StraightLine | Dot | DrawnText
Layer = tuple[Shape, ...]


@dataclass(frozen=True)
class Layout:
    """Where the shapes of a chart stand, in a space so wide and so high; later layers lie on earlier ones."""

    width: float
    height: float
    layers: tuple[Layer, ...]

    def __str__(self) -> str:
        """Return what is inside the SVG element: one group for each layer."""
        groups = "".join(f"<g>{''.join(map(str, layer))}</g>" for layer in self.layers)
        return f'<g fill="none">{groups}</g>'


@dataclass(frozen=True)
class Scale:
    """From the values between two ends to the places between two others."""

    values: tuple[float, float]
    places: tuple[float, float]

    def __call__(self, value: float) -> float:
        (low, high), (start, end) = self.values, self.places
        # All values may be equal, in a chart of one bar for instance: the middle is as good as any place.
        share = (value - low) / (high - low) if high != low else 0.5
        return start * (1 - share) + end * share


def ticks_up_to(maximum: float) -> list[float]:
    """Return round values from 0 to at least `maximum`, two to six of them."""
    highest = max(maximum, 1.0)
    # Steps of 1, 2, 2.5 or 5 times a power of ten read easily; a step below 1 would mark parts of a unit.
    power = 10.0 ** math.floor(math.log10(highest / 4))
    step = max(next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= highest / 4), 1.0)
    return [step * index for index in range(math.ceil(highest / step) + 1)]


def _moved(point: Point) -> str:
    return f"translate({','.join(map(_number, point))})"


def _number(value: float) -> str:
    """Whole numbers without a point, others cut off after one decimal."""
    # Cut off, not rounded, as the charts were first drawn: rounding would change the bytes of every older release.
    return str(int(value)) if value == int(value) else _LONG_DECIMALS.sub(r"\1", repr(value))
