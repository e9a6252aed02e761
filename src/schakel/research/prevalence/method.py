"""The page about how far to trust an estimate: estimates compared with the truth where it is known."""

from collections.abc import Sequence

from schakel.model.blocks import (
    ChartBlock,
    LegendSample,
    MethodPage,
    ParagraphBlock,
    TableBlock,
    TableColumn,
)
from schakel.model.drawings import RatioBar, RatioDrawing
from schakel.model.sentence import Capital, Decimals, Percent, Sentence, Value
from schakel.research.prevalence.calibration import CalibrationRow
from schakel.research.words import UNKNOWN, Words, bar_chart

say = Words("schakel.research.prevalence")

_TICKS = (0.5, 1.0, 2.0, 4.0)
_TRUTH = 1.0


def method_page(rows: Sequence[CalibrationRow]) -> MethodPage:
    """Return the page that says how far an estimate can be trusted.

    Each row is one world that was simulated. The mark is the median of the method's estimate by the truth, the bar the
    middle eight tenths of the tables; the line at one is the truth.
    """
    return MethodPage(
        name="method",
        title=say("How far can an estimate be trusted?"),
        lead=say(
            "Nobody knows the true size of a real hidden population. For simulated ones we do: here the same method "
            "was applied to populations of known size, with one assumption broken at a time."
        ),
        blocks=(
            ParagraphBlock(
                say(
                    "An estimate by itself can be half the truth while everything seems to fit. So "
                    "Schakel prints a range beside it, or in its place: it allows for far fewer and far "
                    "more unseen persons than the lists suggest. The table says how often that range "
                    "holds the truth, in worlds that break an assumption without anybody knowing. Outside "
                    "it lie people whom no list can reach, and a registration that makes the next one "
                    "four times as likely, or a quarter as likely: that must be known from elsewhere."
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
    # The ends of the bar are the first and the last of three, its mark the one between.
    bars = (RatioBar(_which(one), Decimals(one.ratio[1]), *one.ratio[::2], _TRUTH, one.ratio[1]) for one in rows)
    signs: dict[LegendSample, Value] = {
        LegendSample.TICK: say("median"),
        LegendSample.OUTLINE: say("eight in ten tables"),
        LegendSample.HELD: say("the truth"),
    }
    drawing = RatioDrawing(tuple(bars), _TICKS, are_ranges=True)
    return bar_chart("calibration", say("Estimate divided by truth"), drawing, signs, say("simulated"))


def _which(one: CalibrationRow) -> Sentence:
    return say(
        "{world} ({lists} lists, {seen} seen)", world=Capital(one.world), lists=one.lists, seen=Percent(one.seen)
    )


def _table(rows: Sequence[CalibrationRow]) -> TableBlock:
    headings = (
        say("Lists"),
        say("Seen"),
        say("Estimate / truth, median"),
        say("Estimate"),
        say("Range alone"),
        say("Bound alone"),
        say("Range holds the truth"),
        say("Lower limit holds"),
    )
    return TableBlock(
        name="calibration",
        title=say("Results, with at least {number} tables per row", number=min(row.tables for row in rows)),
        columns=(TableColumn(say("What was wrong with the world"), is_numeric=False), *map(TableColumn, headings)),
        rows=tuple(_line(one) for one in rows),
    )


def _line(one: CalibrationRow) -> tuple[Value, ...]:
    shares = (one.estimate, one.range, one.bound, one.range_held, one.bound_held)
    said = (UNKNOWN if share is None else Percent(share) for share in shares)
    return (Capital(one.world), one.lists, Percent(one.seen), Decimals(one.ratio[1]), *said)
