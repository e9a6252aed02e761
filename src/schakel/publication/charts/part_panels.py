"""A panel of parts of wholes: a track of full width for each whole, with the part on it."""

from dataclasses import replace

from schakel.model.drawings import PartDrawing
from schakel.publication.charts.layers import (
    CERTAIN,
    LARGE,
    TRACK,
    WIDTH,
    Row,
    panel,
    rectangles,
    value,
    words,
)
from schakel.publication.speech import ValueSpeaker
from schakel_base.drawing import Layout, Scale

_ROW, _TOP, _BAR = 40, 20, 12


def part_panel(drawing: PartDrawing, speak: ValueSpeaker) -> Layout:
    """Return the layout of a panel, one row for each whole."""
    rows: list[Row] = [
        {
            "label": speak(bar.label),
            "said": speak(bar.said),
            "share": bar.part / bar.whole if bar.part else None,
            "text": index * _ROW + 14,
            "top": index * _ROW + _TOP,
            "bottom": index * _ROW + _TOP + _BAR,
        }
        for index, bar in enumerate(drawing.bars)
    ]
    band = {"y": "top", "y2": "bottom"}
    layers = (
        rectangles(TRACK, rows, x=0, x2=WIDTH, **band),
        rectangles(CERTAIN, rows, x=0, x2=value("share", Scale((0.0, 1.0), (0.0, WIDTH))), **band),
        words(rows, "label", LARGE, x=0, y="text"),
        words(rows, "said", replace(LARGE, align="end", weight=600), x=WIDTH, y="text"),
    )
    return panel(layers, len(rows) * _ROW)
