"""The files of a run: deliveries as partners would send them, and beside them the truth, which only tests may read."""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from schakel.model.column import NUMBERS_WRITTEN
from schakel.model.contract import Contract
from schakel.model.delivery import Coverage
from schakel.model.file_layout import LayoutColumn
from schakel.model.layouts import in_layout, layout_on
from schakel.simulation.writing import ID, KNOWN, TRUTH, VERSION, Writer, Written

MARK = "synthetic"
"""What the name of every delivery that is written here begins with."""

TRUTH_FOLDER = "truth"
ROWS = "rows"
_ISO = "%Y-%m-%d"


@dataclass(frozen=True)
class WrittenDelivery:
    """One file that was written, the day on which it counts as delivered, and the days that it covers."""

    partner: str
    file: Path
    delivered: date
    covers: Coverage


@dataclass
class Files:
    """Holds rows back until the period of their delivery is over, then writes its file."""

    out: Path
    writers: Mapping[str, Writer]
    years: range
    _pending: dict[tuple[str, int], list[pa.Table]] = field(default_factory=dict)
    _open: dict[str, int] = field(default_factory=dict)
    _held: list[WrittenDelivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open = {name: writer.calendar.of_year(self.years.start).start for name, writer in self.writers.items()}
        known = dict.fromkeys(TRUTH + name for writer in self.writers.values() for name in writer.writing.truth)
        self._secrets = {name: name.removeprefix(TRUTH) for name in known}
        self._truth = TruthFiles(self.out / TRUTH_FOLDER)

    def add(self, partner: str, written: Written) -> None:
        """Take rows for the file of a period; if that was written already, for the next one."""
        # What became known after its file was closed comes with the next, as with a register that is behind.
        period = max(written.period, self._open[partner])
        if period < self.writers[partner].calendar.of_year(self.years.stop).start:
            self._pending.setdefault((partner, period), []).append(written.rows)

    def remember(self, tables: Mapping[str, pa.Table]) -> None:
        """Write down the truth of a year."""
        for name, table in tables.items():
            self._truth.write(name, table)

    def close(self, year: int) -> Iterator[WrittenDelivery]:
        """Write the files of a year that is over: nothing more can come to be known in it.

        Yields, in the order of delivery, those that none of a later year precedes.
        """
        for partner, writer in self.writers.items():
            for period in writer.calendar.of_year(year):
                self._open[partner] = period + 1
                if rows := self._pending.pop((partner, period), []):
                    self._held.append(self._write(partner, writer, period, rows))
        # Partners deliver at different paces. A file is let go once nobody can deliver an earlier one any more.
        next_one = min(writer.calendar.delivered(self._open[name]) for name, writer in self.writers.items())
        yield from self._let_go(next_one)

    def finish(self) -> Iterator[WrittenDelivery]:
        """Close the files of the truth, and yield the deliveries that are left."""
        self._truth.close()
        yield from self._let_go(date.max)

    def _let_go(self, until: date) -> list[WrittenDelivery]:
        """The files delivered before a day, in the order of delivery; the others are held back."""
        due = [one for one in self._held if one.delivered < until]
        self._held = [one for one in self._held if one.delivered >= until]
        return sorted(due, key=lambda delivery: (delivery.delivered, delivery.partner))

    def _write(self, partner: str, writer: Writer, period: int, parts: list[pa.Table]) -> WrittenDelivery:
        rows = pa.concat_tables(parts).sort_by([(KNOWN, "ascending"), (ID, "ascending"), (VERSION, "ascending")])
        file = self.out / f"{MARK}-{partner}-{writer.calendar.name(period)}.csv"
        delivered = writer.calendar.delivered(period)
        write_file(rows, file, writer.contract, delivered)
        self._truth.write(ROWS, self._links(partner, writer, file, rows))
        return WrittenDelivery(partner, file, delivered, writer.calendar.covers(period))

    def _links(self, partner: str, writer: Writer, file: Path, rows: pa.Table) -> pa.Table:
        """Return what each row of a file truly is."""
        size = rows.num_rows
        secrets = {
            name: rows[secret] if secret in rows.column_names else pa.nulls(size, pa.string())
            for secret, name in self._secrets.items()
        }
        return pa.table(
            {
                "partner": pa.repeat(partner, size),
                "file": pa.repeat(file.name, size),
                "row": pa.array(np.arange(1, size + 1)),
                "table": pa.repeat(writer.writing.rows.origin.parent, size),
                "version": rows[VERSION],
                "known": rows[KNOWN],
                **secrets,
            }
        )


@dataclass
class TruthFiles:
    """One Parquet file per table of the truth, written year by year."""

    folder: Path
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)

    def write(self, name: str, table: pa.Table) -> None:
        """Add rows to the file of a table."""
        plain = table.cast(pa.schema([pa.field(f.name, _plain(f.type)) for f in table.schema]))
        if name not in self._writers:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._writers[name] = pq.ParquetWriter(self.folder / f"{name}.parquet", plain.schema, compression="zstd")
        self._writers[name].write_table(plain.cast(self._writers[name].schema))

    def close(self) -> None:
        """Close every file."""
        for writer in self._writers.values():
            writer.close()


def write_file(rows: pa.Table, file: Path, contract: Contract, delivered: date) -> None:
    """Write rows in the columns of a contract as the file that was agreed on for a day, which may look otherwise."""
    layout, names = layout_on(contract, delivered), [column.name for column in contract.delivered_columns]
    if layout is None:
        write_csv(rows.select(names), file, contract)
        return
    columns = {one.written: _written_then(rows[one.name], one) for one in layout.columns if one.name in names}
    columns |= {name: pa.nulls(rows.num_rows, pa.string()) for name in layout.unused}
    write_csv(pa.table(columns), file, in_layout(contract, layout))


def _written_then(values: pa.ChunkedArray, column: LayoutColumn) -> pa.ChunkedArray:
    if column.format == column.written_format:
        return values
    if column.type == "number":
        decimals = [NUMBERS_WRITTEN.get(form, ("", "."))[1] for form in (column.format, column.written_format)]
        return pc.replace_substring(values, *decimals)
    read = pc.strptime(values, format=column.format or _ISO, unit="s", error_is_null=True)
    # What was written wrongly on purpose stays wrong.
    return pc.coalesce(pc.strftime(read, format=column.written_format or _ISO), values)


def write_csv(rows: pa.Table, file: Path, contract: Contract) -> None:
    """Write rows of text as the contract lays a file out: delimiter, encoding, a line of names."""
    options = pa_csv.WriteOptions(delimiter=contract.delimiter, quoting_header="none")
    with file.open("wb") as binary:
        if codecs.lookup(contract.encoding).name == "utf-8":
            pa_csv.write_csv(rows, binary, options)
        else:
            # Arrow writes UTF-8 alone.
            recoded = codecs.EncodedFile(binary, "utf-8", contract.encoding, errors="replace")
            pa_csv.write_csv(rows, pa.PythonFile(recoded, mode="w"), options)


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def index(deliveries: Iterable[WrittenDelivery], source: Mapping[str, str]) -> dict[str, list[dict[str, object]]]:
    """Return what was written in the form of an alliance's own list of deliveries."""
    return {
        "deliveries": [
            {
                "partner": delivery.partner,
                "file": delivery.file.name,
                "delivered": delivery.delivered.isoformat(),
                "covers": {
                    "from": delivery.covers.first_day.isoformat(),
                    "until": delivery.covers.last_day.isoformat(),
                },
                "synthetic": True,
                "source": dict(source),
            }
            for delivery in deliveries
        ]
    }
