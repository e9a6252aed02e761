"""The texts of a drafted contract and its mapping: compact, and with a blank wherever only people know.

A column that could be a key, a date, a number, a code or personal has a line with what was seen in it; all others are
in one list.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from textwrap import wrap

from schakel.alliance.mapping import HEADER
from schakel.intake.drafting.guessing import FormOfFile
from schakel.intake.drafting.looking import SeenColumn
from schakel.intake.drafting.proposing import ProposedConcept
from schakel.model.file_layout import FileFormat

BLANK = "___"
NOT_USED = "Not used yet."
PERSONAL = "Looks personal."
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def contract_text(
    file_name: str,
    name: str,
    written: FormOfFile,
    columns: Sequence[SeenColumn],
    keys: Sequence[Sequence[str]],
    schemes: Mapping[str, str],
    totals: tuple[str, int] = ("", 0),
    unreadable: int = 0,
    nameless: int = 0,
) -> str:
    """Return the text of a contract.

    Parameters
    ----------
    keys
        Those that hold; the first is taken.
    schemes
        By column the scheme that has labels for its codes.
    totals
        What a row at the end begins with that looks like a line of totals, and how many rows there are from it; they
        are not among the rows.
    unreadable
        How many rows have more or fewer values than there are columns; they are not among the rows.
    nameless
        How many columns have values and no name; they are not among the columns.
    """
    key = keys[0] if keys else ()
    told = [one for one in columns if one.name in key or _is_told(one)] or [*columns[:1]]
    rest = [one.name for one in columns if one not in told]
    rows = columns[0].rows if columns else 0
    lines = [
        f"# Drafted from {file_name}: {rows:,} rows, {len(columns)} columns.",
        *_totals(*totals),
        *_unreadable(unreadable),
        *_nameless(nameless),
        *_inside(written, columns),
        f"# Fill in each {BLANK}. Take `unused` away from what you use, and say what for.",
        f"name: {name}",
        "status: draft",
        *_file(written),
        *_keys(keys),
        *_nearly(keys, columns),
        f"units: [{{unit: {BLANK}{_key(key)}}}]",
        *_unused(rest),
        "columns:",
    ]
    for one in told:
        lines.append(_column(one, key, schemes.get(one.name, "")))
    return "\n".join(lines) + "\n"


def mapping_text(columns: Sequence[SeenColumn], proposed: Mapping[str, Mapping[str, ProposedConcept]]) -> str:
    """Return the text of a mapping: a line for each code with its number of rows; proposals lack a reviewer."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for column in columns:
        for code, rows in column.codes:
            found = proposed.get(column.name, {}).get(code)
            note = f"{rows:,} rows" + (f"; {found.reason}" if found else "")
            concept, match = (found.notation, "exact") if found else ("", "")
            writer.writerow((column.name, code, concept, match, "", "", "", note))
    return text.getvalue()


def _is_told(column: SeenColumn) -> bool:
    is_key = column.is_key or column.is_nearly_key
    return bool(column.codes or column.personal or column.mixed or is_key or column.type != "string")


def _file(written: FormOfFile) -> Iterator[str]:
    if written.encoding != "utf-8":
        yield f"encoding: {written.encoding}"
    if written.delimiter != ",":
        yield f"delimiter: {json.dumps(written.delimiter)}"
    shown = {"name": written.format.name, "sheet": written.format.sheet, "rows": written.format.rows}
    told = {key: value for key, value in shown.items() if value}
    if written.format.quote != FileFormat().quote:
        told["quote"] = written.format.quote
    if written.format.header:
        told["header"] = str(written.format.header)
    if written.format.day_numbers:
        told["day_numbers"] = "true"
    if written.format != FileFormat():
        inside = ", ".join(
            f"{key}: {value if key in ('header', 'day_numbers') else _yaml(value)}" for key, value in told.items()
        )
        yield f"format: {{{inside}}}"


def _totals(opening: str, last: int) -> Iterator[str]:
    if last > 1:
        yield f"# Its last {last} rows begin with {_yaml(opening)}: they look like totals and notes, and are left"
        yield "# out here. A delivery takes them for rows like all others: remove them from the file."
    elif last:
        yield f"# Its last row begins with {_yaml(opening)}: it looks like totals, and is left out here. A delivery"
        yield "# takes it for a row like all others: remove it from the file."


def _inside(written: FormOfFile, columns: Sequence[SeenColumn]) -> Iterator[str]:
    """The elements of XML that a row has several of: they may be what is counted."""
    if written.format.name == "xml":
        # A text that a row has several of is a column in any case; an element with columns of its own may be a row.
        for element in filter(None, dict.fromkeys(one.name.rpartition("/")[0] for one in columns if one.each)):
            path = _yaml(f"{written.format.rows}/{element}")
            yield f"# A row has several {element}. To make each of these a row, draft again with --rows {path}."


