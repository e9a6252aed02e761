"""UpSet: which lists share how many persons, as bars over a matrix of lists (Lex and others 2014).

Circles that overlap cannot show six lists; here each history is a column: its bar says how many persons, the dots
below it on which lists.
"""

from collections.abc import Mapping, Sequence

from schakel_base.drawing import (
    CHARACTER,
    Dot,
    DrawnText,
    Layer,
    Layout,
    Paint,
    Rectangle,
    Scale,
    StraightLine,
    ticks_up_to,
)
from schakel_prevalence.layouts import DOT, GRID, INK, LABEL, MARGIN, TOP, UNDER, Points, heading

COLUMN, HIGH, STEP, GAP = 20.0, 140.0, 22.0, 12.0


def upset(
    title: str, what: str, points: Points, _: float | None, on: Sequence[Sequence[str]], sizes: Mapping[str, int]
) -> Layout:
    """Return a bar per history and, below it, the lists that it is on; each list with its number of persons.

    Parameters
    ----------
    points
        A history and its number of persons each.
    on
        The lists of each history.
    sizes
        The persons on each list.
    """
    said = {name: f"{name} ({size:,})" for name, size in sizes.items()}
    left = MARGIN + CHARACTER * max(len(text) for text in (*said.values(), what))
    ticks = ticks_up_to(max(number for _, number in points))
    tall = Scale((0.0, ticks[-1]), (TOP + HIGH, TOP))
    rows = {name: TOP + HIGH + GAP + STEP * (i + 0.5) for i, name in enumerate(sizes)}
    places = [left + COLUMN * (i + 0.5) for i in range(len(points))]
    width = left + COLUMN * len(points) + MARGIN
    grid = tuple(StraightLine((left, tall(tick)), (width - MARGIN, tall(tick)), Paint(stroke=GRID)) for tick in ticks)
    beside = tuple(DrawnText((left - 10, tall(tick) + 4), (f"{tick:,.0f}",), UNDER) for tick in ticks)
    labels = tuple(DrawnText((left - 10, rows[name]), (text,), LABEL) for name, text in said.items())
    bars = tuple(
        Rectangle((x - 7, x + 7), (tall(number), tall(0.0)), Paint(DOT), f"{history}: {number:,.0f}")
        for x, (history, number) in zip(places, points, strict=True)
    )
    columns = tuple(shape for x, names in zip(places, on, strict=True) for shape in _column(x, names, rows))
    heads = (heading(title), DrawnText((left - 10, TOP - 20), ("persons",), UNDER))
    width = max(width, MARGIN + CHARACTER * 1.2 * len(title))
    return Layout(width, max(rows.values()) + STEP, (heads, (*grid, *beside), labels, bars, columns))


def _column(x: float, names: Sequence[str], rows: Mapping[str, float]) -> Layer:
    """The dots of a history: dark for its lists, joined by a line, light for the others."""
    dark = [rows[name] for name in names]
    line = StraightLine((x, min(dark)), (x, max(dark)), Paint(stroke=INK, width=1.5))
    return (line, *(Dot((x, y), 5, Paint(INK if name in names else GRID)) for name, y in rows.items()))
