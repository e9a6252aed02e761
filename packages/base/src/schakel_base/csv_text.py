"""CSV as people have it, and values as CSV: a comma, a point in numbers, and nothing that a spreadsheet runs.

It runs a text that begins like a formula, so such a text gets an apostrophe before it (OWASP, CSV Injection). Where
people separate by semicolons a cell begins inside a text too, whatever quotes stand round it, and after a line end a
row does.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import Any

_FORMULA = re.compile(r"(^|[;|\t\r\n])(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")
"""Where a cell begins that is run: with a sign of a formula, as wide as a Latin or a Chinese letter, or white space."""
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")

_SEPARATORS = ",;\t|"


def separator_of(header: str) -> str:
    """Return what separates the columns of a file: whatever makes most of them in the header, else a comma.

    The header alone decides, so that a text full of commas further down cannot mislead.
    """
    return max(_SEPARATORS, key=lambda separator: len(next(csv.reader([header], delimiter=separator), [])))


def distinct_names(header: Sequence[str], known: Container[str] | None = None) -> list[str]:
    """Return the names in a header; the second and later of one name with their number, as `name (2)`.

    Parameters
    ----------
    known
        Names in small letters: then only a name that is one of these with its number gets it.
    """
    seen = Counter[str]()
    names = []
    for name in header:
        seen[folded(name)] += 1
        with_number = f"{name.strip()} ({seen[folded(name)]})"
        doubled = seen[folded(name)] > 1 and (known is None or folded(with_number) in known)
        names.append(with_number if doubled else name)
    return names


def folded(name: str) -> str:
    """Return the name of a column without what makes no difference: capitals and spaces."""
    return " ".join(name.casefold().split())


def lines(rows: Iterable[Sequence[Any]], separator: str = ",") -> bytes:
    """Return rows of values as CSV."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows([_written(value) for value in row] for row in rows)
    return file.getvalue().encode()


def _written(value: Any) -> str:
    # Before numbers: in Python a truth value is a whole number too.
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) or value is None:
        return plain(value)
    return harmless(value) if isinstance(value, str) else str(value)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs; a number stays as it is."""
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1'", text)


def plain(number: float | None) -> str:
    """Return a number with a point and no separator of thousands; nothing where there is none."""
    # Ten digits: all of a count, and of a share fewer than the noise of a float would show.
    return "" if number is None else f"{number:.10g}"
