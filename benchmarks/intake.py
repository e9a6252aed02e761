"""Taking in a file of each format beside its bare reader, in one run: CPU seconds, with those of processes it starts.

The bare reader reads every cell and casts dates and numbers: DuckDB for delimited text and Parquet, python-calamine for
workbooks, lxml for XML, the module `json` of Python for JSON. Taking in also archives and encrypts the file, checks
each row, and writes what was accepted. So beside it is the bare reader with DuckDB writing the rows as Parquet once.
Each figure is the median of five. The rows are invented.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import xlsxwriter
from lxml import etree
from python_calamine import CalamineWorkbook

from schakel.cli.collecting import collect_seldom
from schakel.intake import Arrival, take_in
from schakel.model import Column, Contract, FileFormat, Partner, Rule, UnitKey
from schakel.store import Workspace
from schakel.store.access_log import reading
from schakel_base.text import Text

ROWS, TURNS = 200_000, 5
DAY = date(2024, 1, 1)
COLUMNS = ("number", "filed", "closed", "offence", "court", "days", "amount", "district", "remark", "officer")
CAST = {"filed": "DATE", "closed": "DATE", "days": "BIGINT", "amount": "DOUBLE"}
TYPES = {"filed": "date", "closed": "date", "days": "integer", "amount": "number"}


@dataclass(frozen=True)
class Measured:
    """A format: how a file is written in it and read by its bare reader, and what its contract says."""

    write: Callable[[pa.Table, Path], object]
    read: Callable[[Path], object]
    format: FileFormat
    goal: str


def main() -> None:
    """Print CPU seconds of taking in and of the bare reader, for each format."""
    collect_seldom()  # as the command line does
    table = _table()
    print(f"{ROWS:,} rows of {len(COLUMNS)} columns      take in     bare    ratio   with one write   ratio   goal")
    with TemporaryDirectory() as folder:
        os.environ.setdefault("SCHAKEL_SECRET_FILE", f"{folder}/secret")
        for name in sys.argv[2:] or FORMATS:
            _measure(name, FORMATS[name], table, Path(folder))


def _measure(name: str, one: Measured, table: pa.Table, folder: Path) -> None:
    file = folder / f"cases.{name}"
    one.write(table, file)
    sides: tuple[Callable[[int], object], ...] = (
        lambda turn: _taken_in(Workspace(folder / f"workspace-{name}-{turn}"), file, one.format),
        lambda _: one.read(file),
        lambda _: _written_once(table),
    )
    # By turns: what else the machine does meanwhile is in each of them.
    turns = [[cpu(partial(side, turn)) for side in sides] for turn in range(TURNS)]
    ours, bare, write = map(statistics.median, zip(*turns, strict=True))
    size = file.stat().st_size / 1e6
    print(
        f"{name:<14} {size:>8.1f} MB {ours:>12.2f} {bare:>8.2f} {ours / bare:>8.1f}"
        f"{bare + write:>17.2f} {ours / (bare + write):>7.1f}   {one.goal}"
    )


def _taken_in(workspace: Workspace, file: Path, file_format: FileFormat) -> None:
    columns = tuple(Column(name, TYPES.get(name, "string")) for name in COLUMNS)
    rules = tuple(Rule("type", "type", name, (kind, "")) for name, kind in TYPES.items())
    contract = Contract("court", "court", "1", columns, rules, (UnitKey("case", ("number",)),), format=file_format)
    with reading(workspace, "deliver", "measuring", ""):
        court = Partner("court", Text({"en": "Court"}), contract, ())
        receipt = take_in(workspace, Arrival(court, file, DAY, DAY))
    if receipt.accepted != ROWS:
        sys.exit(f"{file.name}: {receipt.refusal or receipt.refusals[:1]}")


def _written_once(table: pa.Table) -> None:
    with TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as connection:
        connection.register("cases", table)
        connection.execute(f"COPY cases TO '{folder}/cases.parquet' (FORMAT parquet, COMPRESSION zstd)")


def cpu(work: Callable[[], object]) -> float:
    """The CPU seconds of this process and of those that it started and that ended."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def _table() -> pa.Table:
    days = [(DAY - timedelta(days=row * 7 % 3000)).isoformat() for row in range(ROWS)]
    return pa.table(
        {
            "number": [f"C{row:07d}" for row in range(ROWS)],
            "filed": days,
            "closed": days[::-1],
            "offence": [("theft", "assault", "fraud", "arson, attempted")[row * 7 % 4] for row in range(ROWS)],
            "court": [f"court {row % 11}" for row in range(ROWS)],
            "days": [str(row % 900) for row in range(ROWS)],
            "amount": [f"{row % 7919}.{row % 10}{row % 7 + 1}" for row in range(ROWS)],
            "district": [f"D{row % 25:02d}" for row in range(ROWS)],
            "remark": ["" if row % 3 else "see the file of the court" for row in range(ROWS)],
            "officer": [f"officer {row % 3001}" for row in range(ROWS)],
        }
    )


