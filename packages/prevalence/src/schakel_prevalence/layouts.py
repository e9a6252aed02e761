"""Where the shapes of a plot stand: rows of dots or of ranges, a path through them, or a curve over odds ratios."""

import math
from collections.abc import Sequence
from html import escape
from itertools import chain, pairwise

from schakel_base.drawing import (
    CHARACTER,
    Band,
    Dot,
    DrawnText,
    Layer,
    Layout,
    Letters,
    Paint,
    Point,
    Scale,
    StraightLine,
    ticks_up_to,
)

Points = tuple[tuple[str, float], ...]
Row = tuple[str, tuple[float, ...]]
"""What a row is called, and the numbers in it; two of them are the ends of a range."""

WIDTH, TOP, ROW, RADIUS, MARGIN = 420, 60, 22, 4.5, 28
NARROWEST = 260
"""Of an axis of populations: on less, the numbers under it would stand in each other."""
HEIGHT = 200
"""Of a curve, from its highest tick to zero."""
INK, SUBDUED, GRID, DOT, BAND = "#1c2733", "#4a5665", "#d5dce5", "#00568b", "#e3edf4"
IN_THE_DARK = {
    "#ffffff": "#10192a",
    INK: "#e8edf4",
    SUBDUED: "#b3bfcf",
    GRID: "#33435c",
    DOT: "#5aaee6",
    BAND: "#1c3550",
}
LABEL, SMALL, UNDER = Letters(13, INK, "end", down=4), Letters(12, SUBDUED, "middle"), Letters(12, SUBDUED, "end")
TITLE = Letters(14, INK, weight=600)
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"\
 font-family="sans-serif" role="img" aria-labelledby="title description">
