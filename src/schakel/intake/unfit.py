"""Rows that are refused as they are read: they do not fit the columns, or a cell of theirs can be no text.

What a text is does not depend on the format: it has no NUL, which no table shows and many a program takes for its end,
and no half of a character, which no table can hold.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.intake.formats.batch import Misfit, Texts, Unfit, in_each_row
from schakel.intake.prescan import with_halves_shown
from schakel.intake.sentences import place_of
from schakel.model.column import Column
from schakel_base.errors import Fault, message

PERSONAL = "personal"
_NUL = message("the text has a NUL, which text never has.")
_HALF = message("the text has half a character, which text never has.")
_RECURRING = pa.dictionary(pa.int32(), pa.string())
_SAID = ("sentence", "said", "column_name")
MISFITS = pa.schema(
    [("row", pa.int64()), ("line", pa.int64()), ("value", pa.string()), *((one, _RECURRING) for one in _SAID)]
)
"""Where such rows are, what is said about them and of which value, and of which column if it is of one cell."""


def misfit(one: Misfit | Unfit, row: int, line: int, column: str = "") -> dict[str, object]:
    """Return a row of `MISFITS`."""
    said = {"sentence": place_of(column) + one.said.sentence, "said": json.dumps(one.said.parts)}
    return {"row": row, "line": line, "value": one.value, "column_name": column, **said}


def unfit_cell(one: Unfit, column: Column, numbers: Sequence[pa.Array]) -> dict[str, object]:
    """Return a row of `MISFITS` about a cell; `numbers` are those of the rows and lines of its batch."""
    # A receipt need not repeat a personal value: row and column say where it is.
    shown = replace(one, value="") if column.classification == PERSONAL else one
    row, line = (number[one.at].as_py() for number in numbers)
    return misfit(shown, row, line, column.name)


def without_halves(values: Texts, place: int = 0) -> tuple[pa.Array, list[Unfit]]:
    """Return a column as texts, in which a cell with half a character is blank, and these cells.

    Some encodings let a lone surrogate through, and JSON writes one as an escape.
    """
    if isinstance(values, pa.Array):
        return values, []
    try:
        return pa.array(values, pa.string()), []
    except UnicodeEncodeError:
        shown = [value and with_halves_shown(value) for value in values]
        whole = [value if value == as_shown else None for value, as_shown in zip(values, shown, strict=True)]
        halves = (at for at, as_shown in enumerate(shown) if as_shown != whole[at])
        return pa.array(whole, pa.string()), [Unfit(at, place, shown[at] or "", Fault(_HALF)) for at in halves]


def with_nul(texts: pa.Array, place: int) -> Iterator[Unfit]:
    """The cells of a column that have a NUL."""
    if pa.types.is_dictionary(texts.type):
        for one in with_nul(texts.dictionary, place):
            yield from in_each_row(one, texts)
        return
    letters = texts.buffers()[-1]
    # To look for a byte in all texts at once takes a hundredth of looking at each.
    if letters is None or np.frombuffer(letters, np.uint8).all():
        return
    for at in pc.indices_nonzero(pc.fill_null(pc.match_substring(texts, "\0"), False)).to_pylist():
        yield Unfit(at, place, texts[at].as_py().replace("\0", "\\x00"), Fault(_NUL))