def _write_csv(table: pa.Table, file: Path) -> None:
    pc.write_csv(table, file, pc.WriteOptions(quoting_style="needed"))


def _write_parquet(table: pa.Table, file: Path) -> None:
    casts = ", ".join(f"CAST({name} AS {CAST[name]}) AS {name}" if name in CAST else name for name in COLUMNS)
    with duckdb.connect() as connection:
        connection.register("cases", table)
        pq.write_table(connection.sql(f"SELECT {casts} FROM cases").to_arrow_table(), file)


def _write_xlsx(table: pa.Table, file: Path) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Cases")
        sheet.write_row(0, 0, COLUMNS)
        for line, row in enumerate(_rows(table), start=1):
            for place, (name, cell) in enumerate(row.items()):
                if name in ("days", "amount"):
                    sheet.write_number(line, place, float(cell))
                else:
                    sheet.write_string(line, place, cell)


def _write_json(table: pa.Table, file: Path) -> None:
    file.write_text(json.dumps([*_rows(table)]))


def _write_lines(table: pa.Table, file: Path) -> None:
    file.write_text("".join(json.dumps(row) + "\n" for row in _rows(table)))


def _write_xml(table: pa.Table, file: Path) -> None:
    with file.open("w") as target:
        target.write("<export>\n")
        for row in _rows(table):
            target.write("<case>" + "".join(f"<{name}>{cell}</{name}>" for name, cell in row.items()) + "</case>\n")
        target.write("</export>\n")


def _write_fixed(table: pa.Table, file: Path) -> None:
    file.write_text("".join("".join(cell.ljust(26) for cell in row.values()) + "\n" for row in _rows(table)))


def _rows(table: pa.Table) -> Iterator[Mapping[str, str]]:
    yield from table.to_pylist()


def _duckdb(scan: str) -> Callable[[Path], object]:
    casts = ", ".join(f"CAST({name} AS {CAST.get(name, 'VARCHAR')}) AS {name}" for name in COLUMNS)

    def read(file: Path) -> object:
        with duckdb.connect(config={"threads": 1}) as connection:
            return connection.sql(f"SELECT {casts} FROM {scan.format(file=file)}").to_arrow_table()

    return read


def _calamine(file: Path) -> object:
    return CalamineWorkbook.from_path(file).get_sheet_by_name("Cases").to_python()


def _iterparse(file: Path) -> None:
    for _, element in etree.iterparse(file, tag="case"):
        [child.text for child in element]
        element.clear()


def _json(file: Path) -> object:
    return json.loads(file.read_text())


def _json_lines(file: Path) -> object:
    return [json.loads(line) for line in file.open()]


def _lines(file: Path) -> object:
    return [[line[place : place + 26].strip() for place in range(0, 260, 26)] for line in file.open()]


FIXED = FileFormat("fixed-width", places=tuple((name, 1 + 26 * at, 26 * (at + 1)) for at, name in enumerate(COLUMNS)))
FORMATS: Mapping[str, Measured] = {
    "delimited": Measured(
        _write_csv, _duckdb("read_csv('{file}', all_varchar = true)"), FileFormat(), "2: half the speed of DuckDB"
    ),
    "parquet": Measured(
        _write_parquet, _duckdb("read_parquet('{file}')"), FileFormat("parquet"), "2: half the speed of DuckDB"
    ),
    "xlsx": Measured(_write_xlsx, _calamine, FileFormat("xlsx"), "1.5"),
    "xml": Measured(_write_xml, _iterparse, FileFormat("xml", rows="/export/case"), "2"),
    "json": Measured(_write_json, _json, FileFormat("json"), ""),
    "json-lines": Measured(_write_lines, _json_lines, FileFormat("json-lines"), ""),
    "fixed-width": Measured(_write_fixed, _lines, FIXED, ""),
}

if __name__ == "__main__":
    main()
