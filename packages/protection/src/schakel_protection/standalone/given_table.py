"""Any data frame or file as columns that know where they came from, so that a fault can name its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from schakel_base.errors import DisclosureError, Fault


@dataclass(frozen=True)
class GivenTable:
    """The columns of a table; where it is a file, its name and the line of each row."""

    columns: Mapping[str, Sequence[Any]]
    file: str = ""
    lines: Sequence[int] = ()

    def column(self, name: str) -> Sequence[Any]:
        """Return a column.

        Raises
        ------
        DisclosureError
            If there is none of that name.
        """
        if name not in self.columns:
            known = ", ".join(self.columns)
            raise DisclosureError(Fault(f"the table has no column {name}; it has {known}", self.file))
        return self.columns[name]

    def fault(self, sentence: str, row: int, column: str = "") -> DisclosureError:
        """What is wrong in a row (from 0): with its line where the table is a file, else with its number (from 1)."""
        line = self.lines[row] if self.file else None
        place = ([] if self.file else [f"row {row + 1}"]) + ([f"column {column}"] if column else [])
        return DisclosureError(Fault(": ".join([", ".join(place), sentence] if place else [sentence]), self.file, line))


def table_of(data: Any) -> GivenTable:
    """Return a data frame as a table: a mapping of columns, one of pandas, or anything that speaks Arrow.

    Parameters
    ----------
    data
        Columns by name, all of one length.

    Returns
    -------
    GivenTable
        Without lines, unless it had them.

    Raises
    ------
    DisclosureError
        If it is none of these, or if its columns differ in length.
    """
    if isinstance(data, GivenTable):
        return data
    columns = _columns_of(data)
    if len({len(values) for values in columns.values()}) > 1:
        raise DisclosureError("the columns of the table differ in length")
    return GivenTable(columns)


def _columns_of(data: Any) -> dict[str, list[Any]]:
    if isinstance(data, Mapping):
        return {str(name): list(values) for name, values in data.items()}
    if hasattr(data, "__arrow_c_stream__") and find_spec("pyarrow"):
        return _read_by_arrow(data)
    if hasattr(data, "iloc"):  # pandas, which needs no PyArrow
        return {str(name): list(values) for name, values in data.to_dict("list").items()}
    kind = type(data).__name__
    if hasattr(data, "__arrow_c_stream__"):
        raise DisclosureError(f"to read a {kind} PyArrow is needed; it comes with schakel-protection[arrow]")
    raise DisclosureError(f"a {kind} is not a data frame")


def _read_by_arrow(data: Any) -> dict[str, list[Any]]:
    import pyarrow as pa  # as large as all else that this library needs, so only where it is used

    found: dict[str, list[Any]] = pa.table(data).to_pydict()
    return found
