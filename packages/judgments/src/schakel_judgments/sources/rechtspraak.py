"""Published judgments as Rechtspraak Open Data delivers them: metadata in RDF, a summary, and the text in sections.

Three shapes occur: a text with sections that have a role, a text without any (older criminal judgments), and
metadata alone. Values carry line ends. What follows the signature is left out: it names officials, and the appendices
repeat the charge and the evidence. The format: Rechtspraak Open Data, technical documentation 1.14.
"""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from schakel_base.errors import DeliveryError, Fault
from schakel_judgments.judgment import Judgment, Part
from schakel_judgments.reading.rules import Structure
from schakel_judgments.sources.xml_file import local_name

ROOT = "open-rechtspraak"
_TEXTS = ("uitspraak", "conclusie")
_LINES = frozenset({"para", "title", "bridgehead", "listitem", "entry", "row", "parablock", "paragroup", "section"})
_DECISION_ROLE = "beslissing"


def read_judgment(root: Element, structure: Structure, file: str) -> Judgment:
    """Return the judgment in a document.

    Raises
    ------
    DeliveryError
        If it is no such document, or names no identifier.
    """
    described = [child for child in root.iter() if local_name(child) == "Description"]
    if local_name(root) != ROOT or not described:
        raise DeliveryError(Fault(f"This is no judgment: `{ROOT}` with its metadata is expected.", file))
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
        case_numbers=_all(register, "zaaknummer"),
        subjects=_all(register, "subject"),
        procedures=_all(register, "procedure"),
        references=tuple(dict.fromkeys(_identifiers(register, "references"))),
        relations=tuple(dict.fromkeys(_identifiers(register, "relation"))),
        replaces=_first(register, "replaces"),
        title=_first(document, "title"),
    )


def split_text(lines: list[str], structure: Structure) -> dict[Part, str]:
    """Split a text without sections at its last heading of a decision, and end it at the signature after that.

    `given by this court` may also stand at the head of a judgment, so a text without such a heading is kept whole.
    """
    headings = [place for place, line in enumerate(lines[:-1]) if structure.decision.fullmatch(line)]
    if not headings:
        return _present({Part.REASONING: lines})
    decision = before_signature("\n".join(lines[headings[-1] :]), structure)
    return _present({Part.REASONING: lines[: headings[-1]], Part.DECISION: [decision]})


def before_signature(text: str, structure: Structure) -> str:
    """Return a text up to the signature of the court."""
    return structure.signature.split(text, maxsplit=1)[0].strip()


def _parts(root: Element, structure: Structure) -> dict[Part, str]:
    summary = [line for child in root if local_name(child) == "inhoudsindicatie" for line in _lines(child)]
    parts = _present({Part.SUMMARY: [line for line in summary if line.strip("-– ")]})
    for text in (child for child in root if local_name(child) in _TEXTS):
        sections = [one for one in text.iter() if one.get("role") == _DECISION_ROLE and local_name(one) == "section"]
        if not sections:
            return parts | split_text(_lines(text), structure)
        decided = [line for section in sections for line in _lines(section)]
        whole = _lines(text)
        decision = before_signature("\n".join(decided), structure)
        parts |= _present({Part.REASONING: whole[: _place(decided, whole)], Part.DECISION: [decision]})
    return parts


def _place(part: list[str], whole: list[str]) -> int:
    """Where a part begins in the whole; at its end where it cannot be told."""
    for place in range(len(whole)):
        if whole[place : place + len(part)] == part:
            return place
    return len(whole)


def _present(parts: dict[Part, list[str]]) -> dict[Part, str]:
    return {part: text for part, lines in parts.items() if (text := "\n".join(lines).strip())}


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
    return date.fromisoformat(text[:10]) if re.match(r"\d{4}-\d\d-\d\d", text) else None
