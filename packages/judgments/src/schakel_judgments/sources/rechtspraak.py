"""Rechtspraak Open Data, the publisher of Dutch judgments: documents, answers of its search service, parameters.

A document has its metadata in RDF, a summary, and the text. Three shapes occur: a text with sections that have a role,
a text without any (older criminal judgments), and metadata alone. Values carry line ends. What follows the signature is
left out: it names officials, and the appendices repeat the charge and the evidence. An answer is an Atom feed of
judgments with their summaries, cut short; the title of an entry reads `ECLI, court, day-month-year, case numbers`.

Source: Rechtspraak Open Data, technical documentation 1.14.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from xml.etree.ElementTree import Element

from schakel_base.errors import DeliveryError, Fault
from schakel_judgments.judgment import Judgment, Structure, TextPart, before_signature, present, split_text
from schakel_judgments.sources.source import SearchAnswer, SearchParameter, Source
from schakel_judgments.sources.xml_file import local_name

DOCUMENT, ANSWER = "open-rechtspraak", "feed"
_SUMMARY, _TEXTS, _DECISION_ROLE = "inhoudsindicatie", ("uitspraak", "conclusie"), "beslissing"
_LINES = frozenset({"para", "title", "bridgehead", "listitem", "entry", "row", "parablock", "paragroup", "section"})


def read_judgment(root: Element, structure: Structure, file: str) -> Judgment:
    """Return the judgment in a document.

    Raises
    ------
    DeliveryError
        If it has no metadata, or names no identifier.
    """
    described = [child for child in root.iter() if local_name(child) == "Description"]
    if not described:
        raise DeliveryError(Fault(f"This is not a judgment: `{DOCUMENT}` with its metadata is expected.", file))
    # The first says what the register knows of the judgment, the last what the document says of itself.
    register, document = described[0], described[-1]
    identifier = _first(register, "identifier")
    if not identifier:
        raise DeliveryError(Fault("This judgment has no identifier (ECLI).", file))
    return Judgment(
        identifier=identifier,
        parts=_parts(root, structure),
        court=_first(register, "creator"),
        decided=_day(_first(register, "date")),
        issued=_day(_first(register, "issued")),
        modified=_first(register, "modified"),
        kind=_first(register, "type"),
        subjects=_all(register, "subject"),
        procedures=_all(register, "procedure"),
        references=tuple(dict.fromkeys(_identifiers(register, "references"))),
        relations=tuple(dict.fromkeys(_identifiers(register, "relation"))),
        title=_first(document, "title"),
    )


def read_search_answer(root: Element, file: str) -> SearchAnswer:
    """Return the judgments in an answer.

    Raises
    ------
    DeliveryError
        If it is no Atom feed, or does not say how many judgments were found.
    """
    if local_name(root) != ANSWER:
        raise DeliveryError(Fault("This is not an answer of the search service: an Atom feed is expected.", file))
    total = re.search(r"(\d+)\s*$", _text(root, "subtitle"))
    if total is None:
        raise DeliveryError(Fault("This answer does not say how many judgments were found.", file))
    entries = [child for child in root if local_name(child) == "entry"]
    return SearchAnswer(tuple(_entry(entry) for entry in entries), int(total[1]))


def _entry(entry: Element) -> Judgment:
    title = _text(entry, "title")
    # Case numbers are the last field and may hold commas themselves.
    fields = [field.strip() for field in title.split(",", 3)] + [""] * 4
    summary = _text(entry, "summary")
    return Judgment(
        identifier=_text(entry, "id"),
        # A judgment without a summary has a dash in its place.
        parts={TextPart.SUMMARY: summary} if summary.strip("- ") else {},
        court=fields[1],
        decided=_dutch_day(fields[2]),
        modified=_text(entry, "updated"),
        title=title,
    )


def _parts(root: Element, structure: Structure) -> dict[TextPart, str]:
    summary = [line for child in root if local_name(child) == _SUMMARY for line in _lines(child)]
    parts = present({TextPart.SUMMARY: [line for line in summary if line.strip("-– ")]})
    for text in (child for child in root if local_name(child) in _TEXTS):
        sections = [one for one in text.iter() if one.get("role") == _DECISION_ROLE and local_name(one) == "section"]
        if not sections:
            # Without sections that have a role the parts are told apart by their headings.
            return parts | split_text(_lines(text), structure)
        decided = [line for section in sections for line in _lines(section)]
        whole = _lines(text)
        decision = before_signature("\n".join(decided), structure)
        parts |= present({TextPart.REASONING: whole[: _place(decided, whole)], TextPart.DECISION: [decision]})
    return parts


def _place(part: list[str], whole: list[str]) -> int:
    """Where a part begins in the whole; at its end where it cannot be told."""
    for place in range(len(whole)):
        if whole[place : place + len(part)] == part:
            return place
    return len(whole)


def _lines(element: Element) -> list[str]:
    """Return the text of an element, one line for each paragraph, heading or cell."""
    text = "".join(_pieces(element))
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


def _pieces(element: Element) -> Iterator[str]:
    is_line = local_name(element) in _LINES
    if is_line:
        yield "\n"
    yield (element.text or "").replace("\n", " ")
    for child in element:
        yield from _pieces(child)
        yield (child.tail or "").replace("\n", " ")
    if is_line:
        yield "\n"


def _first(description: Element, name: str) -> str:
    return next(iter(_all(description, name)), "")


def _all(description: Element, name: str) -> tuple[str, ...]:
    texts = (" ".join("".join(one.itertext()).split()) for one in description if local_name(one) == name)
    return tuple(dict.fromkeys(text for text in texts if text))


def _identifiers(description: Element, name: str) -> Iterator[str]:
    for one in description:
        if local_name(one) == name:
            yield from (value for key, value in one.items() if key.endswith("resourceIdentifier"))


def _day(text: str) -> date | None:
    return _on_the_calendar(re.match(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", text))


def _dutch_day(text: str) -> date | None:
    return _on_the_calendar(re.fullmatch(r"(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4})", text))


def _on_the_calendar(found: re.Match[str] | None) -> date | None:
    """Return a day that was written; None where there is none, or no such day."""
    with suppress(ValueError):
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    return None


def _text(element: Element, name: str) -> str:
    return next(((child.text or "").strip() for child in element if local_name(child) == name), "")


def _documents(root: Element, structure: Structure, file: str) -> Iterator[Judgment]:
    yield read_judgment(root, structure, file)


def _answered(root: Element, _: Structure, file: str) -> Iterator[Judgment]:
    yield from read_search_answer(root, file).judgments


def _named(root: Element) -> Iterator[str]:
    return ((one.text or "").strip() for one in root.iter() if local_name(one) == "identifier")


_ADDRESS = r"https?://\S+"
RECHTSPRAAK = Source(
    documents={DOCUMENT: _documents, ANSWER: _answered},
    read_answer=read_search_answer,
    identifiers=_named,
    search="uitspraken/zoeken",
    content="uitspraken/content",
    parameters={
        "creator": SearchParameter(_ADDRESS, "http://standaarden.overheid.nl/owms/terms/Rechtbank_Amsterdam"),
        "type": SearchParameter("Uitspraak|Conclusie", "Uitspraak or Conclusie"),
        "date": SearchParameter(r"\d{4}-\d{2}-\d{2}", "2021-01-01"),
        "subject": SearchParameter(_ADDRESS, "http://psi.rechtspraak.nl/rechtsgebied#strafrecht"),
        "modified": SearchParameter(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2})?", "2021-01-01 or 2021-01-01T12:00:00"),
        "return": SearchParameter("DOC", "DOC"),
        "replaces": SearchParameter(r"\S+", "an LJN, such as BQ0376"),
        "sort": SearchParameter("ASC|DESC", "ASC or DESC"),
    },
    size="max",
    start="from",
    most_per_page=1000,
)
