"""An answer of the search service of Rechtspraak Open Data: an Atom feed of judgments with their summaries, cut short.

The title of an entry reads `ECLI, court, day-month-year, case numbers`.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from schakel_base.errors import DeliveryError, Fault
from schakel_judgments.judgment import Judgment, Part
from schakel_judgments.sources.xml_file import local_name, read_xml_file

ROOT = "feed"


@dataclass(frozen=True)
class SearchAnswer:
    """The judgments on one page of an answer, and how many the whole answer has."""

    judgments: tuple[Judgment, ...]
    total: int


def read_search_answer(root: Element, file: str) -> SearchAnswer:
    """Return the judgments in an answer.

    Raises
    ------
    DeliveryError
        If it is no Atom feed, or does not say how many judgments were found.
    """
    if local_name(root) != ROOT:
        raise DeliveryError(Fault("This is no answer of the search service: an Atom feed is expected.", file))
    total = re.search(r"(\d+)\s*$", _text(root, "subtitle"))
    if total is None:
        raise DeliveryError(Fault("This answer does not say how many judgments were found.", file))
    entries = [child for child in root if local_name(child) == "entry"]
    return SearchAnswer(tuple(_judgment(entry) for entry in entries), int(total[1]))


def read_file(file: Path) -> SearchAnswer:
    """Return the judgments in an answer that was kept as a file; see `read_search_answer`."""
    return read_search_answer(read_xml_file(file), str(file))


def _judgment(entry: Element) -> Judgment:
    title = _text(entry, "title")
    fields = [field.strip() for field in title.split(",", 3)] + [""] * 4
    summary = _text(entry, "summary")
    return Judgment(
        identifier=_text(entry, "id"),
        parts={Part.SUMMARY: summary} if summary.strip("- ") else {},
        court=fields[1],
        decided=_day(fields[2]),
        modified=_text(entry, "updated"),
        case_numbers=tuple(one for one in re.split(r"\s*[;,]\s*|\s+en\s+", fields[3]) if one),
        title=title,
    )


def _text(element: Element, name: str) -> str:
    return next(((child.text or "").strip() for child in element if local_name(child) == name), "")


def _day(text: str) -> date | None:
    found = re.fullmatch(r"(\d{2})-(\d{2})-(\d{4})", text)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else None
