"""Examines a file: checks it against its contract, and divides its rows into accepted and refused.

Everything is made in a folder for drafts; nothing counts until the receipt is in the catalogue.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from schakel.intake.locked import ExaminingPlace
from schakel.intake.noting import MAPPED, NoteCheck, mapped_values, note_checks, note_of
from schakel.intake.prescan import UnreadableFileError
from schakel.intake.progress import by_steps
from schakel.intake.refusing import MISFIT, refuse, refusing_rules, write_none_refused, write_refused
from schakel.intake.rows import ACCEPTED, REFUSED, ROWS, Rows, open_rows
from schakel.intake.rules import COMPARING, ROW, RuleCheck, broken
from schakel.intake.staging import Staged, stage, write_chosen
from schakel.intake.types import day_kept_from
from schakel.intake.unpacking import unpack
from schakel.model.alliance import Partner
from schakel.model.contract import RESERVED_COLUMNS, Contract, Rule
from schakel.model.delivery import Note, RowRefusal, RunsOut
from schakel.model.retention import RetentionPeriod
from schakel.store.sealed import SealedFile
from schakel_base.errors import DeclarationError, Fault
from schakel_base.progress import Progress

_ARE_ALSO: Mapping[str, tuple[str, ...]] = {"integer": ("integer", "number"), "number": ("number",)}
"""By the type of values the types that their texts are of."""


@dataclass(frozen=True)
class Dated:
    """The first and the last day from which accepted rows are kept, and whether some name no day."""

    period: RetentionPeriod
    first: date | None
    last: date | None
    some_without: bool

    def runs_out(self, delivered: date) -> RunsOut | None:
        """Return when the first and the last row run out; a row that names no day is kept from its delivery on."""
        days = [day for day in (self.first, self.last, delivered if self.some_without else None) if day]
        return RunsOut(self.period.after(min(days)), self.period.after(max(days))) if days else None


@dataclass(frozen=True)
class Examined:
    """What was found: counts and two files of rows; or, if the file cannot be read, why, and no files."""

    refusal: str = ""
    rows: int = 0
    accepted: int = 0
    refused: int = 0
    refusals: tuple[RowRefusal, ...] = ()
    notes: tuple[Note, ...] = ()
    files: tuple[SealedFile, SealedFile] | None = None
    dated: Dated | None = None
    said: tuple[Fault, ...] = ()


def examine(
    file: SealedFile,
    file_name: str,
    partner: Partner,
    delivered: date,
    place: ExaminingPlace,
    progress: Progress,
    candidates: SealedFile | None = None,
) -> Examined:
    """Hold a file against the contract of its partner; its mapping says which values are covered.

    Events that lie after the day on which it was delivered are noted.
    Of a replay `candidates` is Parquet with a column `row`, the rows to decide on; None for all.

    Raises
    ------
    DeclarationError
        If the contract names a column or an encoding that cannot be, or a rule that cannot be run.
    """
    contract = partner.contract
    _check_names(contract)
    try:
        staged = staged_rows(file, contract, place, progress)
    except UnreadableFileError as reason:
        return Examined(refusal=f"{file_name}: {reason}", said=reason.faults)
    rows = open_rows(staged, contract, file_name, place, candidates)
    examined = _decide(rows, partner, delivered, tuple(_notes_on_file(staged, file_name)), progress)
    # What was staged holds every row, refused ones too; once these are parted nothing may keep it.
    staged.remove()
    return examined


def staged_rows(file: SealedFile, contract: Contract, place: ExaminingPlace, progress: Progress) -> Staged:
    """Unpack a file and put its rows down in the folder of a place.

    Raises
    ------
    UnreadableFileError
        If it is not what the contract declares.
    """
    parts = unpack(file, contract.format.name, place.folder)
    try:
        return stage(parts, contract, place.folder, progress)
    finally:
        # What was unpacked holds every row too, and the archive has it as it arrived.
        for part in parts:
            if part.file != file:
                part.file.path.unlink()


def _decide(rows: Rows, partner: Partner, delivered: date, notes: tuple[Note, ...], progress: Progress) -> Examined:
    checks = tuple(note_checks(partner, delivered))
    rows.connection.register(MAPPED, mapped_values(partner))
    step = by_steps(progress, 0.5, 1.0, len(refusing_rules(partner.contract)) + len(checks) + 2)
    asked = _asked(rows, checks)
    for what in refuse(rows, asked):
        step(what)
    refused, by_rules = _refused(rows, asked)
    if refused:
        rows.part()
    for check in checks:
        step(check.step)
        note = note_of(rows, check) if check in asked else None
        notes += () if note is None else (note,)
    step("writing the rows")
    files, dated = (rows.folder / "accepted.parquet", rows.folder / "refused.parquet"), _dated(rows)
    first = write_refused(rows, files[1]) if refused else write_none_refused(files[1])
    accepted = _put_accepted(rows, by_rules, files[0])
    return Examined("", accepted + refused, accepted, refused, first, notes, files, dated)


def _asked(rows: Rows, checks: Sequence[NoteCheck]) -> set[Rule | NoteCheck]:
    """Return the rules and checks to be asked for: of those on single rows what some row meets, by one look at all.

    Those that compare rows are all asked for, unless there is nothing to compare.
    """
    asked: dict[Rule | NoteCheck, str] = {check: check.condition for check in checks}
    asked |= {rule: broken(RuleCheck(rule, rows.contract, ROWS)) for rule in refusing_rules(rows.contract)}
    asked = {one: condition for one, condition in asked.items() if not _holds_by_type(one, rows.staged)}
    alone = {one: condition for one, condition in asked.items() if one.kind not in COMPARING}
    declared = [one if isinstance(one, Rule) else one.rule for one in alone]
    # A row rule can name any column, whichever it is declared under.
    conditions = [("" if one.kind == ROW else one.column, condition) for one, condition in alone.items()]
    found = rows.any_meet(conditions, sum(rule.seconds for rule in declared if rule))
    comparing = {one for one in asked if one not in alone and rows.staged.count > 1}
    return comparing | {one for one, is_met in zip(alone, found, strict=True) if is_met}


def _holds_by_type(one: Rule | NoteCheck, staged: Staged) -> bool:
    """Whether a rule asks for the type of which every value of a column was, before it was written as text."""
    if not isinstance(one, Rule) or one.kind != "type":
        return False
    logical_type, value_format = (*one.arguments, "")[:2]
    found = staged.types.get(one.column, "")
    return not value_format and logical_type in _ARE_ALSO.get(found, ())


def _refused(rows: Rows, asked: Set[Rule | NoteCheck]) -> tuple[int, bool]:
    """Return how many rows are refused, and whether some break a rule: others do not fit the columns."""
    if not rows.staged.misfit and asked.isdisjoint(refusing_rules(rows.contract)):
        return 0, False
    # A row can break several rules and is one refused row: lines of the table are not counted, rows are.
    by_rules = f"coalesce(bool_or(rule > {MISFIT}), false)"
    [(refused, some)] = rows.run(f"SELECT count(DISTINCT row), {by_rules} FROM {REFUSED}")
    return refused, some


def _dated(rows: Rows) -> Dated | None:
    kept = rows.contract.retention
    if kept is None:
        return None
    day = day_kept_from(rows.contract)
    [found] = rows.run(f"SELECT min({day}), max({day}), count(*) > count({day}) FROM {ACCEPTED}")
    return Dated(kept.period, *found)


def _put_accepted(rows: Rows, by_rules: bool, file: SealedFile) -> int:
    """Put the accepted rows in a file, in the order of the delivered one, and return how many they are."""
    staged = rows.staged
    if rows.are_all_decided_on and not by_rules:
        staged.rows.in_file().path.replace(file.path)
        return staged.count
    accepted = rows.connection.sql(f"SELECT row FROM {ACCEPTED}").fetchnumpy()["row"]
    write_chosen(staged.rows.in_file(), accepted, file)
    return len(accepted)


def _check_names(contract: Contract) -> None:
    """A table cannot hold two columns whose names differ in case alone, nor one that has the name of ours."""
    taken = set(RESERVED_COLUMNS)
    for column in contract.columns:
        if column.name.lower() in taken:
            reason = f"The column `{column.name}` needs another name: that one is taken (case does not count)."
            raise DeclarationError(Fault(reason, contract.file, column.line))
        taken.add(column.name.lower())


def _notes_on_file(staged: Staged, file_name: str) -> Iterator[Note]:
    for (part, kind), said in staged.remarks.items():
        kept = replace(said, file=part)
        yield Note(kind, "", f"{file_name}: {kept}", 0, (), kind, (kept,))
