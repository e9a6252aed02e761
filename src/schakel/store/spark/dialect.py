"""Steps are written in the SQL that DuckDB and Spark share, and SQLGlot translates them from one to the other.

What is shared is listed here, function by function, as each was seen to give the same on both. A step that uses
another is refused before Spark sees it: of a function with the same name that counts otherwise, nobody would hear.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import sqlglot
from sqlglot import exp

_SHARED = (
    exp.And, exp.Or, exp.Case, exp.If, exp.Coalesce, exp.Cast, exp.Least, exp.Greatest, exp.Concat, exp.ConcatWs,
    exp.Chr, exp.Count, exp.Min, exp.Max, exp.BitwiseAndAgg, exp.BitwiseOrAgg, exp.LogicalOr, exp.LogicalAnd,
    exp.RowNumber, exp.Date, exp.CurrentDate, exp.DateDiff, exp.TimeToStr, exp.Year, exp.Quarter,
)  # fmt: skip
_SHARED_BY_NAME = frozenset({"bit_count"})
_DATE = "try_strptime"
"""DuckDB's reading of a text as a moment, empty where it is none; Spark has it under another name."""

_NUMBERS = {
    "%Y": ("lpad(CAST(year({0}) AS STRING), 4, '0')",),
    "%Y-%m": ("lpad(CAST(year({0}) AS STRING), 4, '0')", "'-'", "lpad(CAST(month({0}) AS STRING), 2, '0')"),
}
# A single letter of Java reads one digit or two, as DuckDB does, but not where digits of two fields touch.
_FIELDS = {"%Y": "yyyy", "%y": "yy", "%m": "M", "%d": "d", "%H": "H", "%M": "m", "%S": "s"}


class NotSharedError(AssertionError):
    """A step uses what the two engines do not share: a defect of ours, not of anybody's data."""


def to_spark(sql: str, names: Mapping[str, str]) -> str:
    """Return a query in Spark's dialect.

    Parameters
    ----------
    names
        What each table that it reads goes by in Spark; others it defines itself.

    Raises
    ------
    NotSharedError
        If it uses what the two engines do not share.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    if foreign := sorted(set(_foreign(tree))):
        raise NotSharedError(f"DuckDB and Spark do not share {', '.join(foreign)}")
    for table in tree.find_all(exp.Table):
        if table.name in names:
            known_as = exp.TableAlias(this=exp.to_identifier(table.name))
            table.set("alias", table.args.get("alias") or known_as)
            table.set("this", exp.to_identifier(names[table.name]))
    # The tree is ours alone: SQLGlot would copy it before each of the two, which takes a third of the time.
    return tree.transform(_of_dates, copy=False).sql(dialect="spark", identify=True, copy=False)


def names_in(sql: str) -> frozenset[str] | None:
    """Return all names that a query writes down, in small letters; None if its result has columns beyond them.

    A table that is read needs no other columns than these.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    if any(one.is_star for select in _outermost(tree) for one in select.selects):
        return None
    return _identifiers(tree)


def all_names(sql: str) -> frozenset[str]:
    """Return all names that a query writes down, in small letters."""
    return _identifiers(sqlglot.parse_one(sql, read="duckdb"))


def _identifiers(tree: exp.Expr) -> frozenset[str]:
    return frozenset(one.name.lower() for one in tree.find_all(exp.Identifier))


def _outermost(tree: exp.Expr) -> Iterator[exp.Query]:
    """The queries that give the rows of the result."""
    if isinstance(tree, exp.SetOperation):
        yield from _outermost(tree.left)
        yield from _outermost(tree.right)
    elif isinstance(tree, exp.Query):
        yield tree


def _foreign(tree: exp.Expr) -> Iterator[str]:
    """What a query uses beyond the shared subset."""
    for one in tree.find_all(exp.Func, exp.Star, exp.With):
        if isinstance(one, exp.With):
            yield from ["WITH RECURSIVE"] if one.args.get("recursive") else []
        elif isinstance(one, exp.Star):
            yield from (word.upper() for word in ("except_", "replace", "rename") if one.args.get(word))
        elif isinstance(one, exp.Anonymous):
            yield from [] if one.name.lower() in _SHARED_BY_NAME | {_DATE} else [one.name.lower()]
        elif not isinstance(one, _SHARED):
            yield one.key


def _of_dates(node: exp.Expr) -> exp.Expr:
    """Read and write dates as Spark does: it writes whole years and months slowly, unless by their numbers."""
    if isinstance(node, exp.TimeToStr) and (parts := _NUMBERS.get(node.args["format"].name)):
        day = node.this.sql("spark", identify=True)
        return exp.func("concat", *(sqlglot.parse_one(one.format(day), read="spark") for one in parts))
    if isinstance(node, exp.Anonymous) and node.name.lower() == _DATE:
        text, written = node.expressions
        return exp.Anonymous(
            this="try_to_timestamp", expressions=[text, exp.Literal.string(_java_format(written.name))]
        )
    return node


def _java_format(written: str) -> str:
    """A format of dates in Java's letters."""
    parts = re.findall(r"%.|[^%]+", written)
    touching = any(one.startswith("%") and two.startswith("%") for one, two in pairwise(parts))
    return "".join(_java_field(part, touching) if part.startswith("%") else _literal(part) for part in parts)


def _java_field(part: str, touching: bool) -> str:
    if part not in _FIELDS:
        raise NotSharedError(f"DuckDB and Spark do not share {part} in a format of dates")
    field = _FIELDS[part]
    return field * 2 if touching and len(field) == 1 else field


def _literal(text: str) -> str:
    return re.sub("[A-Za-z]+", lambda letters: f"'{letters[0]}'", text)
