"""The header of a file must name exactly the columns of the contract, in any order."""

from collections import Counter
from collections.abc import Iterator, Sequence

from schakel.intake.prescan import UnreadableFileError
from schakel_base.faults import did_you_mean

MOST_NAMED = 10
DELIMITERS = ",;\t|"


def match_header(header: Sequence[str], columns: Sequence[str]) -> list[int]:
    """Return, for each column of the contract, its place in the header.

    Raises
    ------
    UnreadableFileError
        If a column is missing, unknown or repeated.
    """
    # One cause at a time: with the wrong delimiter every column would be reported as missing.
    problems = [*_other_delimiter(header, columns)] or [*_no_header(header, columns)] or [*_problems(header, columns)]
    if problems:
        more = f" And {len(problems) - MOST_NAMED} more." if len(problems) > MOST_NAMED else ""
        raise UnreadableFileError(f"The header does not fit the contract. {' '.join(problems[:MOST_NAMED])}{more}")
    return [header.index(column) for column in columns]


def _other_delimiter(header: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    # Of a contract with one column every header has one, whatever its delimiter.
    if len(header) != 1 or len(columns) == 1:
        return
    for delimiter in DELIMITERS:
        if set(header[0].split(delimiter)) & set(columns):
            shown = "a tab" if delimiter == "\t" else f"`{delimiter}`"
            yield f"Its columns are delimited by {shown}, which is not the delimiter of the contract."
            return


def _no_header(header: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    """A first line that has nothing of a header may be a row: then it holds values, which are not told."""
    if not any(did_you_mean(name, columns) != "." for name in header):
        yield "Its first line names none of the columns; is the header missing?"


def _problems(header: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    count = Counter(header)
    for name in columns:
        if name not in count:
            yield f"The column `{name}` is missing."
    for name, times in count.items():
        if name not in columns:
            yield f"The column `{_shown(name)}` is unknown{did_you_mean(name, columns)}"
        if times > 1:
            yield f"The column `{_shown(name)}` is there {times} times."


def _shown(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"
