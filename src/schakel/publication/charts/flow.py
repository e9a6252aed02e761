"""A panel of phases through which units flow: a bar for each phase, and a band from each to the next.

The band narrows from what is in a phase to what of it reaches the next one. What certainly flows is the darker part of
a band, what possibly does besides the lighter one; below each bar stands how many come no further. So it is drawn only
of phases that each lie within the one before, and never where a figure is not published.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from schakel.model.figure import Figure
from schakel.publication.charts.bars import along, bar_row, bars, bars_at
from schakel.publication.charts.layers import SUBDUED, TRACK, WIDTH, heading, panel, words
from schakel.publication.charts.panels import Bar, Panel
from schakel.publication.localisation import Localisation
from schakel_base.drawing import Band, Layer, Layout, Letters, Paint

_THICKNESS, _GAP, _LEAVING = 26, 10, 18
_CERTAINLY = Paint("var(--chart-possible)")


def flow(shown: Panel, language: Localisation) -> Layout:
    """Return the layout of a panel of phases, from the first one down; a small one has no room for bands."""
    if shown.is_small:
        return bars(shown)
    titles, top = heading(shown.along, shown.measure)
    rows = []
    for bar, after in zip(shown.bars, (*shown.bars[1:], None), strict=True):
        left = _leaving(bar, after, language) if after else ""
        rows.append(bar_row(bar, top, _THICKNESS) | {"leaving": left})
        top = rows[-1]["bottom"] + _GAP + (_LEAVING if left else 0)
    said = Letters(12, SUBDUED, "end")
    leaving = [row | {"below": row["bottom"] + 14} for row in rows if row["leaving"]]
    layers = (
        *titles,
        *_bands(rows, shown.maximum),
        *bars_at(rows, shown.maximum),
        words(leaving, "leaving", said, x=WIDTH, y="below"),
    )
    return panel(layers, max(top - _GAP, 1) + 1)


def left_behind(before: Figure, after: Figure) -> Figure | None:
    """Return how many of one phase do not reach the next, by their published figures; None where one is hidden.

    What is open about a unit is open in every phase. So those who certainly belong here and come no further are the
    difference of the lower bounds, those who possibly do that of the upper ones; rounding can turn the two around.
    Of a number "or more" no more than the first is known.
    """
    if before.lower is None or before.upper is None or after.lower is None or after.upper is None:
        return None
    # Rounded on their own, a later phase can seem larger than the one before: nobody left by that.
    certainly = max(before.lower - after.lower, 0)
    if math.isinf(before.upper):
        return Figure(certainly, math.inf)
    lower, upper = sorted((certainly, max(before.upper - after.upper, 0)))
    return Figure(lower, upper)


def _leaving(bar: Bar, after: Bar, language: Localisation) -> str:
    figure = left_behind(bar.figure, after.figure)
    return language.say("no further: {figure}", figure=language.figure(figure)) if figure else ""


def _bands(rows: list[dict[str, Any]], maximum: float) -> Iterator[Layer]:
    """From each bar to the next the two parts of a band, as wide above as the one and below as the other."""
    for above, below in pairwise(rows):
        # Of a figure that is not published there is no width for a band to end at.
        if above["lower"] is None or below["lower"] is None:
            continue
        ends = [(above, above["bottom"]), (below, below["top"])]
        zero, lower, upper = (
            [(along(row[bound], maximum) if bound else 0.0, at) for row, at in ends] for bound in ("", "lower", "upper")
        )
        yield (Band(zero, lower, _CERTAINLY),)
        # An exact figure has no second part: a band of no width is still drawn as a hairline.
        if lower != upper:
            yield (Band(lower, upper, TRACK),)
