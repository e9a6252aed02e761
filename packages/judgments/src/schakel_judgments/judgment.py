"""A published judgment: what its register says of it, and its text in parts, without the names of officials."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class TextPart(StrEnum):
    """A part of a judgment: the court's own summary, its reasoning, or the operative part in which it decides."""

    SUMMARY = "summary"
    REASONING = "reasoning"
    DECISION = "decision"


@dataclass(frozen=True)
class Judgment:
    """One published judgment; `parts` are empty where only metadata were published.

    `identifier` is its European Case Law Identifier (ECLI), of which the third field is the code of the court.
    """

    identifier: str
    parts: dict[TextPart, str] = field(default_factory=dict)
    court: str = ""
    decided: date | None = None
    issued: date | None = None
    modified: str = ""
    kind: str = ""
    case_numbers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    replaces: str = ""
    title: str = ""

    @property
    def court_code(self) -> str:
        """The code of the court in the ECLI; empty where there is no such field."""
        fields = self.identifier.split(":")
        return fields[2] if len(fields) > 2 else ""
