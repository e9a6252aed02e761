"""A published judgment: what its register says about it, and its text in parts, without the names of officials."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

NEVER = "(?!)"
"""A pattern that matches nothing, for what a language or a publisher does not have."""

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


@dataclass(frozen=True)
class Structure:
    """How the lines of a text without sections are recognised: the heading of the decision, and the signature.

    Where neither is given, a text stays whole. `columns` says what the columns of tables of judgments mean that have
    other names than ours, and `courts` how a court is called by its code in an ECLI.
    """

    decision: re.Pattern[str] = re.compile(NEVER)
    signature: re.Pattern[str] = re.compile(NEVER)
    columns: Mapping[str, str] = field(default_factory=dict)
    courts: Mapping[str, str] = field(default_factory=dict)


def split_text(lines: Sequence[str], structure: Structure) -> dict[TextPart, str]:
    """Split a text without sections at its last heading of a decision, and end it at the signature after that.

    Words of a signature also occur at the head of a judgment, so a text without such a heading is kept whole.
    """
    # A heading on the last line has no decision under it.
    headings = [place for place, line in enumerate(lines[:-1]) if structure.decision.fullmatch(line)]
    if not headings:
        return present({TextPart.REASONING: lines})
    # The last heading: the contents of a long judgment name it too.
    decision = before_signature("\n".join(lines[headings[-1] :]), structure)
    return present({TextPart.REASONING: lines[: headings[-1]], TextPart.DECISION: [decision]})


def before_signature(text: str, structure: Structure) -> str:
    """Return a text up to the signature of the court."""
    return structure.signature.split(text, maxsplit=1)[0].strip()


def present(parts: Mapping[TextPart, Sequence[str]]) -> dict[TextPart, str]:
    """Return the parts that hold any text, their lines joined."""
    return {part: text for part, lines in parts.items() if (text := "\n".join(lines).strip())}
