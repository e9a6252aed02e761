"""Tables from CSV files, in three shapes that their columns tell apart.

* Wide: one 0/1 column per list, then `count` (without it every row is one person), and covariates that are named.
* Long: `person`, `list` and, if known, `date` (ISO 8601): one row per registration.
* Repeated counts: `captures` (or `capture`, `nbcap`, `times`), `count`, and covariates.

Files are taken as programs write them: with commas, semicolons or tabs, marks as `1.0`, `TRUE` or `yes`, and with the
numbers of rows or persons in a column of their own. A file that cannot be read so is refused in one sentence that names
its line and column.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from schakel_base.csv_text import separator_of
from schakel_base.errors import DeliveryError, Fault
from schakel_prevalence.counted import CountTable
from schakel_prevalence.covariates import as_number
from schakel_prevalence.registered import NO_REGISTRATIONS, Registration, Registrations, as_table
from schakel_prevalence.strata import MOST_STRATA, StratifiedTable
from schakel_prevalence.table import CaptureTable

COUNT = ("count", "counts", "freq", "frequency", "n_individuals", "aantal", "cantidad", "n", "y")
CAPTURES = ("captures", "capture", "nbcap", "times")
PERSON = ("", "id", "person", "person_id", "persoon", "persona", "rownames", "row")
"""What a column with one number per person is called; R leaves the name of its row numbers empty."""
ON, OFF = (
    ("1", "obs", "true", "yes", "y", "ja", "j", "waar", "sí", "si"),
    ("0", "un", "false", "no", "n", "nee", "onwaar"),
)
MARKS = dict.fromkeys(ON, 1) | dict.fromkeys(OFF, 0)
THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+")
NOT_OBSERVED = {"", "na"}
WHOLE_TABLE = ""

Row = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class PrevalenceSource:
    """What a file holds: a table per stratum (one, without strata), and its dated registrations if it has any."""

    tables: Mapping[str, CaptureTable | CountTable | StratifiedTable]
    registrations: Mapping[str, Registrations]


@dataclass(frozen=True)
class _File:
    path: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]
    named_count: str = ""

    def fail(self, sentence: str, line: int | None = None) -> DeliveryError:
        return DeliveryError(Fault(sentence, str(self.path), line))

    def column(self, *names: str) -> str | None:
        """Return the column with the first of these names that the file has; capitals do not matter."""
        by_name = {column.lower(): column for column in self.columns}
        return next((by_name[name] for name in names if name in by_name), None)

    @property
    def count(self) -> str | None:
        """The column with the numbers of persons: the one named, else the likeliest name."""
        return self.named_count or self.column(*COUNT)


def read_source(
    path: Path,
    by: str = "",
    covariates: Sequence[str] | None = None,
    count: str = "",
    numbers: Sequence[str] = (),
) -> PrevalenceSource:
    """Read a file into one table, or into one per stratum.

    Parameters
    ----------
    path
        The CSV file.
    by
        The column whose values are the strata.
    covariates
        The covariates to use. If None: of repeated counts all other columns, of lists none.
    count
        The column with the numbers of persons, if its name does not tell.
    numbers
        Covariates that are numbers, such as an age.

    Raises
    ------
    DeliveryError
        If the file cannot be read, or a cell of it holds what its column cannot.
    """
    file = _open(path)
    for name in filter(None, (by, count)):
        if name not in file.columns:
            raise file.fail(f"There is no column {name!r}; the file has {', '.join(file.columns)}.")
    tables: dict[str, CaptureTable | CountTable | StratifiedTable] = {}
    registrations: dict[str, Registrations] = {}
    for stratum in sorted({row[by] for _, row in file.rows}) if by else [WHOLE_TABLE]:
        rows = tuple((line, row) for line, row in file.rows if not by or row[by] == stratum)
        part = _File(path, tuple(column for column in file.columns if column != by), rows, count)
        tables[stratum], registrations[stratum] = _table(part, covariates, numbers)
    return PrevalenceSource(tables, registrations)


def _open(path: Path) -> _File:
    try:
        text = path.read_text(encoding="utf-8-sig")
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text.lstrip().partition("\n")[0]))
        columns = tuple(name.strip() for name in next(reader, []))
        rows = tuple((reader.line_num, [cell.strip() for cell in row]) for row in reader if row)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DeliveryError(
            Fault("The file is not in UTF-8; save it again as CSV in UTF-8.", str(path), line)
        ) from None
    except (OSError, csv.Error) as error:
        raise DeliveryError(Fault(f"The file cannot be read: {error}.", str(path))) from None
    if not columns or not rows:
        raise DeliveryError(Fault("The file has no header or no rows.", str(path)))
    if len(columns) == 1 and " " in columns[0]:
        raise DeliveryError(Fault("Separate the columns with commas, semicolons or tabs.", str(path), 1))
    # R can write the names of rows without a name above them.
    if all(len(row) == len(columns) + 1 for _, row in rows):
        columns = ("", *columns)
    if len(set(columns)) < len(columns) or "" in columns[1:]:
        raise DeliveryError(Fault("Every column needs a different name.", str(path), 1))
    for line, row in rows:
        if len(row) != len(columns):
            raise DeliveryError(Fault(f"The row has {len(row)} cells for {len(columns)} columns.", str(path), line))
    return _File(path, columns, tuple((line, dict(zip(columns, row, strict=True))) for line, row in rows))


def _table(
    file: _File, covariates: Sequence[str] | None, numbers: Sequence[str]
) -> tuple[CaptureTable | CountTable | StratifiedTable, Registrations]:
    lower = {column.lower() for column in file.columns}
    if {"person", "list"} <= lower:
        if numbers:
            raise file.fail("Covariates that are numbers go with a column for each list, or with `captures`.")
        return _long(file)
    if lower & {*CAPTURES}:
        return _counted(file, covariates, numbers), NO_REGISTRATIONS
    described = covariates or numbers
    return (_stratified(file, covariates or (), numbers) if described else _wide(file)), NO_REGISTRATIONS


def _stratified(file: _File, categories: Sequence[str], numbers: Sequence[str]) -> StratifiedTable:
    covariates = (*categories, *numbers)
    unknown = [name for name in covariates if name not in file.columns]
    if unknown:
        raise file.fail(f"There is no column {unknown[0]!r}; the file has {', '.join(file.columns)}.")
    others = tuple(column for column in file.columns if column not in (*covariates, _person(file)))
    kinds: dict[tuple[str, ...], list[tuple[int, Row]]] = {}
    for line, row in file.rows:
        _check_numbers(file, line, row, numbers)
        kinds.setdefault(tuple(row[name] for name in covariates), []).append((line, row))
    if not numbers and len(kinds) > MOST_STRATA:
        raise file.fail(f"The covariates make {len(kinds)} strata; at most {MOST_STRATA} can be handled.")
    lists = [name for name in others if name != file.count]
    strata = {
        kind: CaptureTable.from_rows(lists, _histories(_File(file.path, others, tuple(rows)), lists, file.count))
        for kind, rows in sorted(kinds.items())
    }
    return StratifiedTable(covariates, strata, numbers=frozenset(numbers))


def _check_numbers(file: _File, line: int, row: Row, numbers: Sequence[str]) -> None:
    for name in numbers:
        try:
            as_number(row[name])
        except ValueError:
            raise file.fail(f"Column {name} has {row[name]!r}, which is no number.", line) from None


def _wide(file: _File) -> CaptureTable:
    lists = [column for column in file.columns if column not in (file.count, _person(file))]
    return CaptureTable.from_rows(lists, _histories(file, lists, file.count))


def _person(file: _File) -> str | None:
    """Return the column that numbers the persons: named so, or the one in which no text is a mark or there twice."""
    for column in file.columns:
        values = [row[column] for _, row in file.rows]
        marks = sum(map(_is_mark, values))
        if column.lower() in PERSON and len(set(values)) < len(values) and marks < len(values):
            raise _twice(file, column)
        # Of a file with counts a column without marks is more likely a mistake than the numbers of its rows.
        is_named = column.lower() in PERSON and marks < max(len(values), 2)
        if is_named:
            return column
        if file.count is None and not marks and len(set(values)) == len(values):
            _check_numbering(file, column)
            return column
    return None


def _check_numbering(file: _File, column: str) -> None:
    """Refuse whole numbers that may count persons as well as number them: of each history there is one row."""
    histories = [tuple(value for name, value in row.items() if name != column) for _, row in file.rows]
    if len(set(histories)) == len(histories) and all(_bare(row[column]).isdecimal() for _, row in file.rows):
        raise file.fail(
            f"Column {column} may count persons or number them; name a count with --count, or call numbers `id`.", 1
        )


def _twice(file: _File, column: str) -> DeliveryError:
    first: dict[str, int] = {}
    line, value = next((line, row[column]) for line, row in file.rows if first.setdefault(row[column], line) != line)
    sentence = f"{value!r} has a second row, after line {first[value]}; a person has one row, or one for each `list`."
    return file.fail(f"Column {column or 1}: {sentence}", line)


def _histories(file: _File, lists: Sequence[str], count: str | None) -> Iterator[tuple[list[int], int]]:
    for line, row in file.rows:
        marks = [_mark(file, line, name, row[name]) for name in lists]
        if not any(marks):
            _check_unseen(file, line, row, count)
            continue
        yield marks, _whole(file, line, count, row[count]) if count else 1


def _check_unseen(file: _File, line: int, row: Row, count: str | None) -> None:
    """Refuse persons on no list: they cannot have been seen, so the row means something else."""
    if count is None or (row[count].lower() not in NOT_OBSERVED and _whole(file, line, count, row[count])):
        raise file.fail("The row counts persons who are on no list; nobody can have seen them.", line)


def _mark(file: _File, line: int, name: str, value: str) -> int:
    if not _is_mark(value):
        sentence = (
            f"Column {name} has {value!r}; a list has 0 or 1. If it is no list, name it with --by or --covariates, or "
            "call it `captures` if it says how often each was registered."
        )
        raise file.fail(sentence, line)
    return MARKS[_bare(value)]


def _is_mark(value: str) -> bool:
    return _bare(value) in MARKS


def _bare(value: str) -> str:
    """Return a mark or number without noughts behind its point or comma: R and spreadsheets write 1 as 1.0 or 1,0."""
    return re.sub(r"[.,]0+$", "", value.lower())


def _whole(file: _File, line: int, name: str, value: str) -> int:
    # A point before three digits marks thousands in one country and decimals in the next.
    if THOUSANDS.fullmatch(value):
        raise file.fail(
            f"Column {name} has {value!r}; write it without a point or comma, as {re.sub(r'[.,]', '', value)}.", line
        )
    try:
        number = float(_bare(value))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1e12 or number != int(number):  # of what is no number neither limit holds
        raise file.fail(f"Column {name} has {value!r}; a count is a whole number of persons.", line)
    return int(number)


def _times(file: _File, line: int, name: str, value: str) -> int:
    times = _whole(file, line, name, value)
    if times < 1:
        raise file.fail(f"Column {name} has {value!r}; a person in the table was registered once or more.", line)
    return times


def _long(file: _File) -> tuple[CaptureTable, Registrations]:
    person, name, on = (file.column(key) or "" for key in ("person", "list", "date"))
    for line, row in file.rows:
        if row[person].lower() in NOT_OBSERVED or row[name].lower() in NOT_OBSERVED:
            raise file.fail("A registration needs a person and a list.", line)
    if not on:
        # Without dates the table can be made all the same; what needs them gets no registrations, rather than made-up
        # days.
        undated = (Registration(row[person], row[name], date.min) for _, row in file.rows)
        return as_table(Registrations.of(undated)), NO_REGISTRATIONS
    dated = (Registration(row[person], row[name], _date(file, line, on, row[on])) for line, row in file.rows)
    registrations = Registrations.of(dated)
    return as_table(registrations), registrations


def _date(file: _File, line: int, name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise file.fail(f"Column {name} has {value!r}; a date is written as 2013-06-30.", line) from None


def _counted(file: _File, wanted: Sequence[str] | None, numbers: Sequence[str]) -> CountTable:
    captures, count = file.column(*CAPTURES) or "", file.count
    others = [column for column in file.columns if column not in (captures, count, file.column(*PERSON))]
    unknown = [name for name in (*(wanted or ()), *numbers) if name not in others]
    if unknown:
        raise file.fail(f"There is no covariate {unknown[0]!r}; known: {', '.join(others) or 'none'}.")
    for line, row in file.rows:
        _check_numbers(file, line, row, numbers)
    chosen = others if wanted is None else wanted
    return CountTable.from_rows(
        [_times(file, line, captures, row[captures]) for line, row in file.rows],
        [_whole(file, line, count, row[count]) if count else 1 for line, row in file.rows],
        {name: _categories(file, name) for name in chosen if name not in numbers},
        {name: [as_number(row[name]) for _, row in file.rows] for name in numbers},
    )


def _categories(file: _File, name: str) -> list[str]:
    values = [row[name] for _, row in file.rows]
    if len(set(values)) > MOST_STRATA:
        raise file.fail(
            f"Column {name} has {len(set(values))} values, and a covariate at most {MOST_STRATA}. If it is a number, "
            "name it with --numbers; without it, name the others with --covariates.",
            1,
        )
    return values
