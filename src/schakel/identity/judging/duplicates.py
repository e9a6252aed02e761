"""Candidate duplicates of an alliance: units that are probably one under two numbers. People decide.

The decisions are in the intake zone, since they hold partners' own numbers; every look is logged.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from schakel.alliance import read
from schakel.alliance.checking import LINKING, keyed, may_be_compared, refusals
from schakel.identity.judging.judged import ledger_of_units
from schakel.identity.key_map import text_of_key
from schakel.identity.who_is_who.judgements import APART, JOINED, ByPerson, LedgerEntry
from schakel.identity.who_is_who.ledger import Ledger
from schakel.intake.in_force import deliveries_by, rows_known
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract, UnitKey
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel.store.engine import connect
from schakel.store.workspace import Workspace
from schakel_base import clock
from schakel_base.database import quote_name
from schakel_base.errors import Fault, RequestError

if TYPE_CHECKING:
    from schakel.identity.judging.candidate_duplicates import CandidateDuplicate
    from schakel_linkage import LinkModel
    from schakel_linkage.linking import PairEvidence

SAME, DIFFERENT = "same", "different"
_KIND = {SAME: JOINED, DIFFERENT: APART}
_JUDGES: Mapping[str, str] = {SAME: "judge same", DIFFERENT: "judge different"}


@dataclass(frozen=True)
class LikelySame:
    """A number that is likely the same unit as another: the evidence, and what the two compared rows say, by column."""

    number: str
    evidence: "PairEvidence"
    here: Mapping[str, str]
    there: Mapping[str, str]


@dataclass(frozen=True)
class Duplicates:
    """The units of one kind in an alliance: its model, the rows of the latest edition, the ledger of decisions."""

    alliance: Alliance
    workspace: Workspace
    unit: str

    @classmethod
    def open(cls, folder: Path, unit: str) -> "Duplicates":
        """Open those of a kind of unit.

        Raises
        ------
        RequestError
            If the alliance has no such unit, or no contract names it by a number.
        """
        alliance = read(folder)
        found = cls(alliance, Workspace.of(alliance.folder, alliance.name), unit)
        if unit not in alliance.units:
            raise RequestError(
                "no unit is called {unit}; there are: {units}", unit=unit, units=", ".join(alliance.units)
            )
        if not any(keyed(alliance, unit)):
            raise RequestError(
                "no contract names a {unit} by a number in one column; there is nothing to compare", unit=unit
            )
        return found

    @property
    def model_file(self) -> Path:
        """The file with the declared model."""
        return self.alliance.folder / LINKING / f"{self.unit}.yaml"

    @property
    def ledger(self) -> Ledger:
        """What people decided."""
        return ledger_of_units(self.workspace, self.unit)

    def rows(self, model: "LinkModel | None" = None) -> pa.Table:
        """Return the number of the unit and the columns that a model compares of each row in force, of all deliveries.

        All are text; what a contract does not give to this use is blank in the rows of its partner.

        Raises
        ------
        RequestError
            If nothing was delivered, or no contract of the unit gives a column to this use.
        """
        deliveries = deliveries_by(None, Catalogue(self.workspace).receipts(), self.alliance.name)
        for _, sentence in refusals(self.alliance, self.unit, model) if model else ():
            raise RequestError(Fault(sentence, str(self.model_file)))
        found = []
        for contract, key in keyed(self.alliance, self.unit):
            with connect({"rows": rows_known(contract, deliveries, self.workspace)}) as connection:
                found.append(connection.sql(_said(contract, key, model)).to_arrow_table())
        return pa.concat_tables(found)

    def like(self, number: str, most: int = 5) -> "list[LikelySame]":
        """Return the numbers that are more likely the same unit as one than not, the heaviest first.

        The evidence is that of the two rows that weigh most, of each attribute by the first column it is read from.
        """
        from schakel.identity.judging.candidate_duplicates import find_candidates
        from schakel_linkage import read_model
        from schakel_linkage.linking import KnownRecords

        model, today = read_model(self.model_file), clock.today()
        rows = self.rows(model)
        known = KnownRecords.one_by_one(rows, model, today)
        pairs = find_candidates(rows, known, self.ledger, today)
        own = [one for one in pairs if one.weight > 0 and number in (one.one, one.other)]
        columns = {one.name: one.columns[0] for one in model.attributes}

        def likely(pair: "CandidateDuplicate") -> LikelySame:
            turned = slice(None) if pair.one == number else slice(None, None, -1)
            [(_, here), (other, there)] = [*zip((pair.one, pair.other), pair.rows, strict=True)][turned]
            found = known.evidence(here, there)
            said = {columns[name]: attribute for name, attribute in found.attributes.items()}
            evidence = replace(found, attributes=said)
            sides = (rows.slice(row, 1).drop_columns("number").to_pylist()[0] for row in (here, there))
            return LikelySame(other, evidence, *sides)

        return [likely(one) for one in own[:most]]

    def decide(self, decision: str, one: str, other: str, by: ByPerson) -> int:
        """Enter that two numbers are the `same` unit or `different` ones, and return the number of the entry.

        Raises
        ------
        RequestError
            If a number is not of this kind of unit, both are one already, or later entries stand.
        """
        with self.reading(_JUDGES[decision]):
            numbers, known = set(self.rows()["number"].to_pylist()), self.ledger.persons(by.at)
            for number in (one, other):
                if number not in numbers:
                    raise RequestError("no {unit} in force has the number {number}", unit=self.unit, number=number)
            if known.resolve(one) == known.resolve(other):
                raise RequestError("{one} and {other} are one {unit} already", one=one, other=other, unit=self.unit)
            # What is joined are the numbers that stand for others by now; what is kept apart are the two as they were
            # named.
            person, joined = (known.resolve(one), known.resolve(other)) if decision == SAME else (one, other)
            self.ledger.append([by.judgement(_KIND[decision], person, other=joined)])
            return self.ledger.size - 1

    @contextmanager
    def reading(self, action: str, **what: str) -> Iterator["Duplicates"]:
        """Record an access, and read until the end of the block."""
        purpose, products = f"which {self.unit} is which", ", ".join(self.alliance.products)
        with reading(self.workspace, action, purpose, products, unit=self.unit, **what):
            yield self


def _said(contract: Contract, key: UnitKey, model: "LinkModel | None") -> str:
    compared = [(name, one.kind) for one in (model.attributes if model else ()) for name in one.columns]
    used = {column.name: column for column in contract.used_columns}
    given = {name for name, kind in compared if name in used and may_be_compared(used[name], key.unit, kind)}
    said = [f"{text_of_key(key.columns)} AS number"]
    for name in dict.fromkeys(name for name, _ in compared):
        value = f"coalesce({quote_name(name)}, '')" if name in given else "''"
        said.append(f"{value} AS {quote_name(name)}")
    filled = f"{quote_name(key.columns[0])} IS NOT NULL"
    return f"SELECT {', '.join(said)} FROM rows WHERE {filled} ORDER BY delivery, row"


def list_candidates(folder: Path, unit: str, today: date, train: bool = False) -> "list[CandidateDuplicate]":
    """Return the pairs of units that a person should look at.

    Parameters
    ----------
    train
        Estimate the weights of the model first, from rows that name one number, and write them at the end of its file.
    """
    # Linkage is loaded here, since other verbs do without it.
    from schakel.identity.judging.candidate_duplicates import find_candidates, same_number
    from schakel_linkage import read_model
    from schakel_linkage.linking import KnownRecords
    from schakel_linkage.training import train_file_on_known

    with Duplicates.open(folder, unit).reading("list alike") as units:
        file = units.model_file
        model = read_model(file)
        rows = units.rows(model)
        if train:
            model = train_file_on_known(rows, same_number(rows), file, today)
        return find_candidates(rows, KnownRecords.one_by_one(rows, model, today), units.ledger, today)


def undo(folder: Path, unit: str, number: int, by: ByPerson) -> None:
    """Take back a decision: the entry stays, and another says that it holds no more."""
    with Duplicates.open(folder, unit).reading("undo judgement", entry=str(number)) as units:
        units.ledger.undo([number], by)


def decisions(folder: Path, unit: str) -> list[LedgerEntry]:
    """Return every entry about a kind of unit, undone ones among them."""
    with Duplicates.open(folder, unit).reading("look at judgements") as units:
        return units.ledger.entries()