def _nameless(columns: int) -> Iterator[str]:
    if columns:
        yield f"# Columns that have values and no name, left out: {columns}. Ask for their names in the file."


def _unreadable(rows: int) -> Iterator[str]:
    if rows:
        yield f"# Rows that do not fit these columns, and that a delivery refuses: {rows:,}."


def _keys(keys: Sequence[Sequence[str]]) -> Iterator[str]:
    if not keys:
        yield "# No column and no two columns tell the rows apart: a row is a unit by itself."
    elif len(keys) > 1:
        others = "; ".join(", ".join(key) for key in keys[1:])
        yield from (f"# {line}" for line in wrap(f"Other keys that hold: {others}.", 100))


def _nearly(keys: Sequence[Sequence[str]], columns: Sequence[SeenColumn]) -> Iterator[str]:
    """What would be a key but for a few rows: of a register in which no row comes twice nothing is said."""
    if not any(len(key) == 1 for key in keys):
        for one in columns:
            if one.is_nearly_key:
                yield f"# Nearly a key: {_yaml(one.name)}; rows that repeat another: {one.rows - one.distinct:,}."


def _key(key: Sequence[str]) -> str:
    return f", key: [{', '.join(map(_yaml, key))}]" if key else ""


def _unused(names: Sequence[str]) -> Iterator[str]:
    if names:
        listed = ", ".join(map(_yaml, names))
        yield f"unused: [{{reason: {NOT_USED}, columns: [{listed}]}}]"


def _column(column: SeenColumn, key: Sequence[str], scheme: str) -> str:
    parts = [f"name: {_yaml(column.name)}"]
    if column.type != "string":
        parts.append(f"logicalType: {column.type}")
    if column.format:
        form = json.dumps(column.format)
        parts.append(f"written: {form}" if column.type == "number" else f"logicalTypeOptions: {{format: {form}}}")
    if column.name in key:
        parts.append("required: true, unique: true" if len(key) == 1 else "required: true")
    if column.personal:
        parts.append("classification: personal")
    if column.name not in key:
        parts.append(f"unused: {PERSONAL if column.personal else NOT_USED}")
    labels = f"; its codes have labels in `{scheme}`" if scheme else ""
    return f"  - {{{', '.join(parts)}}}  # {_seen(column)}{labels}"


_IF_CODES = "taken for codes; what they count is an `integer` with a `magnitude`: look"
_IF_NUMBERS = "taken for numbers by its name; codes are a `string` with a `claim`: look"


def _seen(column: SeenColumn) -> str:
    """What was seen in a column, in words; no value of it, since it may be about somebody."""
    blank = column.rows - column.filled
    said = [f"{column.distinct:,} different", f"{blank:,} blank"] if blank else [f"{column.distinct:,} different"]
    if column.first:
        said.append(f"{column.first} to {column.last}")
    if column.split:
        said.append(f"several in a cell: a claim has `split: {json.dumps(column.split)}`")
    if column.each:
        said.append(f"several in a cell: a claim has `each: {_quoted(column.each)}`")
    if column.empty_lists:
        said.append(f"{column.empty_lists:,} empty lists say nothing, unless a `derived` column has a value for `[]`")
    if column.mixed and not column.codes:
        said.append(_mixed(column))
        said.extend(_unknown(column))
    if column.are_numbers:
        said.append(_IF_CODES if column.codes else _IF_NUMBERS)
    if column.others:
        said.append(f"can also be read as {' or '.join(column.others)}: look")
    return "; ".join(said)


def _mixed(column: SeenColumn) -> str:
    """As what how many rows can be read, of a column that has more than one kind of value."""
    ways = [f"{rows:,} {kind}{f' {json.dumps(form)}' if form else ''}" for kind, form, rows in column.mixed]
    rest = column.filled - sum(rows for _, _, rows in column.mixed)
    return f"rows can be read as {', '.join(ways)}{f', {rest:,} as text alone' if rest else ''}: look"


def _unknown(column: SeenColumn) -> Iterator[str]:
    """How words that mean "unknown" are read as blanks: they are in a list, so that they tell of nobody."""
    words = [json.dumps(word, ensure_ascii=False) for word in column.unknown]
    if words and column.personal:
        yield f"where persons are linked by it, linking/persons.yaml has `missing: [{', '.join(words)}]`"
    elif words and len(column.mixed) == 1:
        blanks = ", ".join(f'{word}: ""' for word in words)
        way = f"derived: {{from: {_yaml(column.name)}, values: {{{blanks}}}}}"
        yield f"a column that reads {' and '.join(words)} as blank has `{way}`"


def _quoted(pattern: str) -> str:
    """A pattern in YAML, in which it stands as it is."""
    return "'" + pattern.replace("'", "''") + "'"


def _yaml(text: str) -> str:
    return (
        text
        if _PLAIN.fullmatch(text) and text.casefold() not in ("true", "false", "null")
        else json.dumps(text, ensure_ascii=False)
    )
