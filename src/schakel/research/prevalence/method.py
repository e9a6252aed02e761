"""How far can an estimate be trusted? The page that shows estimates beside the truth where that is known."""

from collections.abc import Sequence

from schakel.model.blocks import (
    ChartBlock,
    LegendEntry,
    LegendSample,
    MethodPage,
    ParagraphBlock,
    TableBlock,
    TableColumn,
)
from schakel.model.drawings import (
    RatioBar,
    RatioDrawing,
)
from schakel.model.sentence import Capital, Joined, Percent, Value
from schakel.research.prevalence.calibration import CalibrationRow
from schakel.research.words import UNKNOWN, WITH_CAUTION, Words

say = Words("schakel.research.prevalence")

_TICKS = (0.5, 1.0, 2.0, 4.0)
_TRUTH = 1.0


def method_page(rows: Sequence[CalibrationRow]) -> MethodPage:
    """Return the page that says how far an estimate can be trusted.

    Each row is one way in which a population was simulated. The mark is the median of estimate by truth, the bar the
    middle eight tenths of the tables; the line at one is the truth.
    """
    return MethodPage(
        name="method",
        title=say("How far can an estimate be trusted?"),
        lead=say(
            "Of real hidden populations nobody knows the truth. Of simulated ones we do: here "
            "the same method was let loose on populations of known size, with one assumption "
            "broken at a time."
        ),
        blocks=(
            ParagraphBlock(
                say(
                    "In each world about a fifth of the population was seen, on five lists in order of "
                    "time, and every assumption was declared to hold. So the figures show what the data "
                    "give away by themselves, and what they do not: an interval that looks tight can "
                    "miss the truth every time. This is why Schakel asks what is assumed, and refuses "
                    "where it does not hold."
                )
            ),
            _chart(rows),
            _table(rows),
            ParagraphBlock(
                say(
                    "Source: the calibration that comes with Schakel. These figures are simulated; they "
                    "say nothing about any real population."
                ),
                is_quiet=True,
            ),
        ),
    )


def _chart(rows: Sequence[CalibrationRow]) -> ChartBlock:
    title = say("Estimate divided by truth")
    # The ends of the bar are the first and the last of three, its mark the one between.
    bars = (RatioBar(Capital(one.violation), one.ratio[1], *one.ratio[::2], _TRUTH, one.ratio[1]) for one in rows)
    said = (Joined((one.violation, one.ratio[1]), ": ") for one in rows)
    return ChartBlock(
        name="calibration",
        caption=title,
        drawing=RatioDrawing(tuple(bars), _TICKS, are_ranges=True),
        legend=(
            LegendEntry(
                LegendSample.TICK,
                say("median"),
            ),
            LegendEntry(
                LegendSample.OUTLINE,
                say("eight in ten tables"),
            ),
            LegendEntry(
                LegendSample.HELD,
                say("the truth"),
            ),
        ),
        title=title,
        described=Joined(tuple(said), "; "),
        flag=say("simulated"),
    )


def _table(rows: Sequence[CalibrationRow]) -> TableBlock:
    headings = (
        say("Estimate / truth, median"),
        say("Estimate"),
        WITH_CAUTION,
        say("Refused"),
        say("95% interval holds the truth"),
        say("Declared: the bound holds"),
    )
    return TableBlock(
        name="calibration",
        title=say(
            "What came out, at least {number} tables a row",
            number=min(row.tables for row in rows),
        ),
        columns=(
            TableColumn(
                say("What was wrong with the world"),
                is_numeric=False,
            ),
            *map(TableColumn, headings),
        ),
        rows=tuple(_line(one) for one in rows),
    )


def _line(one: CalibrationRow) -> tuple[Value, ...]:
    shares = (one.estimate, one.caution, one.refused, one.interval_held, one.bound_held)
    return (Capital(one.violation), one.ratio[1], *(UNKNOWN if share is None else Percent(share) for share in shares))
