"""What a release says besides its tables, as lists: norms, figures of others, verdicts, what public bodies answered.

One line per fact, each with its source where it has one; as CSV, described as CSV on the Web asks. A list exists where
the release shows what is in it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schakel.disclosure.answers import ProtectedAnswer, ProtectedVerdict
from schakel.disclosure.recidivism_answers import ProtectedRecidivism, ProtectedRecidivismPart
from schakel.publication.content import ReleaseContent
from schakel.publication.formats.comma_separated import by_language, lines, variable
from schakel.publication.localisation import Localisation, localise
from schakel.publication.open_data import texts, to_json
from schakel_base.text import Text

Fact = Mapping[str, Any]
"""One line of a list: texts, dates, numbers and yes or no, by the name of their column."""

FOLDER = "lists"
_DATATYPES = {bool: "boolean", int: "integer", float: "double", date: "date"}


@dataclass(frozen=True)
class Listing:
    """A list: what readers call it, and its facts; none where the release does not show them."""

    title: Callable[[Localisation], str]
    facts: Callable[[ReleaseContent], Iterator[Fact]]


def listing_files(content: ReleaseContent) -> dict[str, bytes]:
    """Return the files of every list that a release has."""
    files: dict[str, bytes] = {}
    for name, listing in LISTINGS.items():
        facts = [_spelled(fact, content) for fact in listing.facts(content)]
        if facts:
            files[f"{FOLDER}/{name}.csv"] = lines([list(facts[0]), *(list(fact.values()) for fact in facts)])
            description = _description(f"{name}.csv", listing, facts, content)
            files[f"{FOLDER}/{name}.csv-metadata.json"] = to_json(description)
    return files


def _spelled(fact: Fact, content: ReleaseContent) -> dict[str, Any]:
    """A text has a column in each language of the release."""
    found: dict[str, Any] = {}
    for name, value in fact.items():
        if isinstance(value, Text):
            found |= {f"{name}_{tag}": localise(tag).text(value) for tag in content.languages}
        else:
            found[name] = value
    return found


def _description(url: str, listing: Listing, facts: list[dict[str, Any]], content: ReleaseContent) -> dict[str, Any]:
    titles = {tag: listing.title(localise(tag)) for tag in content.languages}
    terms = content.reuse
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "dc:title": by_language(titles),
        **({"dc:publisher": by_language(texts(terms.publisher, content))} if terms else {}),
        **({"dc:license": {"@id": terms.licence}} if terms else {}),
        "dc:identifier": f"{content.alliance}/{content.product.name}/{FOLDER}/{url}/{content.edition}",
        "dialect": {"lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_column(name, facts) for name in facts[0]]},
    }


def _column(name: str, facts: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {type(fact[name]) for fact in facts if fact[name] is not None}
    datatype = next((word for kind, word in _DATATYPES.items() if kinds == {kind}), "string")
    return {"name": variable(name), "titles": name, "datatype": datatype}


# -- the lists ----------------------------------------------------------------------------------------------------


def _targets(content: ReleaseContent) -> Iterator[Fact]:
    for target in content.targets:
        for one in target.editions:
            yield {
                "programme": target.programme,
                "title": target.title,
                "year": one.year,
                "edition": one.edition,
                "norm": one.norm,
                "realised": one.realised,
                "status": one.status.value if one.status else None,
                "decided_on": one.decided_on,
                "decided_by": one.decided_by,
                "source": one.source,
                "verified": one.verified,
                "note": one.note,
            }


def _published_figures(content: ReleaseContent) -> Iterator[Fact]:
    for one in content.published_figures:
        yield {
            "id": one.id,
            "year_from": one.year_from,
            "year_to": one.year_to,
            "phase": one.phase,
            "measure": one.measure,
            "value": one.value,
            "value_to": one.value_to,
            "precision": one.precision.value,
            "unit": one.unit,
            "status": one.status.value,
            "source": one.source,
            "verified": one.verified,
            "conflict": one.conflict,
            "note": one.note,
        }


def _answers(content: ReleaseContent) -> Iterator[Fact]:
    if content.assessment is None:
        return
    for profile in content.assessment.profiles:
        for answer in profile.answers:
            yield {
                "body": profile.subject.code,
                "name": profile.subject.name,
                "question": answer.question,
                "reply": answer.reply.value,
                "given_on": answer.given_on,
                "evidence": answer.evidence,
                "synthetic": content.assessment.synthetic,
            }


def _populations(content: ReleaseContent) -> Iterator[Fact]:
    for answer in content.research:
        if isinstance(answer, ProtectedAnswer):
            yield from (_population(one, answer, content) for one in answer.verdicts)


def _population(one: ProtectedVerdict, answer: ProtectedAnswer, content: ReleaseContent) -> Fact:
    return {
        "research": answer.question.name,
        "title": answer.question.title,
        "part": one.code,
        "label": one.label,
        "verdict": one.kind.value,
        "observed": one.observed.lower,
        "value": one.value.lower if one.value else None,
        "interval_lower": one.interval.lower if one.interval else None,
        "interval_upper": one.interval.upper if one.interval else None,
        "mark": one.value.mark.value if one.value and one.value.mark else None,
        "reasons": _together([gate.sentence for gate in one.gates], content),
        "synthetic": answer.synthetic,
    }


def _recidivism(content: ReleaseContent) -> Iterator[Fact]:
    for answer in content.research:
        if isinstance(answer, ProtectedRecidivism):
            for part in answer.parts:
                yield from _shares(part, answer, content)


def _shares(part: ProtectedRecidivismPart, answer: ProtectedRecidivism, content: ReleaseContent) -> Iterator[Fact]:
    """One line per year and clock; of a refusal one line, without a share."""
    for share in part.shares or (None,):
        yield {
            "research": answer.question.name,
            "title": answer.question.title,
            "kind": part.kind_of_recidivism,
            "part": part.code,
            "label": part.label,
            "verdict": part.kind.value,
            "persons": part.persons.lower,
            "clock": share.clock.value if share else None,
            "year": share.year if share else None,
            "share": share.value if share else None,
            "interval_lower": share.lower if share else None,
            "interval_upper": share.upper if share else None,
            "reasons": _together([gate.sentence for gate in part.gates], content),
            "synthetic": answer.synthetic,
        }


def _together(sentences: Sequence[Text], content: ReleaseContent) -> Text:
    return Text({tag: " ".join(one.in_language(tag) for one in sentences) for tag in content.languages})


LISTINGS: dict[str, Listing] = {
    "targets": Listing(lambda language: language.say("Targets: norm and realisation"), _targets),
    "published-figures": Listing(lambda language: language.say("Published figures"), _published_figures),
    "answers-of-public-bodies": Listing(
        lambda language: language.say("What public bodies say of themselves"), _answers
    ),
    "hidden-populations": Listing(lambda language: language.say("How many there are: verdicts"), _populations),
    "recidivism": Listing(lambda language: language.say("Recidivism: verdicts and shares"), _recidivism),
}
