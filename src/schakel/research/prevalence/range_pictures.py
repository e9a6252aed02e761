"""The charts behind a range: each method, the number if more are unseen, and who is on which lists.

Of what was found these hold names of figures alone. A picture whose figures do not leave gives way to a reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schakel.model.answer import Count, DrawnCount, EstimatedNumber, Number, Record
from schakel.model.blocks import ChartBlock, LegendEntry, LegendSample
from schakel.model.drawings import BandDrawing, BandPoint, RatioBar, RatioDrawing, SetsDrawing, SetsRow
from schakel.model.figure import Figures
from schakel.model.sentence import Bound, Joined, Ref, Sentence, Value
from schakel.research.prevalence.drawn_lists import BASE
from schakel.research.words import Words, bar_chart
from schakel_base.verdict import BoundOnly, Direction, Outcome, Refusal, Verdict, rounded_down, rounded_up
from schakel_prevalence import PicturedRange

say = Words("schakel.research.prevalence")

MOST_SETS = 15
"""Of the sets of lists the largest are drawn; all of them are in the open data."""
_FACTORS, _MULTIPLES = (0.25, 0.5, 1.0, 2.0, 4.0), (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
_TWICE = 2.0
_ON_EXACTLY = say("how many are on exactly these lists")
_DRAWN = say("how many are on exactly these lists, drawn in steps of five")
WAYS: Mapping[str, Value] = {
    "pairs of lists": say("Average over models of links between two lists"),
    "pairs of lists, visibility differs": say("The same, if some are seen more easily than others"),
    "pairs of lists, within strata": say("The same, within groups of persons who are alike"),
    "two lists, independent given covariates": say("Two lists, of persons who are alike"),
    "lower bound": say("Lower bound if some are seen more easily, and no lists avoid each other"),
    "range": say("The range, which allows for more"),
}
"""What readers call each way to count those whom nobody saw, and the range that spans all."""


@dataclass(frozen=True)
class Pictures:
    """What pictures show, without a number that was counted: sets of lists, ways, and factors.

    `limits` says which ends of the range the verdict shows: both, or the one that the truth is beyond; `widest` is the
    most that its upper limit may be of the lower for an estimate.
    """

    sets: tuple[tuple[str, ...], ...] = ()
    ways: tuple[tuple[str, float | None], ...] = ()
    factors: tuple[float, ...] = ()
    limits: Direction | None = None
    has_value: bool = False
    span: tuple[float, float] = (1.0, 1.0)
    widest: float = 1.0


NO_PICTURES = Pictures()


def pictures_of(verdict: Verdict | None, found: PicturedRange | None) -> Pictures:
    """Return what pictures may show beside a verdict.

    Beside a refusal every number would be taken for an answer. Beside a limit that is how the limit moves with the
    unseen, and where only the width of the range is the reason also the ways to count, which show why.
    """
    if found is None:
        return NO_PICTURES
    sets = tuple(one.lists for one in found.overlaps)
    stopped = {gate.name for gate in verdict.gates if gate.outcome is Outcome.STOP} if verdict else set()
    if verdict is None or isinstance(verdict, Refusal):
        return Pictures(sets, widest=found.widest)
    limits = verdict.direction if isinstance(verdict, BoundOnly) else None
    ways = () if stopped - {"range"} else found.ways
    return Pictures(
        sets,
        tuple((one.name, one.threshold) for one in ways),
        tuple(one.odds_ratio for one in found.if_unseen),
        limits,
        hasattr(verdict, "value") and all(one.value is not None for one in found.if_unseen),
        found.span,
        found.widest,
    )


def numbers_of(
    pictures: Pictures, found: PicturedRange | None, of: str, output: str, is_public: bool, possible: int | None = None
) -> dict[str, Number]:
    """Return the numbers of pictures by name; of lists that were drawn they are what was drawn.

    Of the sets that were drawn each can be of `possible` numbers of persons, or more, for whoever keeps a list.
    """
    if found is None:
        return {}

    def estimated(lower: float, upper: float) -> EstimatedNumber:
        return EstimatedNumber(of, lower, upper, output, includes=True)

    def between(lower: float, upper: float) -> EstimatedNumber:
        # One number is what a model says; limits are said as those of the verdict.
        return estimated(lower, upper) if lower == upper else estimated(rounded_down(lower), rounded_up(upper))

    named: dict[str, Number] = {}
    for place, one in enumerate(found.overlaps):
        named[_set(place)] = Count(one.persons) if is_public else DrawnCount(of, one.persons, BASE, possible)
    for place, way in enumerate(found.ways[: len(pictures.ways)]):
        named[_way(place)] = between(way.lower, way.upper)
    for place, point in enumerate(found.if_unseen[: len(pictures.factors)]):
        both = rounded_down(point.lower), rounded_up(point.upper)
        ends = {Direction.AT_LEAST: both[:1] * 2, Direction.AT_MOST: both[1:] * 2, None: both}
        named[_unseen(place)] = estimated(*ends[pictures.limits])
        if pictures.has_value and point.value is not None:
            named[_value(place)] = estimated(point.value, point.value)
    return named


def way_chart(name: str, pictures: Pictures, observed: str, figures: Figures) -> ChartBlock | None:
    """Return what each way to count gives beside the range, by those seen; None where that stays inside."""
    seen, ways = figures[observed].lower, _shown_ways(pictures, figures)
    if not seen or not ways:
        return None
    bars = tuple(_bar(label, ref, seen, figures) for label, ref in ways)
    furthest = max(bar.high for bar in bars)
    ticks = tuple(one for one in _MULTIPLES if one < 2 * furthest)
    title = say("Each way to count those whom nobody saw gives another number")
    signs: dict[LegendSample, Value] = {
        LegendSample.TICK: say("one number"),
        LegendSample.OUTLINE: say("between two limits"),
        LegendSample.HELD: say("as many as were seen; × 4 is four times as many"),
    }
    return bar_chart(f"{name}-ways", title, RatioDrawing(bars, ticks, are_ranges=True), signs)


def _shown_ways(pictures: Pictures, figures: Figures) -> list[tuple[Value, Ref]]:
    """The ways whose figures leave; of models that give the same number the first alone."""
    shown: list[tuple[Value, Ref]] = []
    for place, (name, threshold) in enumerate(pictures.ways):
        figure = figures[_way(place)]
        repeated = threshold is not None and place > 0 and figure == figures[_way(place - 1)]
        if figure.lower is not None and not repeated:
            shown.append((_called(name, threshold), Ref(_way(place))))
    return shown


def _called(name: str, threshold: float | None) -> Value:
    if threshold is None:
        return WAYS.get(name, name)
    if not threshold:
        return say("No links between lists")
    return say("Links between lists that arise by chance at most once in {times} times", times=round(1 / threshold))


def _bar(label: Value, ref: Ref, seen: float, figures: Figures) -> RatioBar:
    figure = figures[ref.figure]
    # A longer bar than to the last tick would leave no room for the others; its number is next to it.
    low, high = (max(1.0, min((end or seen) / seen, _MULTIPLES[-1])) for end in (figure.lower, figure.upper))
    return RatioBar(label, ref, low, high, 1.0, low if figure.is_exact else None)


def unseen_chart(name: str, pictures: Pictures, limit: str, figures: Figures, units: Value) -> ChartBlock | None:
    """Return the number by how many more or fewer are unseen than the lists suggest; None where that stays inside.

    `limit` names the figure of a limit, if the verdict is one: its chart says no other number first.
    """
    at = {factor: _unseen(place) for place, factor in enumerate(pictures.factors)}
    if not at or any(figures[one].lower is None for one in at.values()):
        return None
    has_line = pictures.has_value or pictures.limits is not None
    line = _value if pictures.has_value else _unseen
    points = tuple(
        BandPoint(
            factor,
            None if pictures.limits else Ref(one),
            None if pictures.limits else Ref(one, bound=Bound.UPPER),
            Ref(line(place)) if has_line else None,
        )
        for place, (factor, one) in enumerate(at.items())
    )
    described = (say("unseen × {times}: {number}", times=factor, number=Ref(one)) for factor, one in at.items())
    return ChartBlock(
        name=f"{name}-unseen",
        caption=_first_said(pictures.limits, Ref(limit), Ref(at[_TWICE]), units),
        drawing=BandDrawing(points, pictures.span, _FACTORS),
        legend=tuple(_legend(pictures)),
        title=say("The number if more or fewer were never seen than the lists suggest"),
        described=Joined(tuple(described), "; "),
    )


def _first_said(limits: Direction | None, limit: Ref, twice: Ref, units: Value) -> Sentence:
    """The range from which a limit comes allows for fewer unseen, and for more."""
    if limits is Direction.AT_LEAST:
        return say(
            "At least {number} {units}, even if fewer were never seen than the lists suggest", number=limit, units=units
        )
    if limits is Direction.AT_MOST:
        return say(
            "At most {number} {units}, even if more were never seen than the lists suggest", number=limit, units=units
        )
    return say("If twice as many were never seen as the lists suggest: {number} {units}", number=twice, units=units)


def _legend(pictures: Pictures) -> Iterator[LegendEntry]:
    if pictures.limits:
        yield LegendEntry(LegendSample.LINE, say("the limit"))
    else:
        yield LegendEntry(LegendSample.OUTLINE, say("between the lowest and the highest way to count"))
    if pictures.has_value:
        yield LegendEntry(LegendSample.LINE, say("the estimate"))
    yield LegendEntry(LegendSample.HELD, say("as far as the range allows; × 2 is twice as many unseen"))


def set_chart(
    name: str, pictures: Pictures, labels: Mapping[str, Value], figures: Figures, is_public: bool, units: Value
) -> ChartBlock | None:
    """Return who is on which lists, as drawn if they are not public; None where that stays inside."""
    counted = _counted(pictures, figures)
    if not counted:
        return None
    lists = sorted({one for names, _ in counted for one in names}, key=list(labels).index)
    alone = round(sum(number for names, number in counted if len(names) == 1))
    several = round(sum(number for names, number in counted if len(names) > 1))
    described = (Joined((_together(names, labels), round(number)), ": ") for names, number in counted)
    return ChartBlock(
        name=f"{name}-lists",
        caption=say(
            "On one list alone: {alone} {units}; on several: {several}", alone=alone, units=units, several=several
        ),
        drawing=SetsDrawing(
            tuple(labels[one] for one in lists),
            tuple(
                SetsRow(tuple(sorted(map(lists.index, names))), round(number), number)
                for names, number in counted[:MOST_SETS]
            ),
        ),
        legend=(LegendEntry(LegendSample.BAR, _ON_EXACTLY if is_public else _DRAWN),),
        title=say("Who is on which lists: the {most} largest sets", most=min(len(counted), MOST_SETS)),
        described=Joined(tuple(described), "; "),
    )


def _counted(pictures: Pictures, figures: Figures) -> list[tuple[tuple[str, ...], float]]:
    numbers = [figures[_set(place)].lower for place in range(len(pictures.sets))]
    return [(names, one) for names, one in zip(pictures.sets, numbers, strict=True) if one]


def _together(names: Sequence[str], labels: Mapping[str, Value]) -> Joined:
    return Joined(tuple(label for one, label in labels.items() if one in names), " + ")


def left_out(pictures: Pictures, is_corrected: bool, figures: Figures) -> Iterator[Sentence]:
    """Yield why pictures are not shown."""
    if not pictures.ways:
        yield say("What each way to count gives: beside this verdict readers would take any number for an answer.")
    if not pictures.factors:
        yield say(
            "How the number depends on how many were never seen: without an estimate or a limit there is nothing to "
            "draw."
        )
    if is_corrected:
        yield say("Who is on which lists: after the correction for errors of linkage nobody can say.")
    elif not _counted(pictures, figures):
        yield say("Who is on which lists: that would reveal too much about so few.")


def records(pictures: Pictures, labels: Mapping[str, Value], figures: Figures) -> Iterator[Record]:
    """Yield the figures of the pictures as lines of open data: which chart, of what, and its number or limits."""
    if _counted(pictures, figures):
        for place, names in enumerate(pictures.sets):
            yield _record("overlaps", _together(names, labels), _set(place))
    for place, (name, threshold) in enumerate(pictures.ways):
        yield _record("ways to count", _called(name, threshold), _way(place))
    for place, factor in enumerate(pictures.factors):
        yield _record("times as many unseen", factor, _unseen(place))
        if pictures.has_value:
            yield _record("times as many unseen, the estimate", factor, _value(place))


def _record(chart: str, of: Value, name: str) -> Record:
    """A single limit is both ends; the verdict says on which side of it the truth is."""
    lower, upper, mark = (Ref(name, bound=bound) for bound in (Bound.LOWER, Bound.UPPER, Bound.MARK))
    return {"chart": chart, "of": (of,), "lower": lower, "upper": upper, "mark": mark}


def _set(place: int) -> str:
    return f"set/{place}"


def _way(place: int) -> str:
    return f"way/{place}"


def _unseen(place: int) -> str:
    return f"unseen/{place}"


def _value(place: int) -> str:
    return f"unseen value/{place}"
