"""Each kind of rule is a function that makes the SQL condition under which a row breaks it.

A condition speaks of one row of a table of text columns with `row` and `line`; those of the kinds in `COMPARING` look
at the other rows of that table too. A blank breaks only `required` and `missing`: what is not there cannot be wrong.
A row rule is broken where its condition is false; where the condition is neither true nor false nothing can be held
against the row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schakel.intake.types import as_today, limit, reading
from schakel.model.column import Column
from schakel.model.contract import Contract, Rule
from schakel_base.database import quote_name, quote_text

MOST_PARTS = 8
ROW = "row"
COMPARING = frozenset({"unique", "spelling-variants", "repeated-rows", "combined-values"})


@dataclass(frozen=True)
class RuleCheck:
    """One rule of a contract, to be run on a table."""

    rule: Rule
    contract: Contract
    table: str

    @property
    def value(self) -> str:
        """The SQL of the value that the rule is about."""
        return quote_name(self.rule.column)

    @property
    def column(self) -> Column:
        """The declared column that the rule is about."""
        return next(column for column in self.contract.columns if column.name == self.rule.column)


def broken(check: RuleCheck) -> str:
    """Return the SQL condition that holds for the rows of `check.table` that break a rule."""
    return CONDITIONS[check.rule.kind](check)


def _type(check: RuleCheck) -> str:
    logical_type, value_format = (*check.rule.arguments, "")[:2]
    return f"{check.value} IS NOT NULL AND ({reading(logical_type, value_format, check.value)}) IS NULL"


def _blank(check: RuleCheck) -> str:
    return f"{check.value} IS NULL"


def _unique(check: RuleCheck) -> str:
    """The later row of two with the same value breaks the rule."""
    return (
        f"row IN (SELECT r.row FROM {check.table} r JOIN (SELECT {check.value} AS value, min(row) AS first "
        f"FROM {check.table} WHERE {check.value} IS NOT NULL GROUP BY 1 HAVING count(*) > 1) repeated "
        f"ON r.{check.value} = repeated.value AND r.row > repeated.first)"
    )


def _values(check: RuleCheck) -> str:
    listed = ", ".join(quote_text(value) for value in check.rule.arguments)
    return f"{check.value} NOT IN ({listed})" if listed else f"{check.value} IS NOT NULL"


def _pattern(check: RuleCheck) -> str:
    return f"NOT regexp_full_match({check.value}, {quote_text(check.rule.arguments[0])})"


def _range(check: RuleCheck) -> str:
    column = check.column
    read = reading(column.type, column.format, check.value)
    least, most = (text and limit(column.type, text) for text in check.rule.arguments)
    return _outside(read, least, most)


def _length(check: RuleCheck) -> str:
    least, most = (text and str(int(text)) for text in check.rule.arguments)
    return _outside(f"length({check.value})", least, most)


def _outside(read: str, least: str, most: str) -> str:
    sides = [f"({read}) < {least}"] * bool(least) + [f"({read}) > {most}"] * bool(most)
    return f"({' OR '.join(sides) or 'false'})"


def _spelling_variants(check: RuleCheck) -> str:
    """Values that are equal but for case, accents and signs: all but the most frequent spelling break the rule."""
    folded = f"trim(regexp_replace(lower(strip_accents({check.value})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"
    return (
        f"{check.value} IN (SELECT value FROM (SELECT {check.value} AS value, {folded} AS folded, count(*) AS times "
        f"FROM {check.table} WHERE {check.value} IS NOT NULL GROUP BY 1) WHERE folded <> '' "
        # Of two spellings as frequent the first in the alphabet is right: any rule will do, as long as it is the same
        # tomorrow.
        "QUALIFY row_number() OVER (PARTITION BY folded ORDER BY times DESC, value) > 1)"
    )


def _repeated_rows(check: RuleCheck) -> str:
    """The later of two rows that are equal in every column; a hash finds the few that are worth comparing."""
    columns = ", ".join(quote_name(column.name) for column in check.contract.columns)
    # To compare all columns of all rows takes the whole table in memory; of the hash, a number a row.
    hashed = f"hash({columns})"
    return (
        f"row IN (SELECT row FROM {check.table} WHERE {hashed} IN (SELECT {hashed} FROM {check.table} "
        f"GROUP BY 1 HAVING count(*) > 1) QUALIFY row_number() OVER (PARTITION BY {columns} ORDER BY row) > 1)"
    )


def _combined_values(check: RuleCheck) -> str:
    """A value with the separator in it, while a part (or the first few parts together) is a value by itself."""
    value, separator = check.value, quote_text(check.rule.arguments[0])
    parts = f"string_split(value, {separator})"
    openings = ", ".join(
        f"CASE WHEN len({parts}) > {n} THEN array_to_string({parts}[1:{n}], {separator}) END"
        for n in range(2, MOST_PARTS + 1)
    )
    return (
        f"{value} IN (WITH present AS (SELECT DISTINCT lower({value}) AS value FROM {check.table} "
        f"WHERE {value} IS NOT NULL), "
        f"joined AS (SELECT {value} AS value, min(row) AS id FROM {check.table} "
        f"WHERE contains({value}, {separator}) GROUP BY 1), "
        f"pieces AS (SELECT id, lower(unnest(list_concat({parts}, [{openings}]))) AS part FROM joined) "
        "SELECT value FROM joined WHERE id IN (SELECT id FROM pieces WHERE part IN (SELECT value FROM present)))"
    )


def _row(check: RuleCheck) -> str:
    # The line end closes a comment at the end of the condition, which would swallow the bracket.
    condition, layout = f"({check.rule.arguments[0]}\n) IS FALSE", check.contract.layout
    if layout is None:
        return condition
    # A condition names the columns of today, and holds their values against each other as they are written today.
    values = ", ".join(["row", *(f"{as_today(one)} AS {quote_name(one.name)}" for one in layout.columns)])
    lacking = "".join(f", CAST(NULL AS VARCHAR) AS {quote_name(name)}" for name in layout.lacks)
    return f"row IN (SELECT row FROM (SELECT {values}{lacking} FROM {check.table}) WHERE {condition})"


CONDITIONS: Mapping[str, Callable[[RuleCheck], str]] = {
    "type": _type,
    "required": _blank,
    "unique": _unique,
    "values": _values,
    "pattern": _pattern,
    "range": _range,
    "length": _length,
    "missing": _blank,
    "spelling-variants": _spelling_variants,
    "repeated-rows": _repeated_rows,
    "combined-values": _combined_values,
    ROW: _row,
}
