"""The lists of a release: norms, figures of others, verdicts, answers of public bodies.

One line per fact, each with its source where it has one; as CSV, described as CSV on the Web asks. A list exists where
the release shows what is in it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import Any

from schakel.disclosure.answers import ProtectedAnswer
from schakel.model.sentence import Bound, Ref, Sentence
from schakel.publication.content import ReleaseContent
from schakel.publication.formats.comma_separated import by_language, variable
from schakel.publication.localisation import Localisation, localise
from schakel.publication.open_data import texts, to_json
from schakel.publication.rates import rates
from schakel.publication.speech import ValueSpeaker
from schakel_base.csv_text import lines
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
    for name, listing in _all_lists(content).items():
        # Without facts there is no header either: what its columns are is known from the first of them.
        facts = [_spelled(fact, content) for fact in listing.facts(content)]
        if facts:
            files[f"{FOLDER}/{name}.csv"] = lines([list(facts[0]), *(list(fact.values()) for fact in facts)])
            description = _description(f"{name}.csv", listing, facts, content)
            files[f"{FOLDER}/{name}.csv-metadata.json"] = to_json(description)
    return files


def titles_of_lists(content: ReleaseContent, language: Localisation) -> dict[str, str]:
    """Return what readers call each list that a release has, by its name."""
    found = _all_lists(content).items()
    return {name: listing.title(language) for name, listing in found if any(True for _ in listing.facts(content))}


def _all_lists(content: ReleaseContent) -> dict[str, Listing]:
    return LISTINGS | _of_answers(content)


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
    # A column of two kinds of value is text: a type that some of its values break would fail every reader that checks.
    datatype = next((word for kind, word in _DATATYPES.items() if kinds == {kind}), "string")
    return {"name": variable(name), "titles": name, "datatype": datatype}


# -- the lists ----------------------------------------------------------------------------------------------------


_OF_EDITIONS = (
    "year", "edition", "norm", "realised", "status", "decided_on", "decided_by", "source", "verified", "note"
)  # fmt: skip
_OF_FIGURES = (
    "id", "year_from", "year_to", "phase", "measure", "value", "value_to", "precision", "unit", "status", "source",
    "verified", "conflict", "note",
)  # fmt: skip


def _targets(content: ReleaseContent) -> Iterator[Fact]:
    for target in content.targets:
        for one in target.editions:
            yield {"programme": target.programme, "title": target.title} | _named(one, _OF_EDITIONS)


def _published_figures(content: ReleaseContent) -> Iterator[Fact]:
    yield from (_named(one, _OF_FIGURES) for one in content.published_figures)


def _named(declared: object, columns: Sequence[str]) -> dict[str, Any]:
    """What a line of a file of the alliance says, in columns of the same names."""
    said = {name: getattr(declared, name) for name in columns}
    return {name: value.value if isinstance(value, Enum) else value for name, value in said.items()}


def _of_answers(content: ReleaseContent) -> dict[str, Listing]:
    """The lists that answers of research add their lines to."""
    opened = [one for answer in content.answers for one in answer.commentary.open_lists]
    return {one.name: Listing(partial(_title, one.title), partial(_records, one.name)) for one in opened}


def _title(said: Sentence, language: Localisation) -> str:
    return ValueSpeaker(language)(said)


def _records(name: str, content: ReleaseContent) -> Iterator[Fact]:
    """The lines that answers add to a list of this name."""
    opened = ((answer, one) for answer in content.answers for one in answer.commentary.open_lists)
    for answer, records in ((answer, one.records) for answer, one in opened if one.name == name):
        for record in records:
            values = {column: _plain(value, answer, content) for column, value in record.items()}
            yield values | {"synthetic": answer.synthetic}


def _plain(value: object, answer: ProtectedAnswer, content: ReleaseContent) -> object:
    """A reference as the number or the mark that it names, sentences as one text."""
    if isinstance(value, tuple):
        speakers = (ValueSpeaker(localise(tag), answer.figures) for tag in content.languages)
        return Text({speak.language.language: " ".join(map(speak, value)) for speak in speakers})
    if not isinstance(value, Ref):
        return value
    figure = answer.figures[value.figure]
    numbers = {Bound.LOWER: figure.lower, Bound.UPPER: figure.upper}
    # What names neither bound asks for the mark: why there is no number, or nothing.
    return numbers.get(value.bound, figure.mark and figure.mark.value)


def _rates(content: ReleaseContent) -> Iterator[Fact]:
    for one in rates(content):
        yield {
            "table": one.table.indicator.name,
            "place": one.place.code,
            "label": one.place.label,
            "lower": one.count.lower,
            "upper": one.count.upper,
            "mark": one.count.mark.value if one.count.mark else None,
            "inhabitants": one.people.number,
            "inhabitants_on": one.people.on,
            "inhabitants_source": one.people.source,
            "rate_lower": one.rate.lower if one.rate else None,
            "rate_upper": one.rate.upper if one.rate else None,
            "synthetic": one.table.synthetic,
        }


LISTINGS: dict[str, Listing] = {
    "targets": Listing(lambda language: language.say("Targets: norm and result"), _targets),
    "rates": Listing(lambda language: language.say("Rates per 100,000 inhabitants"), _rates),
    "published-figures": Listing(lambda language: language.say("Published figures"), _published_figures),
}
