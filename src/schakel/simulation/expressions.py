"""Evaluates what follows from something else: SQL expressions over the fields of a block of rows."""

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa

from schakel.simulation.declaration import Expression
from schakel_base.errors import DeclarationError, Fault

BLOCK = "block"
PLACE = "place in the block"


class Expressions:
    """One embedded engine, shut off from files and network."""

    def __init__(self) -> None:
        # One thread keeps the order of the rows, and the same seed gives the same bytes on any machine.
        self._connection = duckdb.connect(config={"threads": 1})
        self._connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        self._queries: dict[str, duckdb.DuckDBPyRelation] = {}

    def evaluate(self, block: pa.Table, expressions: Mapping[str, Expression]) -> pa.Table:
        """Return a table with one column per expression; an expression may use those before it.

        Raises
        ------
        DeclarationError
            If an expression cannot be evaluated; it says which, and why.
        """
        self._connection.register(BLOCK, block.append_column(PLACE, pa.array(np.arange(block.num_rows))))
        try:
            return self._select(expressions)
        except duckdb.Error:
            # The engine says what is wrong with a whole query; the person who declared it needs the one expression.
            raise self._fault(expressions) from None
        finally:
            self._connection.unregister(BLOCK)

    def rows(self, block: pa.Table, condition: Expression) -> pa.Array:
        """Return the positions of the rows for which the condition holds."""
        found = self.evaluate(block, {"holds": condition})["holds"].combine_chunks()
        return pa.compute.indices_nonzero(pa.compute.fill_null(found, False))

    def _select(self, expressions: Mapping[str, Expression]) -> pa.Table:
        parts = ", ".join(f'({expression.sql}) AS "{name}"' for name, expression in expressions.items())
        table: pa.Table = self._query(f'SELECT {parts}, "{PLACE}" FROM {BLOCK}').to_arrow_table()
        return _in_their_places(table.combine_chunks())

    def _query(self, sql: str) -> duckdb.DuckDBPyRelation:
        """Return what runs a query again each time it is read; to prepare it, once for all years, takes as long."""
        if sql not in self._queries:
            self._queries[sql] = self._connection.sql(sql)
        return self._queries[sql]

    def _fault(self, expressions: Mapping[str, Expression]) -> DeclarationError:
        """Find the first expression that fails together with those before it."""
        tried: dict[str, Expression] = {}
        for name, expression in expressions.items():
            tried[name] = expression
            try:
                self._select(tried)
            except duckdb.Error as error:
                problem = str(error).partition("\n")[0]
                sentence = f"`{name}` cannot be computed: {problem}"
                return DeclarationError(Fault(sentence, expression.place.file, expression.place.line))
        return DeclarationError("The expressions can be computed one by one and not together.")


def _in_their_places(table: pa.Table) -> pa.Table:
    """Return the rows in the order of the block; one thread keeps it, except where an expression looks at a window."""
    places, found = np.asarray(table[PLACE]), table.drop_columns([PLACE])
    return found if np.all(places[1:] > places[:-1]) else found.take(np.argsort(places))
