"""A panel of who is on which lists: a row for each set of lists, dots for its lists, and a bar for its number (UpSet).

Circles that overlap cannot show six lists. Each list has a column of dots, under its name.
"""

from dataclasses import replace
from itertools import chain

from schakel.model.drawings import SetsDrawing
from schakel.publication.charts.fitting import lines_of
from schakel.publication.charts.layers import (
    CERTAIN,
    GRID,
    INK,
    LARGE,
    SMALL,
    WIDTH,
    Row,
    panel,
    rectangles,
    rules,
    value,
    words,
)
from schakel.publication.speech import ValueSpeaker
from schakel_base.drawing import CHARACTER, Dot, Layer, Layout, Paint, Scale

_COLUMN, _ROW, _BAR, _RADIUS, _LINE = 20, 20, 11, 5, 16
_ON, _OFF = Paint(INK), Paint("var(--chart-grid)")
_THROUGH = Paint(stroke=INK, width=1.5)


def sets_panel(drawing: SetsDrawing, speak: ValueSpeaker) -> Layout:
    """Return the layout of a panel; the names of the lists stand over their columns, each lower than the one before."""
    columns = [_COLUMN * (number + 0.5) for number in range(len(drawing.lists))]
    named, top = _names(drawing, columns, speak)
    said = [speak(one.said) for one in drawing.rows]
    middles = [top + _ROW * (number + 0.5) for number in range(len(drawing.rows))]
    left, right = _COLUMN * len(columns) + 8, WIDTH - CHARACTER * max(map(len, said)) - 14
    scale = Scale((0.0, max(one.number for one in drawing.rows)), (left, right))
    rows: list[Row] = [
        {"said": text, "number": one.number, "on": one.on, "middle": at, "top": at - _BAR / 2, "bottom": at + _BAR / 2}
        for one, text, at in zip(drawing.rows, said, middles, strict=True)
    ]
    layers = (
        *named,
        rectangles(CERTAIN, rows, x=left, x2=value("number", scale), y="top", y2="bottom"),
        words(rows, "said", replace(LARGE, align="end", weight=600, down=4), x=WIDTH, y="middle"),
        tuple(chain.from_iterable(_dots(row, columns) for row in rows)),
    )
    return panel(layers, top + _ROW * len(rows) + 4)


def _names(drawing: SetsDrawing, columns: list[float], speak: ValueSpeaker) -> tuple[tuple[Layer, Layer], float]:
    """The names of the lists, each with a line down to its column, and how high they all are."""
    rows: list[Row] = []
    height = 0.0
    for at, name in zip(columns, drawing.lists, strict=True):
        lines = lines_of(speak(name), int((WIDTH - at) / CHARACTER) - 1)
        rows.append({"at": at, "beside": at + 6, "lines": lines, "text": height + 12, "line": height + 6})
        height += _LINE * len(lines)
    below = height + 4
    return (
        rules(GRID, rows, x="at", y="line", y2=below),
        words(rows, "lines", replace(SMALL, fill=INK), x="beside", y="text"),
    ), height + 6


def _dots(row: Row, columns: list[float]) -> Layer:
    """The dots of a row: dark for its lists, joined by a line, light for the others."""
    dark = [columns[one] for one in row["on"]]
    through = rules(_THROUGH, [row], x=min(dark), x2=max(dark), y="middle")
    dots = (
        Dot((at, row["middle"]), _RADIUS, _ON if number in row["on"] else _OFF) for number, at in enumerate(columns)
    )
    return (*through, *dots)
