"""From comparisons to an answer: a stage is a count, a published figure a number, and a step a change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from schakel.model.answer import Answer, Count, CountChange, Distance, Number, PublishedNumber
from schakel.model.asked import Asked
from schakel.model.comparison import ComparedFigure, Comparison
from schakel.model.sentence import Value
from schakel.research.differences.commentary import comment
from schakel.research.differences.naming import between, name_of
from schakel_base.text import NOTHING, Text


@dataclass(frozen=True)
class DifferenceQuestion:
    """Why do these figures differ?"""

    kind: ClassVar[str] = "difference"

    name: str
    title: Text = NOTHING
    question: Text = NOTHING
    source: Text = NOTHING
    notes: tuple[Text, ...] = ()


def answer_of_walks(
    question: DifferenceQuestion,
    walks: Sequence[Comparison],
    others: Sequence[Comparison] = (),
    asked: Sequence[Asked] = (),
    title: Value = "",
) -> Answer:
    """Return walks from one figure to others as an answer; its page is called as the question, unless it has a title.

    Parameters
    ----------
    others
        The only walk with the aspects in other orders; it shares its counts with them.
    asked
        What each stage of the walks asks of its units.
    """
    numbers: dict[str, Number] = {}
    for walk in (*walks, *others):
        numbers |= dict(_numbers(walk, asked))
    synthetic = any(walk.counts and walk.counts.synthetic for walk in walks)
    return Answer(
        question=question,
        numbers=numbers,
        comment=partial(comment, question.name, title or question.title, tuple(walks), tuple(others)),
        # Two figures that others published hold nothing of ours to protect.
        is_published=not any(isinstance(number, Count) for number in numbers.values()),
        synthetic=synthetic,
    )


def _numbers(walk: Comparison, asked: Sequence[Asked]) -> Iterator[tuple[str, Number]]:
    for number, (profile, asks) in enumerate(zip(walk.profiles, asked, strict=True)):
        assert walk.counts is not None, "what has stages was counted"
        lower, upper = walk.counts.bounds(walk.counts.cell((str(number),)))
        yield str(number), Count(lower, asks, upper, profile)
    for end in (walk.start, walk.end):
        if end.published:
            yield name_of(end), PublishedNumber(*end.published.limits)
    before = name_of(walk.start)
    for stage in (step.stage for step in walk.steps if step.stage):
        yield between(before, stage), CountChange(before, stage)
        before = stage
    yield _whole(walk.start, walk.end, walk.is_counted)


def _whole(start: ComparedFigure, end: ComparedFigure, is_counted: bool) -> tuple[str, Number]:
    first, last = name_of(start), name_of(end)
    return between(first, last), (CountChange if is_counted else Distance)(first, last)
