"""Blocks: the typed parts of an answer, which pages and the report each draw in their own way.

A block holds sentences, and references to figures in place of numbers. A new kind of block is a class here, a macro of
the site and a function of the report.
"""

from dataclasses import dataclass
from enum import StrEnum

from schakel.model.drawings import Drawing
from schakel.model.page_blocks import (
    GroupedTableBlock,
    JumpsBlock,
    LinesBlock,
    LinkBlock,
    LinksBlock,
    MapBlock,
    ProfileBlock,
    ProfilesBlock,
    SignsLegendBlock,
    SourcedNotesBlock,
)
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
    """Names, each with what is said about it; a `status` comes first, and stands out."""

    title: Value
    entries: tuple["NamedFact", ...]


@dataclass(frozen=True)
class NamedFact:
    """A name and what is said about it."""

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
    """A table to read: columns, and rows with a value for each of them; the first value names the row."""

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
    """A sign and its meaning."""

    sample: LegendSample
    said: Value


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


@dataclass(frozen=True)
class FigureEnd:
    """One of two compared figures: as it was requested, its name beside the other, and as it is said."""

    request: str
    name: Value
    said: Value
    figure: Ref


@dataclass(frozen=True)
class AspectStep:
    """The aspects that are replaced, in words too; the count that follows, and what changed, where it is counted."""

    aspects: tuple[str, ...]
    name: Value
    count: Ref | None
    change: Ref | None


@dataclass(frozen=True)
class StepOrder:
    """The way with the aspects in one order: its number from 0, the order and the whole in words, and a drawing."""

    number: int
    title: Value
    said: Value
    steps: tuple[AspectStep, ...]
    chart: "ChartBlock"


@dataclass(frozen=True)
class AspectRow:
    """What two figures say about one aspect, and whether that is the same."""

    name: Value
    start: Value
    end: Value
    verdict: Value
    differs: bool


@dataclass(frozen=True)
class FigureSource:
    """Where a published figure is from, and whether that was verified."""

    title: Value
    source: str
    verified: bool


@dataclass(frozen=True)
class StepsBlock:
    """The way from one figure to another, one aspect at a time, in one order or in several.

    `gap` is how far they are apart, `left` what no step explains, where anything is left. `unstated` are the aspects of
    which one of the two is silent. `is_counted` says whether the steps are counts.
    """

    name: str
    start: FigureEnd
    end: FigureEnd
    orders: tuple[StepOrder, ...]
    aspects: tuple[AspectRow, ...]
    sources: tuple[FigureSource, ...]
    unstated: tuple[str, ...]
    is_counted: bool
    is_synthetic: bool
    gap: Ref
    left: Value = ""


@dataclass(frozen=True)
class SectionBlock:
    """A part of a page under a heading, if it has a title: `name` is its address on the page.

    One to be read, `is_text`, is no wider than lines of text are.
    """

    blocks: tuple["Block", ...]
    name: str = ""
    title: Value = ""
    is_tinted: bool = False
    is_text: bool = False


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
    | StepsBlock
    | SectionBlock
    | SourcedNotesBlock
    | LinesBlock
    | LinksBlock
    | JumpsBlock
    | LinkBlock
    | MapBlock
    | SignsLegendBlock
    | ProfilesBlock
    | ProfileBlock
    | GroupedTableBlock
)
"""What an answer is drawn from, in the order in which it is read."""


@dataclass(frozen=True)
class MethodPage:
    """A page of its own about how answers of a kind come about: its `name` is its address."""

    name: str
    title: Sentence
    lead: Sentence
    blocks: tuple[Block, ...]
