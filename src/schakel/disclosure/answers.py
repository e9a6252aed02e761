"""Protects answers of research of any kind, as tables are protected: numbers are rounded or left out.

Counts that say what they ask of their units are cells of all that leaves together, and shares of them are ratios
between such cells (`statement_of`). Each other kind of number rests on counts or on what others published, and has one
way to leave (`DRAWN_FROM_COUNTS`). What is said is asked of the protected figures alone.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import Any

from schakel.disclosure.protect import protect_together
from schakel.disclosure.protected import _SEAL, StatedFigures
from schakel.disclosure.statistics import PROTECTED as HIDDEN
from schakel.disclosure.statistics import TOO_SMALL
from schakel.disclosure.tables.stated import PartsOfWhole, StatedCount, StatedShare, Statement
from schakel.model.answer import (
    Answer,
    Commentary,
    Count,
    CountChange,
    Distance,
    DrawnCount,
    EstimatedNumber,
    Multiple,
    Number,
    PublishedNumber,
    Share,
)
from schakel.model.figure import Figure, Figures
from schakel.model.research import ResearchQuestion
from schakel_base.errors import DisclosureError
from schakel_base.multiples import round_to_multiple
from schakel_protection import Profile, find_profile
from schakel_protection.output import OutputRequest

ENOUGH_BASES = 10
"""Multiples are said where they rest on so many times the smallest base of a statistic."""
# A share times its units differs from a whole number by floating point alone.
_WHOLE = 1e-6
_PERSONAL = "personal"


@dataclass(frozen=True)
class ProtectedAnswer:
    """An answer that may be published, with the profile that protected it, if any; this room alone can seal one."""

    question: ResearchQuestion
    figures: Figures
    commentary: Commentary
    profile: Profile | None
    is_published: bool
    synthetic: bool
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise DisclosureError("only the disclosure room makes a protected answer")


@dataclass(frozen=True)
class _Leaving:
    """A count as it leaves: its figure, and how far at most that lies from the count."""

    figure: Figure
    reach: int

    @property
    def fewest(self) -> float:
        """The fewest units that readers of its figure must allow for; 0 if there is no figure."""
        return max((self.figure.lower or 0.0) - self.reach, 0.0)


@dataclass(frozen=True)
class _Protecting:
    """The answer that is being protected, the profile, and the counts as they leave.

    How a number leaves that rests on a count, and whether it does, follows from the figure of that count and never from
    the count: else readers could tell on which side of a limit the count lies.
    """

    answer: Answer
    profile: str
    counts: Mapping[str, _Leaving]

    @property
    def rules(self) -> Profile:
        """The rules by which numbers are rounded that are not counts of all that leaves."""
        return rounding_profile(self.profile)

    @property
    def base(self) -> int:
        """To what numbers are rounded; a published one is no secret."""
        return 1 if self.answer.is_published else self.rules.base

    def figure(self, name: str, number: Number) -> Figure:
        """Return a number as it leaves."""
        return self.counts[name].figure if name in self.counts else DRAWN_FROM_COUNTS[type(number)](number, self)

    def ends(self, number: CountChange | Distance) -> tuple[Figure, Figure]:
        """Return the two numbers that something is between, as they leave."""
        start, end = (self.figure(name, self.answer.numbers[name]) for name in (number.start, number.end))
        return start, end

    def share(self, share: Share) -> float | None:
        """Return a share as it is printed; None of a hidden count, or one of so few that no rounding would hide one."""
        return self.rules.printed_share(share.value, self.counts[share.of].fewest)


def rounding_profile(name: str) -> Profile:
    """Return the profile of this name, which must protect by rounding.

    Raises
    ------
    DisclosureError
        If there is no such profile, or it protects in another way.
    """
    rules = find_profile(name)
    if rules.method not in ("round_each", "controlled_rounding"):
        raise DisclosureError(
            f"answers of research are published rounded, but the profile {name} protects by {rules.method}"
        )
    return rules


def statement_of(name: str, answer: Answer, profile: str) -> Statement:
    """Return what an answer states together with all that leaves: its counts, the shares of them, and their parts.

    Parameters
    ----------
    name
        Under which the counts are protected and kept in the ledger.
    answer
        An answer that was published by others states nothing.
    """
    if answer.is_published:
        return Statement(name, ())
    stated = _stated(answer, profile)
    places = {name: place for place, name in enumerate(stated)}
    splits = (PartsOfWhole(places[one.whole], tuple(places[part] for part in one.parts)) for one in answer.partitions)
    return Statement(name, _counts_of(stated), tuple(_stated_shares(answer, stated, profile)), tuple(splits))


def _stated(answer: Answer, profile: str) -> dict[str, Count]:
    """The counts that leave under a profile and ask something of their units."""
    counts = {name: one for name, one in answer.numbers.items() if isinstance(one, Count)}
    return {name: one for name, one in counts.items() if one.asked is not None and one.profile in ("", profile)}


def _counts_of(stated: Mapping[str, Count]) -> tuple[StatedCount, ...]:
    return tuple(StatedCount(count.asked, *count.bounds) for count in stated.values() if count.asked)


def _stated_shares(answer: Answer, stated: Mapping[str, Count], profile: str) -> Iterator[StatedShare]:
    """The shares that are a count of units over another; of others nothing follows for a count."""
    places = {name: place for place, name in enumerate(stated)}
    for share in (one for one in answer.numbers.values() if isinstance(one, Share) and one.of in stated):
        units = share.value * stated[share.of].value
        if share.asked is not None and abs(units - round(units)) < _WHOLE:
            part = StatedCount(share.asked, round(units), round(units))
            yield StatedShare(part, places[share.of], share.value, rounding_profile(profile).base)


def protect_answer(
    answer: Answer, profile: str = "", stated: StatedFigures | None = None, seed: bytes = b""
) -> ProtectedAnswer:
    """Protect an answer under a named profile; one whose counts have profiles of their own needs no other.

    Parameters
    ----------
    stated
        The counts that the answer states as they were protected together with tables. Without them each is rounded by
        itself.
    seed
        A secret from which roundings are drawn of counts that have a profile of their own.

    Returns
    -------
    ProtectedAnswer
        The figures as they leave, and a commentary that was made of these alone.

    Raises
    ------
    DisclosureError
        If no profile has this name, or it does not protect by rounding what must be rounded.
    """
    _refuse_personal_data(answer)
    protecting = _Protecting(answer, profile, _counts(answer, profile, stated, seed))
    figures = {name: protecting.figure(name, number) for name, number in answer.numbers.items()}
    shown = find_profile(profile) if profile else None
    return ProtectedAnswer(
        question=answer.question,
        figures=figures,
        # Made of the figures as they leave, so that no sentence can depend on a count that they hide.
        commentary=answer.comment(figures),
        profile=stated.profile if stated else shown,
        is_published=answer.is_published,
        synthetic=answer.synthetic,
        seal=_SEAL,
    )


def _refuse_personal_data(answer: Answer) -> None:
    """What a partner delivered leaves as it is only while that partner uses no personal data."""
    contract = answer.as_delivered
    personal = (
        [column.name for column in contract.used_columns if column.classification == _PERSONAL] if contract else []
    )
    if contract and personal:
        raise DisclosureError(
            f"{answer.question.kind} {answer.question.name} may not be published: {contract.partner} delivers personal "
            f"data in {', '.join(personal)}"
        )


def _counts(answer: Answer, profile: str, stated: StatedFigures | None, seed: bytes) -> dict[str, _Leaving]:
    """The counts as they leave: those stated as they were protected with tables, others by themselves."""
    found: dict[str, _Leaving] = {}
    if stated is not None and not answer.is_published:
        # Both sides are in the order in which the answer holds its numbers: the statement was made of the same dict.
        found |= _together(_stated(answer, profile), stated)
    others = {name: one for name, one in answer.numbers.items() if isinstance(one, Count) and name not in found}
    for own in dict.fromkeys(one.profile for one in others.values() if one.profile):
        if find_profile(own).public:
            found |= {name: _as_it_is(one.value) for name, one in others.items() if one.profile == own}
            continue
        found |= _alone({name: one for name, one in others.items() if one.profile == own}, own, seed)
    return found | {
        name: _as_it_is(one.value) if answer.is_published else _by_itself(one.value, rounding_profile(profile))
        for name, one in others.items()
        if not one.profile
    }


def _alone(counts: Mapping[str, Count], profile: str, seed: bytes) -> dict[str, _Leaving]:
    """Counts that leave under a profile of their own, as they are protected together."""
    statement = Statement("", _counts_of(counts))
    return _together(counts, protect_together((), profile, (), (statement,), seed).stated[""])


def _together(counts: Mapping[str, Count], stated: StatedFigures) -> dict[str, _Leaving]:
    """Counts as they were protected together, under the profile that passed."""
    figures = zip(counts, stated.figures, strict=True)
    return {name: _Leaving(figure, stated.profile.reach) for name, figure in figures}


def _by_itself(count: int, rules: Profile) -> _Leaving:
    return _Leaving(rounded(count, rules.base), rules.reach)


def _as_it_is(count: int) -> _Leaving:
    return _Leaving(Figure(count, count), 0)


def rounded(number: float, base: int) -> Figure:
    """Return a number at a multiple of `base`."""
    near = round_to_multiple(round(number), base)
    return Figure(near, near)


def _share(share: Share, protecting: _Protecting) -> Figure:
    """A share no finer than its count; for a hidden count no share, and no interval that would reveal one."""
    near = protecting.share(share)
    return HIDDEN if near is None or _tells_a_few(share, protecting) else Figure(near, near)


def _tells_a_few(limit: Share, protecting: _Protecting) -> bool:
    """Whether it is an end of the interval of a share that is printed as 0 or 1: where there are few, or few others.

    The ends of such an interval differ between none, one and two, which the share itself does not tell. A share that is
    printed as more is of three at least.
    """
    if not limit.limits or protecting.answer.is_published:
        return False
    share = protecting.answer.numbers[limit.limits]
    assert isinstance(share, Share), "an interval limits a share"
    return protecting.share(share) in (0.0, 1.0)


def _estimate(number: EstimatedNumber, protecting: _Protecting) -> Figure:
    """An estimate rounded as counts are, if it passes the checks on outputs."""
    observed = {"observed": protecting.counts[number.of].fewest}
    if not protecting.answer.is_published and not OutputRequest(number.output, observed).is_accepted:
        return TOO_SMALL
    ends = (rounded(bound, protecting.base).lower or 0.0 for bound in (number.lower, number.upper))
    # By its figure: what is estimated may rest on other units than those that are counted.
    least = (protecting.counts[number.of].figure.lower or 0.0) if number.includes else 0.0
    lower, upper = (max(end, least) for end in ends)
    return Figure(lower, upper)


def _multiple(number: Multiple, protecting: _Protecting) -> Figure:
    """A multiple to one decimal, where the count as it leaves is large enough."""
    # A multiple to one decimal of a small rounded count says which counts it can have been.
    enough = protecting.answer.is_published or (
        (protecting.counts[number.of].figure.lower or 0) >= ENOUGH_BASES * protecting.rules.minimum_base
    )
    if not enough or not math.isfinite(number.value):
        return TOO_SMALL
    near = round(number.value, 1)
    return Figure(number.much, math.inf) if number.value >= number.much else Figure(near, near)


def _drawn(number: DrawnCount, protecting: _Protecting) -> Figure:
    """A drawn count as it is, if it is drawn no finer than the profile rounds, and all of them leave a count open."""
    if number.base < protecting.rules.base or number.value % number.base:
        return HIDDEN
    drawn = [one for one in protecting.answer.numbers.values() if isinstance(one, DrawnCount)]
    together = [one for one in drawn if one.of == number.of]
    whole = protecting.counts[number.of]
    if any(_numbers_left(one, together, whole) < one.base for one in together):
        return HIDDEN
    if any(one.possible is not None and one.possible < one.base for one in together):
        return HIDDEN
    return Figure(number.value, number.value)


def _numbers_left(one: DrawnCount, together: Sequence[DrawnCount], whole: _Leaving) -> float:
    """How many numbers of units a drawn count can stand for, to somebody who knows about how many there are in all."""
    if whole.figure.lower is None or whole.figure.upper is None:
        return math.inf
    lows = [max(each.value - each.base + 1, 0) for each in together]
    highs = [each.value + each.base - 1 for each in together]
    own = together.index(one)
    lower = max(lows[own], whole.figure.lower - whole.reach - (sum(highs) - highs[own]))
    upper = min(highs[own], whole.figure.upper + whole.reach - (sum(lows) - lows[own]))
    return upper - lower + 1


def _published(number: PublishedNumber, _: _Protecting) -> Figure:
    return Figure(number.lower, number.upper)


def _change(number: CountChange, protecting: _Protecting) -> Figure:
    """What becomes of the lower bound, and of the upper one (which may be less)."""
    before, after = protecting.ends(number)
    if before.lower is None or after.lower is None or before.upper is None or after.upper is None:
        return HIDDEN
    # Bound by bound, not the widest range: the two counts share their unclear units, which move both of them alike.
    return Figure(after.lower - before.lower, after.upper - before.upper)


def _distance(number: Distance, protecting: _Protecting) -> Figure:
    before, after = protecting.ends(number)
    if before.lower is None or after.lower is None or before.upper is None or after.upper is None:
        return HIDDEN
    # Nothing ties these two numbers to each other, so here the range is the widest one.
    return Figure(after.lower - before.upper, after.upper - before.lower)


DRAWN_FROM_COUNTS: dict[type[Number], Callable[[Any, _Protecting], Figure]] = {
    Share: _share,
    EstimatedNumber: _estimate,
    Multiple: _multiple,
    DrawnCount: _drawn,
    PublishedNumber: _published,
    CountChange: _change,
    Distance: _distance,
}
"""What makes a figure of each kind of number that is no count."""
