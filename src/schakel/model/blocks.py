"""What an answer is drawn from: blocks of a few kinds, that pages and the report each draw in their own way.

A block holds sentences, and references to figures in place of numbers. A new kind of block is a class here, a macro of
the site and a function of the report.
"""

from dataclasses import dataclass
from enum import StrEnum

from schakel.model.sentence import Ref, Sentence, Value


@dataclass(frozen=True)
class HeadingBlock:
    """A heading: what follows is under it."""

    title: Value


@dataclass(frozen=True)
class VerdictBlock:
    """What was found, in one sentence that stands out, and beside it of how many."""

    said: Value
    beside: Value = ""


@dataclass(frozen=True)
class ParagraphBlock:
    """A paragraph, after its first words in bold if it has any; one that `is_quiet` is set smaller."""

    said: Value
    opening: Value = ""
    is_quiet: bool = False


@dataclass(frozen=True)
class RemarkBlock:
    """A remark that is shown only where an answer from real data is among figures that were made up."""

    said: Value


@dataclass(frozen=True)
class NotesBlock:
    """Sentences in a list; under a title of this `level` if it has any."""

    entries: tuple[Value, ...]
    title: Value = ""
    level: int = 4


@dataclass(frozen=True)
class FactsBlock:
    """Names, each with what is said of it; a `status` comes first, and stands out."""

    title: Value
    entries: tuple["NamedFact", ...]


@dataclass(frozen=True)
class NamedFact:
    """A name and what is said of it."""

    name: Value
    said: Value
    status: Value = ""


@dataclass(frozen=True)
class PartLine:
    """One part of an answer in a line, and the blocks that open under it."""

    title: Value
    said: Value
    blocks: tuple["Block", ...] = ()


@dataclass(frozen=True)
class PartsBlock:
    """The parts of an answer. Pages show the title if it `has_heading`; print shows the parts if it `is_printed`."""

    title: Value
    parts: tuple[PartLine, ...]
    has_heading: bool = True
    is_printed: bool = True


@dataclass(frozen=True)
class TableColumn:
    """A column of a table; a narrow page of print leaves out what is not `is_printed`."""

    title: Value
    is_numeric: bool = True
    is_printed: bool = True


@dataclass(frozen=True)
class TableBlock:
    """A table to read: columns, and rows with a value for each of them, the first of which names the row."""

    name: str
    title: Value
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Value, ...], ...]


class LegendSample(StrEnum):
    """What a legend explains: a sign that looks like what is drawn."""

    LINE = "line"
    DASHED_LINE = "dashed line"
    BAR = "bar"
    RANGE = "range"
    OUTLINE = "outline"
    TICK = "tick"
    HELD = "held"


@dataclass(frozen=True)
class LegendEntry:
    """A sign and what it stands for."""

    sample: LegendSample
    said: Value


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


Drawing = CurveDrawing | RatioDrawing
"""What a chart shows: each kind has one function that draws it."""


@dataclass(frozen=True)
class ChartBlock:
    """A drawing under its caption, with a legend; `title` and `described` stand for it where it is not seen."""

    name: str
    caption: Value
    drawing: Drawing
    legend: tuple[LegendEntry, ...]
    title: Value
    described: Value
    flag: Value = ""


Block = (
    HeadingBlock
    | VerdictBlock
    | ParagraphBlock
    | RemarkBlock
    | NotesBlock
    | FactsBlock
    | PartsBlock
    | TableBlock
    | ChartBlock
)
"""What an answer is drawn from, in the order in which it is read."""


@dataclass(frozen=True)
class MethodPage:
    """A page of its own about how answers of a kind come about: its `name` is its address."""

    name: str
    title: Sentence
    lead: Sentence
    blocks: tuple[Block, ...]
