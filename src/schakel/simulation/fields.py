"""Completes a block of rows, field after field: what follows from the row, and what chance adds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.simulation import processes
from schakel.simulation.declaration import Expression, Field, Simulation
from schakel.simulation.expressions import Expressions
from schakel.simulation.identifiers import Register
from schakel.simulation.parameters import value_for
from schakel.simulation.processes import Numbers, Streams, Uniform
from schakel_base.errors import DeclarationError, Fault

Columns = Mapping[str, pa.Array]
Process = Callable[[str, Field, pa.Table, int], Columns]
"""Makes the columns of one field: name of the process, the field, the rows so far, the year."""

Hits = tuple[npt.NDArray[np.bool_], Uniform]


class Fields:
    """What turns declared fields into columns, with all that a run remembers between blocks."""

    def __init__(self, simulation: Simulation, streams: Streams, expressions: Expressions, someone: Process) -> None:
        self._parameters, self._streams, self._expressions = simulation.parameters, streams, expressions
        self._registers = {name: Register(declared) for name, declared in simulation.identifiers.items()}
        self.lists: Mapping[str, Mapping[str, pa.Array]] = {
            name: {column: pa.array(values, pa.string()) for column, values in columns.items()}
            for name, columns in simulation.lists.items()
        }
        self._processes: Mapping[str, Process] = {
            **dict.fromkeys(processes.NUMERIC, self._number),
            "draw": self._draw,
            "pick": self._pick,
            "identifier": self._identifier,
            "someone": someone,
        }

    def complete(self, table: str, fields: Iterable[Field], block: pa.Table, year: int) -> pa.Table:
        """Return the block with every field added.

        Expressions wait until a process needs one of them, so that most of a table is one query.
        """
        waiting: dict[str, Expression] = {}
        for field in fields:
            if field.process == "sql":
                waiting[field.name] = Expression(field.subject, field.place)
                continue
            # A process that asks for a value that still waits needs it first; drawing somebody looks at the whole row.
            if field.process == "someone" or not waiting.keys().isdisjoint(field.by.values()):
                block, waiting = self._followed(block, waiting), {}
            block = beside(block, self._processes[field.process](f"{table}.{field.name}", field, block, year))
        return self._followed(block, waiting)

    def hits(self, process: str, parameter: str, by: Sequence[str], block: pa.Table, year: int) -> Hits:
        """Return whether something happens to each row, and the number that decided it, spread again over [0, 1)."""
        luck = self._streams.uniform(process, year, block.num_rows)
        share = np.zeros(block.num_rows)
        for rows, value in self._by_group(parameter, by, block):
            share[rows] = value
        # Below the share luck is still even over [0, share): divided by it, it is even over [0, 1) and can decide
        # something else.
        return luck < share, luck / np.where(share > 0, share, 1)

    def counts(self, process: str, parameter: str, by: Sequence[str], block: pa.Table, year: int) -> Numbers:
        """Return how many children each row has, by weights over whole numbers."""
        luck = self._streams.uniform(process, year, block.num_rows)
        order = self._streams.uniform(f"{process}.order", year, block.num_rows)
        found = np.zeros(block.num_rows, dtype=np.int64)
        for rows, weights in self._by_group(parameter, by, block):
            even = processes.evenly(luck[rows], order[rows])
            found[rows] = np.asarray([int(name) for name in weights])[processes.draw(weights, even)]
        return found

    def _followed(self, block: pa.Table, expressions: Mapping[str, Expression]) -> pa.Table:
        return beside(block, columns_of(self._expressions.evaluate(block, expressions))) if expressions else block

    def _number(self, process: str, field: Field, block: pa.Table, year: int) -> Columns:
        luck = self._streams.uniform(process, year, block.num_rows)
        make = processes.NUMERIC[field.process]
        parts = [(rows, make(value, luck[rows])) for rows, value in self._split(field, block)]
        return {field.name: _gathered(parts, block.num_rows)}

    def _draw(self, process: str, field: Field, block: pa.Table, year: int) -> Columns:
        luck = self._streams.uniform(process, year, block.num_rows)
        names: dict[str, int] = {}
        codes = np.zeros(block.num_rows, dtype=np.int32)
        for rows, weights in self._split(field, block):
            of_group = np.asarray([names.setdefault(name, len(names)) for name in weights])
            codes[rows] = of_group[processes.draw(weights, luck[rows])]
        return {field.name: pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.string()))}

    def _pick(self, process: str, field: Field, block: pa.Table, year: int) -> Columns:
        luck = self._streams.uniform(process, year, block.num_rows)
        lines = self.lists[field.subject]
        weights = np.asarray(lines[field.weight].to_pylist(), dtype=np.float64) if field.weight else None
        picked = np.zeros(block.num_rows, dtype=np.int32)
        numbers, keys = processes.groups(block, list(field.by.values()))
        for group, key in enumerate(keys):
            rows = np.flatnonzero(numbers == group)
            candidates = _lines_with(lines, dict(zip(field.by, key, strict=True)), field)
            even = np.ones(len(candidates)) if weights is None else weights[candidates]
            picked[rows] = candidates[processes.weighted(even, luck[rows])]
        return {
            name: pa.DictionaryArray.from_arrays(picked, lines[column]).dictionary_decode().dictionary_encode()
            for name, column in field.takes.items()
        }

    def _identifier(self, _: str, field: Field, block: pa.Table, __: int) -> Columns:
        return {field.name: pa.array(self._registers[field.subject].take(block.num_rows))}

    def _split(self, field: Field, block: pa.Table) -> Iterator[tuple[Numbers, Any]]:
        return self._by_group(field.subject, list(field.by.values()), block)

    def _by_group(self, parameter: str, by: Sequence[str], block: pa.Table) -> Iterator[tuple[Numbers, Any]]:
        """Yield the rows of each group with the value of the parameter for them."""
        numbers, keys = processes.groups(block, by)
        for group, key in enumerate(keys):
            yield np.flatnonzero(numbers == group), value_for(self._parameters[parameter], key)


def beside(block: pa.Table, columns: Columns) -> pa.Table:
    """Return the block with more columns."""
    for name, column in columns.items():
        block = block.append_column(name, column)
    return block


def columns_of(table: pa.Table) -> Columns:
    """Return the columns of a table by name."""
    return dict(zip(table.column_names, table.columns, strict=True))


def _gathered(parts: Sequence[tuple[Numbers, Numbers]], size: int) -> pa.Array:
    """Put the values of the groups into the places of their rows; not a number becomes blank."""
    if not parts:
        return pa.nulls(size, pa.int64())
    values = np.zeros(size, dtype=np.result_type(*(found for _, found in parts)))
    for rows, found in parts:
        values[rows] = found
    if values.dtype.kind != "f":
        return pa.array(values)
    return pa.array(np.nan_to_num(values).astype(np.int64), mask=np.isnan(values))


def _lines_with(lines: Mapping[str, pa.Array], wanted: Mapping[str, str], field: Field) -> Numbers:
    fits = np.ones(len(next(iter(lines.values()))), dtype=bool)
    for column, value in wanted.items():
        fits &= np.asarray(pa.compute.equal(lines[column], value))
    if not fits.any():
        sentence = f"The list `{field.subject}` has no line with {', '.join(f'{k} = {v}' for k, v in wanted.items())}."
        raise DeclarationError(Fault(sentence, field.place.file, field.place.line))
    return np.flatnonzero(fits)
