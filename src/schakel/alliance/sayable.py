"""Which values the cells of a column can have: what a mapping says of any other never applies to a row."""

import re
from collections.abc import Iterator

from schakel.alliance.conditions import holds
from schakel.model.alliance import Partner
from schakel.model.column import Column, Derivation
from schakel_base.database import parts_of, quote_text

_DEPENDS_ON_ITS_PLACE = re.compile(r"\\[bB]")
"""What holds because of the text beside it: whether it can, a value alone does not show."""
_FLAGS = re.compile(r"\(\?[imsU]+\)")
_BRACKETS = re.compile(
    r"""
    \\. | \[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]  # what stands for itself, and a class
    | (?P<group>\(\?P?<\w+>|\((?!\?)) | (?P<opens>\() | (?P<closes>\))
    """,
    re.VERBOSE | re.DOTALL,
)


def never_said(column: Column, value: str) -> str:
    """Return why no cell of a column has a value, as cells are taken apart today; nothing where one can."""
    if column.each and not _gives(column.each, value):
        return f"`each` finds no such text in `{column.name}`."
    if column.split and not holds(f"{parts_of(quote_text(value), column.split)} = [{quote_text(value)}]"):
        return f"`split` takes `{column.name}` apart at `{column.split}`; write a line for each part."
    return ""


def needless_lines(partner: Partner) -> Iterator[tuple[int, str]]:
    """Yield the lines of a mapping whose value is derived no more, and why: rows of an earlier contract may have it."""
    derived = {one.name: one.derived for one in partner.contract.columns if one.derived and not one.has_several}
    # Below 0 are those that the contract gives, and no file.
    written = (line for line in partner.mapping if line.line > 0)
    for line in (one for one in written if one.column in derived):
        for value in line.values:
            if why := next(_reasons(derived[line.column], value), ""):
                yield line.line, f"Only rows of an earlier contract can have the value `{value}`: {why}."


def _reasons(derived: Derivation, value: str) -> Iterator[str]:
    if value in dict(derived.values).values():
        return
    if value in dict(derived.values):
        yield f"it is replaced with `{dict(derived.values)[value]}`"
    if derived.pattern and not _gives(derived.pattern, value):
        yield f"`{derived.pattern}` finds no such text"
    if derived.join and not derived.pattern and value.count(derived.join) < len(derived.columns) - 1:
        yield f"`{derived.join}` stands between its parts"


def _gives(pattern: str, value: str) -> bool:
    """Whether a pattern can give a value: all of it matches the group, or without a group the whole pattern."""
    taken = _taken(pattern)
    possible = _DEPENDS_ON_ITS_PLACE.search(taken) is not None
    return possible or holds(f"regexp_full_match({quote_text(value)}, {quote_text(taken)})")


def _taken(pattern: str) -> str:
    """The part of a pattern whose text is taken."""
    start = depth = inside = 0
    for sign in _BRACKETS.finditer(pattern):
        depth += bool(sign["group"] or sign["opens"]) - bool(sign["closes"])
        if sign["group"] and not start:
            start, inside = sign.end(), depth
        elif sign["closes"] and start and depth < inside:
            flags = _FLAGS.match(pattern)
            return (flags[0] if flags else "") + pattern[start : sign.start()]
    return pattern
