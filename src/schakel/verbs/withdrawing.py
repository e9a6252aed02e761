"""Withdraw: a partner takes back records, or everything about a person; they are erased everywhere.

To correct a record, a partner delivers it again: the earlier row is superseded, and stays. What is withdrawn should not
have been delivered, or may be kept no longer, so no earlier edition brings it back either.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from schakel.alliance import read
from schakel.intake.arriving_file import faults_of_the_file
from schakel.intake.naming_rows import Named
from schakel.intake.running_out import Rows, every_row
from schakel.model.alliance import Alliance, Partner
from schakel.model.contract import Contract
from schakel.model.delivery import ErasureCause
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel.store.erasing import Erasure
from schakel.store.workspace import Workspace
from schakel.verbs.erasing import carry_out, finish_begun, plan_erasure
from schakel_base import clock
from schakel_base.disk import writing_to
from schakel_base.errors import DeliveryError, Fault, RequestError, message

_NO_SUCH_KEY = message("nothing that {partner} delivered has this key")
_NO_SUCH_KEYS = message("nothing was withdrawn: nothing that {partner} delivered has the keys on these lines: {lines}")
_NO_SUCH_NUMBER = message("nothing that {partner} delivered has this number")


def withdraw(
    folder: Path,
    partner: str,
    reason: str,
    record: Sequence[str] = (),
    person: str = "",
    dry_run: bool = False,
    records: Path | None = None,
    delivery: int = 0,
) -> tuple[Erasure, ...]:
    """Erase what a partner delivered, by keys, of a person or in a delivery, and all in the workspace that rests on it.

    The first erasure returned is one that an earlier command began and did not finish, if there is one.

    Parameters
    ----------
    reason
        Why, for the access log: a text that names no person.
    record
        The key of a record, a value for each column by which its rows supersede each other.
    person
        A number of a person, in any column that holds one.
    dry_run
        Erase nothing, and return what would be erased.
    records
        A CSV file with the keys of several records: a header with these columns, and a line for each record.
    delivery
        The number of a delivery, of which all goes.

    Raises
    ------
    RequestError
        If there is no such partner, its contract has no such key, nothing has it (or one of several), or no reason is
        given.
    DeliveryError
        If the file with keys cannot be read.
    """
    alliance = read(folder)
    if partner not in alliance.partners:
        raise RequestError(
            "{alliance} has no partner {partner}; it has {partners}",
            alliance=alliance.name,
            partner=partner,
            partners=", ".join(alliance.partners),
        )
    if not reason.strip():
        raise RequestError("a withdrawal has a reason")
    if sum(map(bool, (record, records, person, delivery))) != 1:
        raise RequestError("name a record, a file of records, a person or a delivery: one of them")
    contract, named = alliance.partners[partner].contract, None
    lines = _read_keys(contract, records) if records else {}
    if person:
        named = _numbers(alliance, partner, person)
    elif not delivery:
        named = _keys(contract, lines.values() if records else [record])
    workspace = Workspace.of(alliance.folder, alliance.name)
    what = {"partner": partner, "dry_run": str(dry_run).lower()}
    with writing_to(workspace.folder), reading(workspace, "withdraw", reason, ", ".join(alliance.products), **what):
        begun = None if dry_run else finish_begun(workspace)
        try:
            chosen, files = (
                _named(workspace, alliance.partners[partner], named, records, [*lines])
                if named
                else _whole(workspace, partner, delivery)
            )
        except RequestError:
            if begun is None:
                raise
            # It is this one that was broken off, and nothing of it is left.
            return (begun,)
        why, whole = (ErasureCause.WITHDRAWN, reason), frozenset[int]() if named else files
        erasure = plan_erasure(alliance, workspace, clock.today(), *why, chosen, files, whole)
        if not dry_run:
            carry_out(alliance, workspace, erasure)
    return (*([begun] if begun else []), erasure)


def _named(
    workspace: Workspace, partner: Partner, named: Named, file: Path | None, lines: Sequence[int]
) -> tuple[Rows, frozenset[int]]:
    """The rows and the files that name something; each line of a file of keys has to be known."""
    receipts = [one for one in Catalogue(workspace).receipts() if one.delivery.partner == partner.name]
    chosen = named.rows(workspace, receipts, partner.contract)
    files = named.files(workspace, receipts, partner.contract)
    if not files and not any(chosen.values()):
        sentence = _NO_SUCH_KEY if named.every else _NO_SUCH_NUMBER
        raise RequestError(sentence, partner=partner.name)
    if file and (unknown := named.unknown(workspace, receipts, partner.contract)):
        fields = {"partner": partner.name, "lines": ", ".join(str(lines[place]) for place in unknown)}
        raise RequestError(Fault(_NO_SUCH_KEYS, str(file), fields=fields))
    return chosen, files


def _whole(workspace: Workspace, partner: str, number: int) -> tuple[Rows, frozenset[int]]:
    """All rows of the file of a delivery, those that were replayed too, and the file."""
    own = {one.delivery.number: one for one in Catalogue(workspace).receipts() if one.delivery.partner == partner}
    if number not in own:
        raise RequestError("{partner} has no delivery {number}", partner=partner, number=str(number))
    of_file = [one for one in own.values() if one.delivery.sha256 == own[number].delivery.sha256]
    rows = every_row(workspace, of_file)
    return rows, frozenset(rows)


def _keys(contract: Contract, keys: Iterable[Sequence[str]]) -> Named:
    columns = _record_key(contract)
    found = [*keys]
    if any(len(values) != len(columns) for values in found):
        raise RequestError(
            "a record of {partner} has the key {columns}; give a value for each",
            partner=contract.partner,
            columns=", ".join(columns),
        )
    return Named(tuple(dict(zip(columns, values, strict=True)) for values in found), every=True)


def _record_key(contract: Contract) -> tuple[str, ...]:
    if not contract.record_key:
        raise RequestError(
            "the contract of {partner} names rows by no key, so none can be withdrawn by it", partner=contract.partner
        )
    return contract.record_key


def _read_keys(contract: Contract, file: Path) -> dict[int, list[str]]:
    """Return the keys in a file, by the number of their line."""
    with faults_of_the_file(file), file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.reader(opened, strict=True)
        try:
            (_, header), *lines = [(reader.line_num, line) for line in reader if line]
        except (ValueError, csv.Error):
            raise DeliveryError(Fault("This is no CSV file in UTF-8 with a header.", str(file))) from None
    columns = _record_key(contract)
    if tuple(header) != columns or not lines:
        raise DeliveryError(
            Fault(f"The header must be {','.join(columns)}, with a record on each line below.", str(file))
        )
    return dict(lines)


def _numbers(alliance: Alliance, partner: str, number: str) -> Named:
    """A person is known by any of the numbers that the contract gives to the linking of persons."""
    columns = number_columns(alliance, alliance.partners[partner].contract)
    if not columns:
        raise RequestError("the contract of {partner} has no column with a number of persons", partner=partner)
    return Named((dict.fromkeys(columns, number),), every=False)


def number_columns(alliance: Alliance, contract: Contract) -> tuple[str, ...]:
    """Return the columns of a contract that hold numbers of persons."""
    numbers = alliance.persons.numbers if alliance.persons else frozenset[str]()
    return tuple(column for attribute, column in contract.person_columns.items() if attribute in numbers)
