"""How many have a new case? A cohort of persons of the chain, followed by kind of recidivism, as a whole and by part.

Persons are counts that leave with all tables; shares of them are no finer than the persons are rounded to. Whether
there is enough for a share is judged by these figures. Of a refusal no share is said, and its reasons without counts.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from schakel.model.alliance import Alliance
from schakel.model.answer import Answer, Count, Number, Partition, Share
from schakel.model.asked import Asked
from schakel.model.sentence import Form, Ref, Sentence
from schakel.research.recidivism.commentary import RecidivismComment
from schakel.research.recidivism.followed import FollowedPart, share_name
from schakel.research.recidivism.question import RecidivismPart, RecidivismQuestion
from schakel.research.verdicts import said_verdict
from schakel.research.words import Words, part_labels
from schakel_base.verdict import Basis, Gate
from schakel_recidivism import Clock

say = Words("schakel.research.recidivism")

LINKAGES = "linkage range"
JUDGED = {"follow-up": say("Nobody without a new case has been followed for so many years.")}
"""What the chain decides; whether there is enough for a share is judged by the figures (`followed`)."""


def answer(question: RecidivismQuestion, found: Sequence[RecidivismPart], alliance: Alliance) -> Answer:
    """Return the persons followed and the shares of them with a new case, and what is said about these."""
    persons = {part.code: part.persons for part in found}  # the kinds of recidivism are asked of the same persons
    numbers: dict[str, Number] = {
        f"persons/{code}": Count(count, _asked(question, code)) for code, count in persons.items()
    }
    for part in found:
        numbers |= _shares(part, question)
    split = Partition("persons/", tuple(f"persons/{code}" for code in persons if code))
    followed = tuple(_followed(part) for part in found)
    attribute = alliance.attributes.get(question.attribute)
    labels = part_labels(question.attribute, question.show, alliance)
    comment = RecidivismComment(question, followed, labels, attribute.label if attribute else None)
    return Answer(question, numbers, comment, (split,) if "" in persons else ())


def _asked(question: RecidivismQuestion, code: str, *more: str) -> Asked:
    within = [f"in part {code}"] if code else []
    return Asked(question.chain.person, frozenset([f"in the cohort of {question.name}", *more, *within]))


def _shares(part: RecidivismPart, question: RecidivismQuestion) -> Iterator[tuple[str, Share]]:
    """The shares by year; those by calendar years are counts of persons over the persons followed as long."""
    of = f"persons/{part.code}"
    for share in part.shares:
        name = partial(share_name, part.kind, part.code, share.clock, share.year)
        # Who has a new case within a year has one within two: all later years are asked as well, so that the share of a
        # year is a part of that of the next.
        within = [f"{part.kind} within {year} years" for year in range(share.year, question.cohort.years + 1)]
        # Days at liberty are another span for each person: such a share is no count of persons over another.
        asked = _asked(question, part.code, *within) if share.clock is Clock.CALENDAR else None
        yield name(), Share(of, share.value, asked)
        yield name("lower"), Share(of, share.lower, limits=name())
        yield name("upper"), Share(of, share.upper, limits=name())
    if part.linkage is not None:
        yield f"{part.kind}/{part.code}/strict", Share(of, part.linkage.strict)
        yield f"{part.kind}/{part.code}/loose", Share(of, part.linkage.loose)


def _followed(part: RecidivismPart) -> FollowedPart:
    years = {clock: tuple(one.year for one in part.shares if one.clock is clock) for clock in Clock}
    return FollowedPart(
        part.kind, part.code, said_verdict(part.verdict, lambda gate: public_sentence(gate, part)), years
    )


def public_sentence(gate: Gate, part: RecidivismPart) -> Sentence:
    """Return what may be said about a gate: what is declared as it is, else the rule and nothing that was counted."""
    if gate.name == LINKAGES:
        return _of_linkages(part)
    if gate.basis is Basis.DECLARED:
        return Sentence(gate.sentence)
    return JUDGED[gate.name]


def _of_linkages(part: RecidivismPart) -> Sentence:
    """What other linkages make of the share, as coarsely as the share itself is said."""
    vaguely = say("Other linkages of persons give other shares.")
    if part.linkage is None:
        return vaguely
    return say(
        "With stricter linkage the share is {strict}, with looser linkage {loose}; neither is a limit of the true "
        "share.",
        otherwise=vaguely,
        strict=Ref(f"{part.kind}/{part.code}/strict", Form.SHARE),
        loose=Ref(f"{part.kind}/{part.code}/loose", Form.SHARE),
    )
