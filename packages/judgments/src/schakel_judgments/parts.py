"""A text of a judgment in parts: reasoning and decision, separated by its headings; without names of officials."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schakel_judgments.judgment import TextPart

NEVER = "(?!)"
"""A pattern that matches nothing, for what a language or a publisher does not have."""


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
