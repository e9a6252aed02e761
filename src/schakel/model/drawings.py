"""What charts of an answer show, with references in place of numbers; one function lays out each kind of drawing."""

from dataclasses import dataclass

from schakel.model.sentence import Ref, Value


@dataclass(frozen=True)
class CurvePoint:
    """The value of a curve at the end of a year, with its limits where it has any."""

    year: int
    value: Ref
    lower: Ref | None = None
    upper: Ref | None = None


@dataclass(frozen=True)
class CurveDrawing:
    """Shares by year, on a scale from 0 to `maximum`, and beside them in dashes the shares by another clock."""

    points: tuple[CurvePoint, ...]
    dashed: tuple[CurvePoint, ...]
    maximum: float


@dataclass(frozen=True)
class RatioBar:
    """A bar from one ratio to another, the ratio that is `held` against it, and a `mark` within the bar if any."""

    label: Value
    said: Value
    low: float
    high: float
    held: float
    mark: float | None = None


@dataclass(frozen=True)
class RatioDrawing:
    """Ratios on a scale of doublings with these `ticks`; the bars of a `range` look like intervals."""

    ratios: tuple[RatioBar, ...]
    ticks: tuple[float, ...]
    are_ranges: bool = False


@dataclass(frozen=True)
class WaterfallStop:
    """A row of a waterfall: one of the two figures, the count after a step with the one `before` it, or what is left.

    A row without a count is a step that cannot be counted.
    """

    label: Value
    said: Value
    count: Ref | None
    before: Ref | None = None


@dataclass(frozen=True)
class WaterfallDrawing:
    """The way from one figure to another; a `stamp` says if its figures are made up."""

    stops: tuple[WaterfallStop, ...]
    stamp: Value = ""


@dataclass(frozen=True)
class PartBar:
    """How many of a `whole` are the `part`, a whole that is not empty."""

    label: Value
    said: Value
    part: int
    whole: int


@dataclass(frozen=True)
class PartDrawing:
    """Parts of wholes, each on a scale of its own whole."""

    bars: tuple[PartBar, ...]


@dataclass(frozen=True)
class SetsRow:
    """How many are in exactly the lists at these places."""

    on: tuple[int, ...]
    said: Value
    number: float


@dataclass(frozen=True)
class SetsDrawing:
    """Who is on which lists (UpSet): a row for each set of the lists, which are named in their order."""

    lists: tuple[Value, ...]
    rows: tuple[SetsRow, ...]


@dataclass(frozen=True)
class BandPoint:
    """What a number is by a factor: its limits, where it has both, and a value, if there is one."""

    factor: float
    lower: Ref | None
    upper: Ref | None
    value: Ref | None


@dataclass(frozen=True)
class BandDrawing:
    """A number that depends on a factor, and between which factors one allows for it; `ticks` are factors."""

    points: tuple[BandPoint, ...]
    allowed: tuple[float, float]
    ticks: tuple[float, ...]


Drawing = CurveDrawing | RatioDrawing | WaterfallDrawing | PartDrawing | SetsDrawing | BandDrawing
"""What a chart shows: each kind has one function that draws it."""
