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

from schakel.model.alliance import Engine
from schakel.store.engine import Input, Mapped, StepResult, View, connect, run_step
from schakel.store.sealed import File
from schakel.store.spark import frames
from schakel.store.spark.dialect import all_names, names_in, to_spark
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
    """Runs steps in a session on Spark; called as `run_step` is."""

    spark: "SparkSession"
    _numbers: Iterator[int] = field(default_factory=count)
    _parts: int = 2

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
            found = self._query(_text(step), given, names_asked(step, given)).toArrow()
        columns = columns_of(step, given)
        # By name: a join puts what it joins by first on one engine, and not on the other.
        table = pa.table([found[one.name].cast(one.type) for one in columns], columns)
        written = run_step(_as_it_is(step), {_RESULT: table}, path)
        return replace(written, seconds=time.perf_counter() - started, sql=to_spark(_text(step), {}))

    def _query(self, sql: str, given: Mapping[str, Input], names: frozenset[str] | None) -> "DataFrame":
        known_as = {name: self._named(source, names) for name, source in given.items()}
        return self.spark.sql(to_spark(sql, known_as))

    def _named(self, source: Input, names: frozenset[str] | None) -> str:
        """A name of its own for a table: names of inputs come back with every step."""
        known_as = f"table_{next(self._numbers)}"
        self._frame(source, names).createOrReplaceTempView(known_as)
        return known_as

    def _frame(self, source: Input, names: frozenset[str] | None) -> "DataFrame":
        if isinstance(source, pa.Table):
            return frames.of_table(self.spark, source)
        if isinstance(source, View):
            return self._query(source.sql, source.sources, names)
        if isinstance(source, Mapped):
            return frames.mapped(self._frame(source.view, _asked_of(source.view)), source)
        files = frames.listed(source)
        # Rows are shuffled into as many parts as the largest table is read in: each part costs something.
        self._parts = max(self._parts, frames.groups_of(files))
        self.spark.conf.set("spark.sql.shuffle.partitions", str(self._parts))
        return frames.of_files(self.spark, files, names)


def names_asked(step: Step, given: Mapping[str, Input]) -> frozenset[str] | None:
    """Return the names among which are those of all columns that a step needs; None if it needs all there are."""
    asked = names_in(_text(step))
    if asked is None:
        return None
    return asked.union(*(_names_of(source) for source in given.values()))


def _asked_of(view: View) -> frozenset[str] | None:
    asked = names_in(view.sql)
    return None if asked is None else asked | _names_of(view)


def _names_of(source: Input) -> frozenset[str]:
    """The names that a view writes down, and those below it: it may ask for more than is asked of it."""
    if not isinstance(source, View):
        return frozenset()
    return all_names(source.sql).union(*(_names_of(one) for one in source.sources.values()))


def columns_of(step: Step, given: Mapping[str, Input]) -> pa.Schema:
    """Return the columns of the result of a step, with their types as DuckDB gives them."""
    with connect({name: _emptied(source) for name, source in given.items()}) as connection:
        return connection.sql(f"SELECT * FROM ({_text(step)}) LIMIT 0").to_arrow_table().schema


def _emptied(source: Input) -> Input:
    """An input with its columns and without its rows."""
    if isinstance(source, View):
        return View(source.sql, {name: _emptied(one) for name, one in source.sources.items()})
    schema = source.schema if isinstance(source, pa.Table | Mapped) else frames.schema_of(frames.listed(source))
    return schema.empty_table()


def _text(step: Step) -> str:
    return step.sql.rstrip().rstrip(";")


def _as_it_is(step: Step) -> Step:
    """The step that writes a result that is there, and holds it against the promise of the step that made it."""
    return replace(step, inputs=(_RESULT,), sql=f"SELECT * FROM {_RESULT}")