<title id="title">{title}</title><desc id="description">{description}</desc>
<style>@media (prefers-color-scheme: dark) {{ {dark} }}</style>
<rect width="100%" height="100%" fill="#ffffff"/>{shapes}</svg>
"""


def picture(title: str, described: str, layout: Layout) -> str:
    """Return a layout as a standalone picture, light or dark as the reader has it."""
    colours = IN_THE_DARK.items()
    dark = (f'[{name}="{light}"] {{ {name}: {dark}; }}' for light, dark in colours for name in ("fill", "stroke"))
    return _SVG.format(
        width=layout.width,
        height=layout.height,
        title=escape(title),
        description=escape(described),
        dark=" ".join(dark),
        shapes=layout,
    )


def said_estimate(estimate: float | None) -> str:
    """Return the figure of the method in words: whether it is an estimate, the verdict says."""
    return "No figure of the method" if estimate is None else f"The method alone: {estimate:,.0f}"


def dots(title: str, what: str, points: Points, estimate: float | None) -> Layout:
    """Return a row for each point, the populations from 0 on along the axis, the estimate as a line."""
    return _rows(title, what, [(said, (number,)) for said, number in points], estimate)


def path(title: str, what: str, points: Points, estimate: float | None) -> Layout:
    """Return rows of dots, each joined to the next: an answer that moves as one condition does."""
    return _rows(title, what, [(said, (number,)) for said, number in points], estimate, is_path=True)


def ranges(title: str, what: str, points: Points, estimate: float | None) -> Layout:
    """Return a row for each two points, the ends of a range that the first part of their names tells."""
    ends = zip(points[::2], points[1::2], strict=True)
    rows = [(lower[0].rpartition(": ")[0], (lower[1], upper[1])) for lower, upper in ends]
    return _rows(title, what, rows, estimate)


def _rows(title: str, what: str, rows: Sequence[Row], estimate: float | None, *, is_path: bool = False) -> Layout:
    left = MARGIN + CHARACTER * max(len(said) for said in (*(said for said, _ in rows), what))
    bottom = TOP + ROW * len(rows)
    ticks = ticks_up_to(max([number for _, numbers in rows for number in numbers] + [estimate or 0.0]))
    # Long names of rows make the picture wider, and not its axis shorter.
    width = max(WIDTH, math.ceil(left) + NARROWEST + MARGIN)
    across = Scale((0.0, ticks[-1]), (left, width - MARGIN))
    down = [TOP + ROW * (i + 0.5) for i in range(len(rows))]
    places = [[(across(number), y) for number in numbers] for (_, numbers), y in zip(rows, down, strict=True)]
    labels = tuple(DrawnText((left - 10, y), (said,), LABEL) for (said, _), y in zip(rows, down, strict=True))
    heads = (heading(title), DrawnText((left - 10, TOP - 10), (what,), UNDER))
    through = [_joined([place for own in places for place in own])] if is_path else map(_joined, places)
    shapes = (*chain(*through), *(Dot(place, RADIUS, Paint(DOT)) for own in places for place in own))
    return Layout(
        width, bottom + 48, (heads, _axis(ticks, across, bottom), _line(estimate, across, bottom), labels, shapes)
    )


def curve(title: str, what: str, points: Points, estimate: float | None, span: tuple[float, float]) -> Layout:
    """Return a curve over odds ratios on a log scale, with the span for which the range allows as a band.

    Parameters
    ----------
    points
        An odds ratio, as a text, and a population each; in order.
    span
        The lowest and the highest odds ratio of the band.
    """
    ratios = [float(said) for said, _ in points]
    ticks = ticks_up_to(max(number for _, number in points))
    left, bottom = MARGIN + CHARACTER * len(f"{ticks[-1]:,.0f}"), TOP + HEIGHT
    across = Scale((math.log(ratios[0]), math.log(ratios[-1])), (left, WIDTH - MARGIN))
    down = Scale((0.0, ticks[-1]), (bottom, TOP))
    low, high = (across(math.log(end)) for end in span)
    band = Band([(low, TOP), (high, TOP)], [(low, bottom), (high, bottom)], Paint(BAND))
    grid = [StraightLine((left, down(tick)), (WIDTH - MARGIN, down(tick)), Paint(stroke=GRID)) for tick in ticks]
    beside = [
        DrawnText((left - 8, down(tick)), (f"{tick:,.0f}",), Letters(12, SUBDUED, "end", down=4)) for tick in ticks
    ]
    round_ratios = [one for one in points if one[0] in ("0.25", "0.5", "1", "2", "4")]
    below = [DrawnText((across(math.log(float(said))), bottom + 16), (said,), SMALL) for said, _ in round_ratios]
    named = DrawnText(((left + WIDTH - MARGIN) / 2, bottom + 36), (what,), SMALL)
    said_span = DrawnText(((low + high) / 2, TOP - 8), (f"the range allows for {span[0]:.2g} to {span[1]:.2g}",), SMALL)
    places = [(across(math.log(ratio)), down(number)) for ratio, (_, number) in zip(ratios, points, strict=True)]
    here = () if estimate is None else (Dot((across(0.0), down(estimate)), RADIUS, Paint(DOT)),)
    return Layout(
        WIDTH,
        bottom + 48,
        ((heading(title), said_span), (band,), (*grid, *beside, *below, named), (*_joined(places), *here)),
    )


def heading(title: str) -> DrawnText:
    """Return the title, where every plot has it."""
    return DrawnText((MARGIN / 2, 20), (title,), TITLE)


def _joined(places: Sequence[Point]) -> Layer:
    return tuple(StraightLine(a, b, Paint(stroke=DOT, width=1.5)) for a, b in pairwise(places))


def _axis(ticks: list[float], across: Scale, bottom: float) -> Layer:
    grid = (StraightLine((across(tick), TOP), (across(tick), bottom), Paint(stroke=GRID)) for tick in ticks)
    below = (DrawnText((across(tick), bottom + 16), (f"{tick:,.0f}",), SMALL) for tick in ticks)
    middle = (across(0.0) + across(ticks[-1])) / 2
    return (*grid, *below, DrawnText((middle, bottom + 36), ("population (persons)",), SMALL))


def _line(estimate: float | None, across: Scale, bottom: float) -> Layer:
    if estimate is None:
        return ()
    at = across(estimate)
    share = estimate / across.values[1]
    # To the side on which there is room: at the left stands what the rows are.
    letters = Letters(12, INK, "start" if share < 0.4 else "end" if share > 0.6 else "middle", 600)
    said = DrawnText((at, TOP - 10), (said_estimate(estimate),), letters)
    return StraightLine((at, TOP - 5), (at, bottom), Paint(stroke=INK, width=1.5, dashes=(4, 4))), said
