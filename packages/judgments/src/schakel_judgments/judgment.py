"""A published judgment: what its register says about it, and its text in parts, without the names of officials."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

_ECLI = re.compile(r"ECLI:[A-Z]{2}:(?P<court>[A-Z][A-Z0-9]{0,6}):\d{4}:", re.IGNORECASE)


class TextPart(StrEnum):
    """A part of a judgment: the court's own summary, its reasoning, or the operative part in which it decides."""

    SUMMARY = "summary"
    REASONING = "reasoning"
    DECISION = "decision"


@dataclass(frozen=True)
class Judgment:
    """One published judgment: what its register says about it, and its text.

    Parameters
    ----------
    identifier
        The European Case Law Identifier (ECLI; Council conclusions 2011/C 127/01). Its third field is the code of the
        court.
    parts
        The text; empty where only metadata were published.
    decided, issued
        The day of the decision, and of its publication.
    modified
        When the publisher last changed the document, as it writes the moment.
    references, relations
        Identifiers of provisions that the judgment cites, and of other judgments in the same case.
    """

    identifier: str
    parts: dict[TextPart, str] = field(default_factory=dict)
    court: str = ""
    decided: date | None = None
    issued: date | None = None
    modified: str = ""
    kind: str = ""
    subjects: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    title: str = ""

    @classmethod
    def of_text(cls, identifier: str, text: str) -> "Judgment":
        """Return a judgment of which the text, or a summary of it, stands by itself; empty where there is none."""
        return cls(identifier, {TextPart.SUMMARY: text} if text else {})

    @property
    def court_code(self) -> str:
        """The code of the court in the ECLI; empty where this is no ECLI."""
        found = _ECLI.match(self.identifier)
        return found["court"] if found else ""
