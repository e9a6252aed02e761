"""The drawings that an answer can ask for, each a function from what it shows to a layout."""

from collections.abc import Callable
from functools import partial
from typing import Any

from schakel.model.drawings import (
    BandDrawing,
    CurveDrawing,
    Drawing,
    PartDrawing,
    RatioDrawing,
    SetsDrawing,
    WaterfallDrawing,
)
from schakel.publication.charts.band_panels import band_panel
from schakel.publication.charts.curve_panels import curve_panel
from schakel.publication.charts.part_panels import part_panel
from schakel.publication.charts.ratio_panels import ratio_panel
from schakel.publication.charts.sets_panels import sets_panel
from schakel.publication.charts.waterfall import waterfall
from schakel.publication.speech import ValueSpeaker
from schakel_base.drawing import Layout

LAYOUTS: dict[type[Drawing], Callable[[Any, ValueSpeaker], Layout]] = {
    CurveDrawing: curve_panel,
    RatioDrawing: ratio_panel,
    PartDrawing: part_panel,
    WaterfallDrawing: waterfall,
    SetsDrawing: sets_panel,
    BandDrawing: band_panel,
}
SMALL_LAYOUTS: dict[type[Drawing], Callable[[Any, ValueSpeaker], Layout]] = {
    **LAYOUTS,
    CurveDrawing: partial(curve_panel, is_small=True),
    RatioDrawing: partial(ratio_panel, is_small=True),
}
"""The same on a first screen, among others."""
