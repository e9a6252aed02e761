"""A comparison of two figures passes here as tables do: every count on the way is protected, and the steps between
them are differences of what is published, never of what is counted."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass
from types import MappingProxyType

from schakel.disclosure.protect import protect
from schakel.disclosure.protected import _SEAL
from schakel.disclosure.tables.stated import StatedCount, Statement
from schakel.model.asked import Asked
from schakel.model.comparison import ComparedFigure, Comparison, ComparisonStep
from schakel.model.definition import Aspect
from schakel.model.figure import Figure, Mark
from schakel.model.published_figure import Precision, PublishedFigure
from schakel_base.errors import DisclosureError
from schakel_base.text import Text

_NONE: Mapping[str, Figure] = MappingProxyType({})
_NOT_KNOWN = Figure(None, None, Mark.PROTECTED)


@dataclass(frozen=True)
class ProtectedStep:
    """The aspects replaced, the count that follows, and what they changed: None where nothing can be counted."""

    aspects: tuple[Aspect, ...]
    count: Figure | None
    change: Figure | None


@dataclass(frozen=True)
class ProtectedComparison:
    """Two figures and the steps between them, as they may be published.

    `remainder` is what no step explains. `unstated` are the aspects of which one of the two figures says nothing.
    """

    name: str
    title: Text
    start: ComparedFigure
    end: ComparedFigure
    first: Figure
    last: Figure
    steps: tuple[ProtectedStep, ...]
    difference: Figure
    remainder: Figure
    unstated: tuple[Aspect, ...]
    synthetic: bool
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise DisclosureError("only the disclosure room makes a protected comparison")

    @property
    def is_counted(self) -> bool:
        """Whether the steps were counted, so that their order matters."""
        return any(step.count for step in self.steps)


def stages_under(comparison: Comparison, profile: str) -> tuple[str, ...]:
    """Return the stages that leave under a profile."""
    return tuple(str(number) for number, one in enumerate(comparison.profiles) if one == profile)


def statement_of(name: str, comparison: Comparison, asked: Sequence[Asked], profile: str) -> Statement:
    """Return the counts of the stages that leave under a profile; `asked` is what each stage asks of its units."""
    assert comparison.counts is not None, "what has stages was counted"
    counts = comparison.counts
    stages = stages_under(comparison, profile)
    return Statement(
        name, tuple(StatedCount(asked[int(stage)], *counts.bounds(counts.cell((stage,)))) for stage in stages)
    )


def protect_comparisons(
    comparisons: Sequence[Comparison], shown: Mapping[str, Figure] = _NONE
) -> tuple[ProtectedComparison, ...]:
    """Protect comparisons of two figures in several orders, which share their counts: a count is protected once.

    Parameters
    ----------
    comparisons
        One comparison in several orders, with the same counts.
    shown
        Stages that were protected together with the tables of a release. Any other is protected by itself, under its
        own profile.

    Raises
    ------
    DisclosureError
        If no profile has the name that a stage gives, or the counts cannot be protected under it.
    """
    counts = dict(shown) | _protected_counts(comparisons[0], shown)
    return tuple(_protected(one, counts) for one in comparisons)


def _protected(comparison: Comparison, counts: dict[str, Figure]) -> ProtectedComparison:
    first, last = (_figure(one, counts) for one in (comparison.start, comparison.end))
    gap = _change(first, last) if comparison.is_counted else _between(first, last)
    return ProtectedComparison(
        name=comparison.name,
        title=comparison.title,
        start=comparison.start,
        end=comparison.end,
        first=first,
        last=last,
        steps=tuple(_steps(comparison.steps, counts, first)),
        difference=gap,
        remainder=Figure(0, 0) if comparison.is_counted else gap,
        unstated=comparison.unstated,
        synthetic=bool(comparison.counts and comparison.counts.synthetic),
        seal=_SEAL,
    )


def _protected_counts(comparison: Comparison, shown: Mapping[str, Figure]) -> dict[str, Figure]:
    """The count of every stage that is not shown yet, by its category."""
    if comparison.counts is None:
        return {}
    found: dict[str, Figure] = {}
    for profile in dict.fromkeys(comparison.profiles):
        stages = set(stages_under(comparison, profile)) - set(shown)
        if stages:
            cells = protect(comparison.counts, profile).cells
            found |= {stage: cell.count for cell in cells for stage in cell.coordinates if stage in stages}
    return found


def _steps(steps: tuple[ComparisonStep, ...], counts: dict[str, Figure], count: Figure) -> Iterator[ProtectedStep]:
    for step in steps:
        if not step.stage:
            yield ProtectedStep(step.aspects, None, None)
            continue
        before, count = count, counts[step.stage]
        yield ProtectedStep(step.aspects, count, _change(before, count))


def _figure(compared: ComparedFigure, counts: dict[str, Figure]) -> Figure:
    return counts[compared.stage] if compared.stage else _limits(compared.published)


def _change(before: Figure, after: Figure) -> Figure:
    """What a step changes: the lower bound by so much, the upper one by so much (which may be less)."""
    if before.lower is None or after.lower is None or before.upper is None or after.upper is None:
        return _NOT_KNOWN
    return Figure(after.lower - before.lower, after.upper - before.upper)


def _between(before: Figure, after: Figure) -> Figure:
    """How far apart two figures can be, of which nothing is known but their limits."""
    if before.lower is None or after.lower is None or before.upper is None or after.upper is None:
        return _NOT_KNOWN
    return Figure(after.lower - before.upper, after.upper - before.lower)


def _limits(figure: PublishedFigure | None) -> Figure:
    """The numbers between which a published figure lies, as exactly as its source gives it."""
    assert figure is not None, "a figure that has no stage is a published one"
    if figure.precision is Precision.LESS_THAN:
        return Figure(0, figure.value - 1)
    if figure.precision is Precision.MORE_THAN:
        return Figure(figure.value + 1, math.inf)
    return Figure(figure.value, figure.value_to or figure.value)
