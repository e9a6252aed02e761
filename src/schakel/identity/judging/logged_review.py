"""A review of the records of persons inside the intake zone, recorded in the access log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from schakel.alliance import read
from schakel.alliance.general import FILE
from schakel.identity.clerical import Sample
from schakel.identity.judging.queue import PersonsToJudge
from schakel.identity.judging.review import PARTNER, LoosePerson, RecordLine, Review, SideBySide
from schakel.identity.persons import person_records
from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.record_name import name_of_model, read_persons_model
from schakel.identity.unit_pseudonyms import unit_pseudonyms
from schakel.identity.who_is_who.judgements import ByPerson, Judgement
from schakel.identity.who_is_who.kept import ALONE, open_ledger
from schakel.intake.in_force import rows_of_edition
from schakel.model.alliance import Alliance
from schakel.model.persons import PersonGroup
from schakel.store.access_log import record_access
from schakel.store.editions import find_edition, require_current
from schakel.store.workspace import Workspace
from schakel_base.chained_file import ChainedFile
from schakel_base.errors import RequestError
from schakel_linkage import LinkModel, read_model, read_records

LOG = "access.log"
Says = TypeVar("Says", ByPerson, Judgement)
_SAID, _SEPARATOR = "said by a record", "\x1f"
OF_NO_ALLIANCE = "this ledger is of no alliance; say which records it is about: --model and --records"


@dataclass(frozen=True)
class LoggedReview:
    """What is known about everybody, and the log that records every look at it."""

    review: Review
    log: ChainedFile
    day: date
    digests: KeyedHash
    groups: tuple[PersonGroup, ...] = ()
    products: str = ""

    @classmethod
    def open(cls, folder: Path, model: Path | None, records: Sequence[Path], day: date) -> "LoggedReview":
        """Open the records of an alliance, or those in files beside a ledger of their own.

        Parameters
        ----------
        model, records
            Of a ledger that is of no alliance: the model by which it was linked, and the files of its records.

        Raises
        ------
        SchakelError
            If something of it is not there, or does not fit.
        """
        if (folder / FILE).exists():
            return cls.of_alliance(read(folder), day)
        if model is None or not records:
            raise RequestError(OF_NO_ALLIANCE)
        declared = read_model(model)
        table = records_in(records, declared)
        review = Review.of(table, declared, open_ledger(folder), day)
        return cls(review, ChainedFile(folder / LOG), day, unit_pseudonyms(ALONE))

    @classmethod
    def of_alliance(cls, alliance: Alliance, day: date) -> "LoggedReview":
        """Open the records of the latest edition of an alliance.

        Raises
        ------
        SchakelError
            As `open` does.
        """
        if alliance.persons is None:
            raise RequestError("{alliance} links no persons", alliance=alliance.name)
        workspace = Workspace.of(alliance.folder, alliance.name)
        declared = read_persons_model(alliance)
        table = _rows(alliance, workspace)
        review = Review.of(table, declared, open_ledger(alliance.folder), day)
        groups, products = alliance.persons.groups, ", ".join(alliance.products)
        return cls(review, workspace.access_log, day, unit_pseudonyms(alliance.name), groups, products)

    def queue(self) -> list[PersonsToJudge]:
        """Return the pairs of persons that nobody judged yet, those first where judging changes most: ids alone."""
        return self.review.queue(self.day)

    def loose(self) -> list[LoosePerson]:
        """Return the persons that hang together loosely, the loosest first: ids alone."""
        return self.review.loose(self.day)

    def sample(self, of: str, group: str = "") -> Sample:
        """Return the sample of pairs that are `joined`, or `apart`, as far as it was judged: of all, or of a group.

        Raises
        ------
        RequestError
            If the alliance declares no such group.
        """
        if not group:
            return self.review.sample(of, self.day)
        declared = {one.name: one for one in self.groups}
        if group not in declared:
            known = ", ".join(declared) or "none"
            raise RequestError(f"there is no group {group} in linking/groups.yaml; there are: {known}")
        return self.review.sample(of, self.day, declared[group])

    def pair(self, records: tuple[str, str]) -> SideBySide:
        """Return two records of a sample side by side; the look is logged."""
        found = self.review.pair(records, self.day)
        self._record("look at a sample", "how well persons are linked", found.persons)
        return found

    def side_by_side(self, persons: Sequence[str]) -> SideBySide:
        """Return the records of persons side by side; the look is logged."""
        self._record("look at persons", "who is who", persons)
        return self.review.side_by_side(persons, self.day)

    def having_seen(self, by: Says, found: SideBySide) -> Says:
        """Return who judges, or what they say, with the model that weighed the two records, and digests of these.

        A record that says something else later has another digest.
        """
        compared = found.compared
        if compared is None:
            return by
        digests = sorted(self.digest(line) for line in (compared.one, compared.other))
        return replace(by, model=name_of_model(self.review.model), seen=" ".join(digests))

    def digest(self, line: RecordLine) -> str:
        """Return a keyed digest of what the records of a line say."""
        return self.digests.pseudonym(_SAID, _SEPARATOR.join(line.values.values()))

    def _record(self, action: str, purpose: str, persons: Sequence[str]) -> None:
        record_access(self.log, action, purpose, product=self.products, persons=" ".join(persons))


def _rows(alliance: Alliance, workspace: Workspace) -> pa.Table:
    """What the rows in force of the latest edition say about persons."""
    assert alliance.persons is not None
    edition = find_edition(workspace.analysis_editions, "latest")
    require_current(edition, alliance.fingerprint)
    rows = {name: rows_of_edition(one.contract, workspace, edition.name) for name, one in alliance.partners.items()}
    return person_records(alliance, rows, unit_pseudonyms(alliance.name), alliance.persons)


def records_in(files: Sequence[Path], model: LinkModel, *others: str) -> pa.Table:
    """Return the records of several files, with other columns besides those of the model, and the file of each."""
    tables = []
    for file in files:
        table = read_records(file, model)
        for column in others:
            if column not in table.column_names:
                raise RequestError(f"{file} has no column {column}; it has {', '.join(table.column_names)}")
        columns = {name: table[name] for name in (*_columns(model), *others)}
        tables.append(pa.table({PARTNER: pa.repeat(file.name, table.num_rows), **columns}))
    return pa.concat_tables(tables).combine_chunks()


def _columns(model: LinkModel) -> list[str]:
    named = [model.record] if model.record else []
    return [*named, *(column for one in model.attributes for column in one.columns)]
