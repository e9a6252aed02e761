"""Mapping lines proposed at the desk: stored as proposed, and given as a patch.

The folder of the alliance stays the one place of its declarations. Whoever keeps it applies the patch, in the open.
"""

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import Connection, select

from schakel.desk.database.tables import PROPOSALS
from schakel.desk.people import now
from schakel.model.alliance import Alliance, Partner
from schakel.model.concept import Concept
from schakel.model.delivery import Receipt
from schakel.model.mapping import Match
from schakel.store.bundle import accepted_of
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError

FEWEST = 10
"""Rows that a value must have to be shown: one that fewer have may be about somebody."""
_LAST = 5


@dataclass(frozen=True)
class UnmappedValue:
    """A value that no line of a mapping covers, in how many rows of the last deliveries."""

    column: str
    value: str
    rows: int


@dataclass(frozen=True)
class ProposedLine:
    """A line that somebody proposes, with the reason; it has a number once it is kept."""

    column: str
    value: str
    concept: str
    match: Match
    reviewer: str
    reason: str
    number: int = 0

    def line(self) -> str:
        """Return it as a line of the file of a mapping."""
        written = io.StringIO()
        cells = (self.column, self.value, self.concept, self.match, "", "", self.reviewer, self.reason)
        csv.writer(written, lineterminator="\n").writerow(cells)
        return written.getvalue()


def claiming_columns(partner: Partner) -> tuple[str, ...]:
    """Return the columns of a partner whose values a mapping translates, but those that hold several in one."""
    columns = {column.name: column.attribute for column in partner.contract.columns if not column.split}
    of_events = {name for event in partner.contract.events for _, name in event.claims}
    return tuple(name for name, attribute in columns.items() if attribute or name in of_events)


def unmapped_values(workspace: Workspace, partner: Partner, receipts: Iterable[Receipt]) -> list[UnmappedValue]:
    """Return the values of the last five deliveries that no line covers, the most frequent first, without rare ones.

    Parameters
    ----------
    receipts
        Of the partner, the latest first.
    """
    mapped = {(line.column, value) for line in partner.mapping for value in line.values}
    found: Counter[tuple[str, str]] = Counter()
    for receipt in [one for one in receipts if one.remaining and one.same_as is None and not one.refusal][:_LAST]:
        rows = accepted_of(workspace, receipt.delivery.number)
        for name in (one for one in claiming_columns(partner) if one in rows.schema.names):
            for one in rows[name].value_counts().to_pylist():
                if one["values"] and (name, one["values"]) not in mapped:
                    found[name, one["values"]] += one["counts"]
    return [UnmappedValue(*key, rows) for key, rows in found.most_common() if rows >= FEWEST]


def propose(
    connection: Connection, alliance: Alliance, partner: str, proposal: ProposedLine, by: str, cipher: Fernet
) -> None:
    """Store a proposal; the value is the partner's, so it is encrypted.

    Raises
    ------
    RequestError
        If the partner has no such column, its scheme no such concept, or no reason is given.
    """
    declared = alliance.partners[partner]
    if proposal.column not in claiming_columns(declared) or not proposal.value:
        columns = ", ".join(claiming_columns(declared))
        raise RequestError("a line is about a value of one of the columns {columns}", columns=columns)
    known = {one.notation for one in concepts_of(alliance, declared, proposal.column)}
    if proposal.concept not in known | {""}:
        raise RequestError(
            "the scheme of {column} has no concept {concept}", column=proposal.column, concept=proposal.concept
        )
    if not proposal.reason or (proposal.match is Match.NONE) == bool(proposal.concept):
        raise RequestError("give a concept, or say that it cannot be mapped and give none; and give a reason")
    kept = {"column": proposal.column, "concept": proposal.concept, "match": proposal.match}
    kept |= {"value": cipher.encrypt(proposal.value.encode()).decode(), "reason": proposal.reason}
    about = {"partner": partner, "reviewer": proposal.reviewer, "proposed_by": by, "made": now()}
    connection.execute(PROPOSALS.insert().values(**kept, **about))


def take_back(connection: Connection, partner: str, number: int) -> None:
    """Drop a line that was proposed for a partner: it changed nothing yet."""
    connection.execute(PROPOSALS.delete().where(PROPOSALS.c.partner == partner, PROPOSALS.c.id == number))


def concepts_of(alliance: Alliance, partner: Partner, column: str) -> tuple[Concept, ...]:
    """Return the concepts that a value of a column can be mapped to, in the order of their schemes."""
    attributes = {one.attribute for one in partner.contract.columns if one.name == column and one.attribute}
    attributes |= {attribute for event in partner.contract.events for attribute, name in event.claims if name == column}
    return tuple(one for attribute in sorted(attributes) for one in alliance.scheme_of(attribute).concepts)


def proposals(connection: Connection, partner: Partner, cipher: Fernet) -> list[ProposedLine]:
    """Return what was proposed for a partner and is not in its mapping yet, the earliest first."""
    mapped = {(line.column, value, line.concept) for line in partner.mapping for value in line.values}
    rows = connection.execute(select(PROPOSALS).where(PROPOSALS.c.partner == partner.name).order_by(PROPOSALS.c.id))
    found = [_proposed(row, cipher) for row in rows]
    return [one for one in found if (one.column, one.value, one.concept) not in mapped]


def _proposed(row: Any, cipher: Fernet) -> ProposedLine:
    value = cipher.decrypt(row.value).decode()
    return ProposedLine(row.column, value, row.concept, Match(row.match), row.reviewer, row.reason, row.id)


def patch(folder: Path, partner: str, lines: Sequence[ProposedLine]) -> str:
    """Return a patch that `git apply` adds the proposed lines by, to the mapping of a partner."""
    name = f"partners/{partner}/mapping.csv"
    before = (folder / name).read_text("utf-8").splitlines(keepends=True)
    # A file may end without an end of line; a line that is added needs one before it.
    whole = [line if line.endswith("\n") else f"{line}\n" for line in before]
    after = [*whole, *(one.line() for one in lines)]
    changed = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in changed)
