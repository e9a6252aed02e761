"""Steps on Spark: the same SQL over the same files, with the same result as from DuckDB.

A result goes into the zone by the same way as one of DuckDB: in the order of its key, with its types, and held against
the promise of the step.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

import pyarrow as pa

from schakel.model.engine import Engine
from schakel.store.engine import Input, StepResult, View, connect, run_step
from schakel.store.sealed import File
from schakel.store.spark import frames
from schakel.store.spark.dialect import to_spark
from schakel.store.spark.session import complaints, session
from schakel_base.database import Step

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_RESULT = "result"


@contextmanager
def spark_engine(engine: Engine) -> Iterator["SparkEngine"]:
    """Open a session on Spark and return what runs steps in it.

    Raises
    ------
    EngineError
        If there is no Spark or no Java here, or the cluster cannot be reached.
    """
    with session(engine) as spark:
        yield SparkEngine(spark)


@dataclass
class SparkEngine:
    """Runs steps in a session on Spark; called as `run_step` is.

    A file that several steps read is read and decrypted once, and stays in the memory of the nodes.
    """

    spark: "SparkSession"
    _numbers: Iterator[int] = field(default_factory=count)
    _read: dict[tuple[File, ...], "DataFrame"] = field(default_factory=dict)

    def __call__(self, step: Step, inputs: Mapping[str, Input], path: File) -> StepResult:
        """Run a step over its inputs, and write its result to `path`.

        Raises
        ------
        SchakelError
            If Spark gives up, or a node cannot use a file.
        StepError
            If rows repeat the key or fail a check: a defect of the step, not of the data.
        """
        started = time.perf_counter()
        given = {name: inputs[name] for name in step.inputs}
        with complaints():
            found = self._query(_text(step), given).toArrow()
        columns = [column.cast(one.type) for column, one in zip(found.columns, columns_of(step, given), strict=True)]
        table = pa.table(columns, columns_of(step, given))
        written = run_step(_as_it_is(step), {_RESULT: table}, path)
        return replace(written, seconds=time.perf_counter() - started)

    def _query(self, sql: str, given: Mapping[str, Input]) -> "DataFrame":
        names = {name: self._named(source) for name, source in given.items()}
        return self.spark.sql(to_spark(sql, names))

    def _named(self, source: Input) -> str:
        """A name of its own for a table: names of inputs come back with every step."""
        name = f"table_{next(self._numbers)}"
        self._frame(source).createOrReplaceTempView(name)
        return name

    def _frame(self, source: Input) -> "DataFrame":
        if isinstance(source, pa.Table):
            return frames.of_table(self.spark, source)
        if isinstance(source, View):
            return self._query(source.sql, source.sources)
        files = frames.listed(source)
        if files not in self._read:
            self._read[files] = frames.of_files(self.spark, files).persist()
        return self._read[files]


def columns_of(step: Step, given: Mapping[str, Input]) -> pa.Schema:
    """Return the columns of the result of a step, with their types as DuckDB gives them."""
    with connect({name: _emptied(source) for name, source in given.items()}) as connection:
        return connection.sql(f"SELECT * FROM ({_text(step)}) LIMIT 0").to_arrow_table().schema


def _emptied(source: Input) -> Input:
    """An input with its columns and without its rows."""
    if isinstance(source, View):
        return View(source.sql, {name: _emptied(one) for name, one in source.sources.items()})
    schema = source.schema if isinstance(source, pa.Table) else frames.schema_of(frames.listed(source))
    return schema.empty_table()


def _text(step: Step) -> str:
    return step.sql.rstrip().rstrip(";")


def _as_it_is(step: Step) -> Step:
    """The step that writes a result that is there, and holds it against the promise of the step that made it."""
    return replace(step, inputs=(_RESULT,), sql=f"SELECT * FROM {_RESULT}")
