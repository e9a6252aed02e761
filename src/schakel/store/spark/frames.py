"""Tables of the zones as Spark reads them: each node decrypts, in memory, the part of a file that it works on.

What travels to a node is which part of which file. The key of the zone it derives from its own key file.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from schakel.store.door import with_the_same_open
from schakel.store.engine import Mapped
from schakel.store.sealed import File
from schakel.store.sealed_tables import opened_table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

Piece = tuple[File, int]
"""A file, and the number of a row group in it."""


def listed(source: File | Sequence[File]) -> tuple[File, ...]:
    """Return the files of a table that may be in one or in several."""
    return tuple(source) if isinstance(source, Sequence) else (source,)


def schema_of(files: Sequence[File]) -> pa.Schema:
    """Return the columns of the table in some files, by name."""
    return pa.unify_schemas([_told(file)[0] for file in files])


def groups_of(files: Sequence[File]) -> int:
    """Return in how many row groups the table in some files is."""
    return sum(_told(file)[1] for file in files)


def of_table(spark: "SparkSession", table: pa.Table) -> "DataFrame":
    """Return a table that is here in memory."""
    return spark.createDataFrame(table, _spark_schema(table.schema))


def of_files(spark: "SparkSession", files: Sequence[File], names: frozenset[str] | None) -> "DataFrame":
    """Return the table in some files, each row group read by the node that works on it.

    A column that a file does not have is empty there.

    Parameters
    ----------
    names
        In small letters, the names among which are those of all columns that are asked for; None for all there are.
    """
    schema = schema_of(files)
    if names is not None:
        schema = pa.schema([one for one in schema if one.name.lower() in names] or [schema.field(0)])
    pieces = [(file, group) for file in files for group in range(_told(file)[1])]
    if not pieces:
        return of_table(spark, schema.empty_table())
    # Whoever may read here has said so in the access log; the nodes read in the same name.
    read = with_the_same_open(partial(_read, pieces, schema))
    numbers = spark.range(0, len(pieces), 1, numPartitions=len(pieces))
    return numbers.mapInArrow(partial(_each, read), _spark_schema(schema))


def mapped(rows: "DataFrame", source: Mapped) -> "DataFrame":
    """Return rows as Python works on them, on the node that has them; keys are derived there."""
    return rows.mapInArrow(partial(_worked_on, source.each), _spark_schema(source.schema))


def _worked_on(
    each: Callable[[pa.RecordBatch], pa.RecordBatch], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    yield from map(each, batches)


def _spark_schema(schema: pa.Schema) -> "StructType":
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def _told(file: File) -> tuple[pa.Schema, int]:
    """The columns of a file, and the number of its row groups."""
    with opened_table(file) as parquet:
        return parquet.schema_arrow.remove_metadata(), parquet.num_row_groups


def _each(
    read: Callable[[int], Sequence[pa.RecordBatch]], numbers: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    for batch in numbers:
        for number in batch.column(0).to_pylist():
            yield from read(number)


def _read(pieces: Sequence[Piece], schema: pa.Schema, number: int) -> list[pa.RecordBatch]:
    file, group = pieces[number]
    with opened_table(file) as parquet:
        there = [name for name in schema.names if name in parquet.schema_arrow.names]
        found = parquet.read_row_group(group, there, use_threads=False)
    columns = [
        found[one.name].cast(one.type) if one.name in found.column_names else pa.nulls(found.num_rows, one.type)
        for one in schema
    ]
    return list(pa.Table.from_arrays(columns, schema=schema).to_batches())
