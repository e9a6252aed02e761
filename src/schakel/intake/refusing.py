"""Refuses rows that break a rule of severity `refuse`, and lists every rule that a row breaks."""

import json
from collections.abc import Container, Iterator
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.intake.progress import checking
from schakel.intake.rows import REFUSED, ROWS, Rows
from schakel.intake.rules import RuleCheck, broken
from schakel.intake.sentences import LONGEST_VALUE, VALUE, kept_fault, place_of, said_of, shorten
from schakel.intake.staging import Begun
from schakel.intake.unfit import PERSONAL
from schakel.model.contract import Contract, Rule, Severity
from schakel.model.delivery import RowRefusal
from schakel.store.bundle import REFUSED as AS_KEPT
from schakel.store.sealed import SealedFile
from schakel_base.database import quote_name, quote_text
from schakel_base.errors import Fault, message
from schakel_base.progress import Told

FIRST_REFUSALS = 1_000
LONGEST_ON_RECEIPT = 200
NUMBER_OF_FIELDS = "number-of-fields"
UNREADABLE_VALUE = "unreadable-value"
MISFIT = 0
"""The number of the rule that a row fits its columns; declared rules count from 1."""
_WORDS = pa.schema(
    [("rule", pa.int32()), *((name, pa.string()) for name in ("column_name", "name", "sentence", "said"))]
)
_PLACES = {
    (True, True): message("row {row} (line {line} of {file})"),
    (True, False): message("row {row} (line {line})"),
    (False, True): message("row {row} (of {file})"),
    (False, False): message("row {row}"),
}
"""Where a row is, by whether its file has lines and whether a delivery has several files."""


def refuse(rows: Rows, asked: Container[object]) -> Iterator[Told]:
    """Fill the table `refused`, one rule after the other; what each checks is returned before it runs.

    Of dozens of rules a file breaks few: those that are not `asked`, which no row can break, are not run.
    """
    yield message("checking whether rows fit the columns")
    if rows.staged.misfit:
        rows.insert_misfits(MISFIT)
    for index, rule in enumerate(refusing_rules(rows.contract), start=1):
        yield checking(rule.column, rule.name)
        if rule not in asked:
            continue
        condition = broken(RuleCheck(rule, rows.contract, ROWS))
        # A receipt need not repeat a personal value: row and line say where it is.
        value = quote_name(rule.column) if rule.column and not is_personal(rule, rows.contract) else "NULL"
        found = f"SELECT row, line, {index}, {value}, NULL, NULL, NULL FROM {ROWS} WHERE {condition}"
        rows.run(f"INSERT INTO {REFUSED} {found}", rule)
    # A rule that compares rows must see all of them; only afterwards those that are not decided on are left out.
    if not rows.are_all_decided_on:
        rows.run(f"DELETE FROM {REFUSED} WHERE NOT ({rows.among})")


def refusing_rules(contract: Contract) -> tuple[Rule, ...]:
    """Return the rules that refuse a row."""
    return tuple(rule for rule in contract.rules if rule.severity is Severity.REFUSE)


def write_refused(rows: Rows, file: SealedFile) -> tuple[RowRefusal, ...]:
    """Write a line for each rule that a row breaks, in the form `REFUSED` of the store; return the first ones."""
    rows.connection.register("words", pa.Table.from_pylist(_words(rows.contract), _WORDS))
    start = f"{quote_text(f'{rows.file_name}, ')} || {rows.by_file(_place_in_english)}"
    shown = f"CASE WHEN length(value) > {LONGEST_VALUE} THEN value[:{LONGEST_VALUE}] || '…' ELSE value END"
    wrong = f"coalesce({REFUSED}.sentence, replace(words.sentence, {quote_text(VALUE)}, coalesce({shown}, '')))"
    said = f"'[' || {rows.by_file(_place_as_json)} || ', ' || coalesce({REFUSED}.said, words.said) || ']'"
    rows.run(
        f'COPY (SELECT row, line, coalesce({REFUSED}.column_name, words.column_name) AS "column", '
        f"CASE WHEN {REFUSED}.column_name <> '' THEN '{UNREADABLE_VALUE}' ELSE name END AS rule, "
        f"coalesce(value, '') AS value, "
        f"{start} || {wrong} AS sentence, {said} AS said "
        f"FROM {REFUSED} JOIN words USING (rule) ORDER BY row, {REFUSED}.rule, {REFUSED}.column_name) "
        f"TO {quote_text(file.location)} (FORMAT parquet, COMPRESSION zstd)"
    )
    return _first_refusals(rows, file)


def write_none_refused(file: SealedFile) -> tuple[RowRefusal, ...]:
    """Write the same where no row is refused, as of most files."""
    with file.create() as target:
        pq.write_table(AS_KEPT.empty_table(), target)
    return ()


def _first_refusals(rows: Rows, file: SealedFile) -> tuple[RowRefusal, ...]:
    """Return the first refusals of those written to `file`, long values cut off."""
    found = rows.connection.execute(
        f"SELECT * FROM read_parquet({quote_text(file.location)}) LIMIT {FIRST_REFUSALS}"
    ).fetchall()
    made = cache(lambda said: tuple(Fault(*parts) for parts in json.loads(said)))
    return tuple(
        RowRefusal(row, line, column, rule, shorten(value, LONGEST_ON_RECEIPT), sentence, made(said))
        for row, line, column, rule, value, sentence, said in found
    )


def _place(file: Begun) -> Fault:
    """Where a row of a file is, its number and its line left open."""
    return Fault(_PLACES[file.has_lines, bool(file.name)], fields={"file": file.name} if file.name else {})


def _place_as_json(file: Begun) -> str:
    return quote_text(json.dumps(_place(file).parts))


def _place_in_english(file: Begun) -> str:
    """The SQL of the same in English; the name of a file comes last, since it may have braces."""
    found = quote_text(_place(file).message)
    for name, value in (("row", "row::VARCHAR"), ("line", "line::VARCHAR"), ("file", quote_text(file.name))):
        found = f"replace({found}, {quote_text(f'{{{name}}}')}, {value})"
    return found


def _words(contract: Contract) -> list[dict[str, object]]:
    """What is said about a row for each rule, by the number under which `refuse` enters it."""
    misfit = {"rule": MISFIT, "column_name": "", "name": NUMBER_OF_FIELDS, "sentence": "", "said": ""}
    words: list[dict[str, object]] = [misfit]
    for index, rule in enumerate(refusing_rules(contract), start=1):
        said = said_of(rule)
        if is_personal(rule, contract):
            said = said.replace(f'"{VALUE}"', "the value")
        named = {"rule": index, "column_name": rule.column, "name": rule.name}
        as_json = json.dumps(kept_fault(rule).parts)
        words.append({**named, "sentence": place_of(rule.column) + said, "said": as_json})
    return words


def is_personal(rule: Rule, contract: Contract) -> bool:
    """Whether a rule is about a column whose values nobody is shown, not even on a receipt."""
    return any(column.name == rule.column and column.classification == PERSONAL for column in contract.columns)
