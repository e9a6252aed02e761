"""Relinking: all records of an alliance, or of a ledger of its own, linked again by today's model.

First a look, which writes nothing; then, ordered by a person who says why, entries of the ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from schakel.alliance import read
from schakel.alliance.general import FILE
from schakel.identity.arrays import Flags
from schakel.identity.judging.logged_review import OF_NO_ALLIANCE, records_in
from schakel.identity.persons import person_records
from schakel.identity.record_name import read_persons_model
from schakel.identity.unit_pseudonyms import unit_pseudonyms
from schakel.identity.who_is_who.judgements import ByPerson
from schakel.identity.who_is_who.kept import Kept
from schakel.identity.who_is_who.ledger import Ledger
from schakel.identity.who_is_who.relinking import Relink, relink
from schakel.intake.in_force import deliveries_by, rows_in_force
from schakel.model.alliance import Alliance
from schakel.store.catalogue import Catalogue
from schakel.store.drafts import draft_folder
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent
from schakel_linkage import LinkModel, read_model


@dataclass(frozen=True)
class Relinking:
    """All records that are known, and where who is who is kept.

    Parameters
    ----------
    groups
        For each group that is counted apart, which records are of it.
    kept
        Where a pool is beside the ledger; an alliance has none.
    """

    table: pa.Table
    model: LinkModel
    ledger: Ledger
    day: date
    groups: Mapping[str, Flags]
    progress: Progress
    kept: Kept | None = None

    @classmethod
    def open(
        cls, folder: Path, model: Path | None, files: Sequence[Path], group: str, day: date, progress: Progress = silent
    ) -> "Relinking":
        """Open the records of an alliance, or those in files beside a ledger of their own.

        Parameters
        ----------
        model, files, group
            Of a ledger that is of no alliance: the model to link by, all files of its records, and a column of these
            by which the numbers of changes are given.

        Raises
        ------
        SchakelError
            If something of it is not there, or does not fit.
        """
        if (folder / FILE).exists():
            return cls._of_alliance(read(folder), day, progress)
        if model is None or not files:
            raise RequestError(OF_NO_ALLIANCE)
        declared, kept = read_model(model), Kept.of(folder)
        kept.settle()
        table = records_in(files, declared, *([group] if group else []))
        _check_complete(table, declared, kept.ledger)
        return cls(table, declared, kept.ledger, day, _values(table, group) if group else {}, progress, kept)

    @classmethod
    def _of_alliance(cls, alliance: Alliance, day: date, progress: Progress) -> "Relinking":
        if alliance.persons is None:
            raise RequestError(f"{alliance.name} links no persons")
        workspace = Workspace.of(alliance.folder, alliance.name)
        table = rows_of_persons(alliance, workspace)
        groups = {
            one.name: np.array(
                [bool(value) and value not in one.unknown and one.holds(value) for value in values], dtype=np.bool_
            )
            for one in alliance.persons.groups
            for values in [table[one.attribute].to_pylist()]
        }
        ledger = Ledger(workspace.sealed(workspace.persons))
        return cls(table, read_persons_model(alliance), ledger, day, groups, progress)

    @cached_property
    def relink(self) -> Relink:
        """What linking them again would change."""
        return relink(self.table, self.model, self.ledger, self.day, self.progress)

    def as_record(self) -> dict[str, Any]:
        """Return what would change, in counts."""
        counts = {name: self.relink.changed_among(rows) for name, rows in self.groups.items()}
        groups = {name: {"records": records, "changed": changed} for name, (records, changed) in counts.items()}
        return {**asdict(self.relink.changes), "absent": self.relink.absent, "groups": groups}

    def enter(self, by: ByPerson) -> int:
        """Enter the re-link, and return the number of its first entry, by which it is undone.

        Raises
        ------
        RequestError
            If somebody else added to the ledger meanwhile.
        """
        judgements = self.relink.judgements(self.table, by)
        if self.kept is None:
            self.ledger.append_table(judgements, after=self.relink.entries)
        else:
            self.kept.keep_anew(self.relink.pool(judgements), judgements)
        return self.relink.entries


def rows_of_persons(alliance: Alliance, workspace: Workspace) -> pa.Table:
    """What the rows that are in force now say about persons."""
    assert alliance.persons is not None
    deliveries = deliveries_by(None, Catalogue(workspace).receipts(), alliance.name)
    with draft_folder(workspace) as draft:
        rows = rows_in_force(alliance.partners.values(), deliveries, workspace, workspace.sealed(draft))
        return person_records(alliance, rows, unit_pseudonyms(alliance.name), alliance.persons)


def _check_complete(table: pa.Table, model: LinkModel, ledger: Ledger) -> None:
    """Make sure that files hold all records of a ledger, and no others: who is left out would be linked no more."""
    there, known = set(model.names_of(table).to_pylist()), set(ledger.who_is_who()["record"].to_pylist())
    if missing := known - there:
        raise RequestError(
            f"{len(missing):,} of {len(known):,} records of the ledger are in none of these files, {min(missing)} for "
            "one; give all of them"
        )
    if there - known:
        raise RequestError(f"the record {min(there - known)} has no person yet; link its delivery first")


def _values(table: pa.Table, column: str) -> dict[str, Flags]:
    """Return for each value of a column which records have it."""
    values = np.array(table[column].to_pylist(), dtype=object)
    return {value: values == value for value in sorted(set(values.tolist()))}
