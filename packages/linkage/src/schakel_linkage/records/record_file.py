"""A file of records of persons, read as text and checked for the columns that a model names."""

import csv as python_csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from schakel_base.csv_text import separator_of
from schakel_base.errors import DeliveryError, Fault
from schakel_linkage.link_model.declared import LinkModel


def read_records(file: Path, model: LinkModel) -> pa.Table:
    """Return the records of a CSV file (UTF-8, with a header), every value as text, `""` where there is none.

    Parameters
    ----------
    file
        CSV in UTF-8 with a header, and commas, semicolons or tabs between the values.
    model
        Its columns must be in the file; others are kept and not read.

    Returns
    -------
    pyarrow.Table
        A row for each record, in the order of the file.

    Raises
    ------
    DeliveryError
        If there is no such file, it is no CSV, a column is missing, or two records have one number.
    """
    table = _read(file)
    wanted = [column for attribute in model.attributes for column in attribute.columns]
    for column in [*wanted, *([model.record] if model.record else [])]:
        if column not in table.column_names:
            have = ", ".join(table.column_names)
            raise DeliveryError(Fault(f"the model reads the column {column}; the file has {have}", str(file), 1))
    if not table.num_rows:
        raise DeliveryError(Fault("the file has no records", str(file)))
    _check_numbers(table, model, file)
    return table


def _read(file: Path) -> pa.Table:
    bad: list[tuple[int | None, int, int]] = []

    def note(row: csv.InvalidRow) -> str:
        bad.append((row.number, row.actual_columns, row.expected_columns))
        return "skip"

    try:
        names, separator = _header(file)
        table = csv.read_csv(
            file,
            read_options=csv.ReadOptions(use_threads=False, column_names=names, skip_rows=1),
            parse_options=csv.ParseOptions(delimiter=separator, newlines_in_values=True, invalid_row_handler=note),
            # As text: a number read as a number loses its leading zeros, and with them its check digit.
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except FileNotFoundError:
        raise DeliveryError(Fault("there is no such file", str(file))) from None
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise DeliveryError(Fault(f"this is no CSV in UTF-8: {error}", str(file))) from None
    if bad:
        line, actual, expected = bad[0]
        raise DeliveryError(Fault(f"this line has {actual} values, the header {expected}", str(file), line))
    return table


def _header(file: Path) -> tuple[list[str], str]:
    """Return the columns, and what separates them."""
    with file.open(encoding="utf-8-sig", newline="") as handle:
        separator = separator_of(handle.readline().strip("\r\n"))
        handle.seek(0)
        names = [name.strip() for name in next(python_csv.reader(handle, delimiter=separator), [])]
    if not any(names):
        raise DeliveryError(Fault("the file has no header", str(file)))
    if len(set(names)) < len(names):
        raise DeliveryError(Fault("the header must give each column a different name", str(file), 1))
    return names, separator


def _check_numbers(table: pa.Table, model: LinkModel, file: Path) -> None:
    if not model.record:
        return
    numbers = model.names_of(table)
    counts = pc.value_counts(numbers)
    repeated = counts.filter(pc.greater(counts.field("counts"), 1))
    if len(repeated):
        value = repeated[0].as_py()["values"]
        line = pc.indices_nonzero(pc.equal(numbers, value))[1].as_py() + 2
        raise DeliveryError(Fault(f"the record number {value!r} occurs more than once", str(file), line))
