"""The answer to a question as files, put together from what was asked, what is declared and what is public."""

from datetime import date
from pathlib import Path

from schakel.alliance.indicator_text import declaration_of
from schakel.indicators.askable import askable
from schakel.indicators.defining import speakers
from schakel.publication.asked import AskedAnswer, answer_files
from schakel.publication.content import ReleaseContent
from schakel.verbs.asking import AnsweredQuestion
from schakel_base import clock
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError


def files_of_answer(answered: AnsweredQuestion) -> dict[str, bytes]:
    """Return the files of an answer by their names: pages, sheets of paper, CSV and its declaration."""
    alliance, question = answered.alliance, answered.question
    offer, closest = askable(alliance, answered.product)[question.unit], answered.foreseen.closest
    asked = AskedAnswer(
        content=_content(answered),
        asked_on=answered.foreseen.asked_before or clock.today(),
        sources=tuple(alliance.partners[name].title for name in sorted(speakers(question.unit, alliance))),
        closest=alliance.indicators[closest.name].title,
        same_population=closest.same_population,
        more=tuple(offer.dimensions[name].label for name in closest.more),
        fewer=tuple(offer.dimensions[name].label for name in closest.fewer),
        declaration=declaration_of(answered.table.indicator),
    )
    return answer_files(asked)


def write_answer(answered: AnsweredQuestion, out: Path) -> None:
    """Write the files of an answer into a folder that is not there yet, or is empty.

    Raises
    ------
    RequestError
        If there is something in it.
    """
    if out.exists() and any(out.iterdir()):
        raise RequestError(f"there is something in {out} already; name a folder of its own for the answer")
    with writing_to(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files_of_answer(answered).items():
            (out / name).write_bytes(content)


def _content(answered: AnsweredQuestion) -> ReleaseContent:
    alliance, edition = answered.alliance, answered.foreseen.edition
    return ReleaseContent(
        alliance=alliance.name,
        title=alliance.title,
        summary=alliance.summary,
        languages=alliance.languages,
        product=answered.product,
        edition=edition,
        # The name of an edition begins with its reference date.
        as_of=date.fromisoformat(edition[:10]),
        declarations=alliance.fingerprint,
        code="",
        tables=(answered.table,),
        quality=(),
        deliveries=(),
        schemes=tuple(alliance.schemes.values()),
        attributes=alliance.attributes,
        units=alliance.units,
        linked_units=alliance.linked_units,
        reuse=alliance.reuse,
    )
