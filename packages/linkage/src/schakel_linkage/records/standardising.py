"""Records as numbers: each attribute of each record becomes the code of its value, and of the parts of that.

Work is done once for each different written value, never once for each record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel_base.errors import RequestError
from schakel_linkage.arrays import Codes
from schakel_linkage.calibration import LONGEST_NAME
from schakel_linkage.components import components
from schakel_linkage.link_model.declared import LinkAttribute, LinkModel
from schakel_linkage.link_model.levels import UNKNOWN, Columns
from schakel_linkage.records import dates, names
from schakel_linkage.records.lexicon import Lexicon
from schakel_linkage.records.notes import FaultyValues, note
from schakel_linkage.records.parts import parts_of

_BSN_WEIGHTS = (-1, 2, 3, 4, 5, 6, 7, 8, 9)
"""From the last digit to the first."""

_Read: TypeAlias = pa.Array | Codes
"""What was read of different written values: texts, which get their codes when all are there, or codes."""


@dataclass(frozen=True)
class StandardisedRecords:
    """Standardised records.

    Parameters
    ----------
    parts
        One row for each record: for each attribute and part a column `<attribute>_<part>`, of codes (UNKNOWN where it
        says nothing) or of flags.
    lexicon
        What the codes of texts stand for.
    notes
        What was wrong in the records.
    """

    parts: Columns
    lexicon: Lexicon
    notes: tuple[FaultyValues, ...] = ()

    def __len__(self) -> int:
        return len(next(iter(self.parts.values())))

    @property
    def texts(self) -> pa.Array:
        """The texts that codes stand for."""
        return self.lexicon.texts

    def unique_numbers(self, model: LinkModel) -> list[npt.NDArray[np.int64]]:
        """Return each unique number of each record as a code, below 0 where it has none; each of shape (records,)."""
        return [self.parts[f"{one.name}_value"].astype(np.int64) for one in model.attributes if one.unique]

    def grouped_by_numbers(self, model: LinkModel) -> npt.NDArray[np.int64]:
        """Return the group of each record that shared numbers make, by way of others as well; shape (records,).

        Without any unique number each record is a group of its own.
        """
        # A graph of records and numbers: two records hang together if a chain of numbers that they share leads there.
        size, codes, numbers = len(self), len(self.texts), self.unique_numbers(model)
        known = [np.flatnonzero(number >= 0) for number in numbers]
        ends = [size + place * codes + numbers[place][those] for place, those in enumerate(known)]
        nobody = np.empty(0, dtype=np.int64)
        left, right = np.concatenate([nobody, *known]), np.concatenate([nobody, *ends])
        return components(left, right, size + len(numbers) * codes)[:size]


@dataclass
class _Written:
    """The different written values of one attribute, and which of them each record has."""

    attribute: LinkAttribute
    values: pa.Array
    index: npt.NDArray[np.int32]
    lines: npt.NDArray[np.int64]
    notes: list[FaultyValues] = field(default_factory=list)

    def spread(self, of_each: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return for each record what was found for its written value."""
        return of_each[self.index]

    def note(self, kind: str, faulty: pa.Array) -> None:
        """Note the records whose value is at fault."""
        if pc.any(faulty).as_py():
            of_each = self.spread(np.asarray(faulty.fill_null(False)))
            self.notes.extend(note(self.attribute.name, kind, of_each, self.lines))


def standardise(
    records: pa.Table, model: LinkModel, today: date, first_line: int = 2, known: Lexicon | None = None
) -> StandardisedRecords:
    """Return records of persons as numbers, under the attributes of a model.

    Parameters
    ----------
    records
        One row for each record, with the columns that the model names; what is no text is taken as it is written.
    today
        A birth date after it is noted, and compared as it is written up to a century later: it has two digits of a
        year in the wrong century. A day of an event after it is left out.
    first_line
        The line of the file on which the first record stands, for notes.
    known
        Texts that have a code already, and keep it.

    Returns
    -------
    Codes and flags in a row per record, and notes of every value that was left out. A record is never left out.

    Raises
    ------
    RequestError
        If the records lack a column that the model names.

    Notes
    -----
    Work is done once for each different written value: millions of records have thousands of names.
    """
    for column in (name for attribute in model.attributes for name in attribute.columns):
        if column not in records.column_names:
            have = ", ".join(records.column_names)
            raise RequestError(f"the model reads the column {column}; the records have {have}")
    lines = np.arange(first_line, first_line + records.num_rows)
    written = [_written(records, attribute, model.missing, lines) for attribute in model.attributes]
    values, lexicon = _coded([_READERS[one.attribute.kind](one, today) for one in written], known or Lexicon.empty())
    lexicon = lexicon.with_names(_of_names(written, values))
    columns = {
        name: one.spread(codes)
        for one, value in zip(written, values, strict=True)
        for name, codes in parts_of(one.attribute, value, lexicon).items()
    }
    return StandardisedRecords(columns, lexicon, tuple(note for one in written for note in one.notes))


def _coded(values: list[_Read], known: Lexicon) -> tuple[list[Codes], Lexicon]:
    """Return the values of each attribute as codes, texts by the lexicon, and the lexicon with them."""
    lexicon, codes = known.with_texts([one for one in values if isinstance(one, pa.Array)])
    waiting = iter(codes)
    return [next(waiting) if isinstance(one, pa.Array) else one for one in values], lexicon


def _of_names(written: list[_Written], values: list[Codes]) -> Codes:
    """Return the codes of all names and texts, which can be heard."""
    found = [value for one, value in zip(written, values, strict=True) if "sound" in one.attribute.rules.parts]
    return np.concatenate([*found, np.empty(0, dtype=np.int32)])


def _written(
    records: pa.Table, attribute: LinkAttribute, missing: frozenset[str], lines: npt.NDArray[np.int64]
) -> _Written:
    columns = [pc.cast(records[name].combine_chunks(), pa.string()) for name in attribute.columns]
    separator = "-" if attribute.kind == "date" else " "
    joined = columns[0]
    if len(columns) > 1:
        joined = pc.binary_join_element_wise(*map(pc.utf8_trim_whitespace, columns), separator, null_handling="skip")
    encoded = joined.dictionary_encode(null_encoding="encode")
    values = pc.utf8_trim_whitespace(encoded.dictionary)
    unknown = pc.is_in(pc.utf8_lower(values), value_set=pa.array(["", *sorted(missing)]))
    index = np.asarray(encoded.indices)
    return _Written(attribute, pc.if_else(unknown, pa.scalar(None, pa.string()), values), index, lines)


def _text(written: _Written, _today: date) -> pa.Array:
    values = written.values
    too_long = pc.fill_null(pc.greater(pc.utf8_length(values), LONGEST_NAME), False)
    written.note("too long", too_long)
    written.note("marks", pc.fill_null(pc.match_substring_regex(values, pattern=r"[\p{Cf}\p{Cc}]"), False))
    text = names.standard_text(pc.if_else(too_long, pa.scalar(None, pa.string()), values))
    return names.without_prefixes(text) if written.attribute.prefixes else text


def _date(written: _Written, today: date) -> Codes:
    numbers = dates.numbers(written.values, written.attribute.order)
    _note_dates(written, numbers, numbers > dates.as_number(today))
    # A birth in the future has two digits of its year in the wrong century, most often in each record of its person;
    # one that would still be in the future a century earlier says nothing.
    too_late = numbers - dates.A_CENTURY > dates.as_number(today)
    return np.where(too_late | (numbers == 0), np.int32(UNKNOWN), numbers)


def _day(written: _Written, today: date) -> Codes:
    """A day on which something happened, counted from the year 1; one that is not known to the day is no day."""
    numbers = dates.numbers(written.values, written.attribute.order)
    days = np.array([dates.ordinal(number) for number in numbers.tolist()], dtype=np.int32)
    _note_dates(written, days, future := days > today.toordinal())
    # A value at fault says nothing, which is better than to let it speak against its unit.
    return np.where(future | (days == 0), np.int32(UNKNOWN), days)


def _note_dates(written: _Written, numbers: Codes, future: npt.NDArray[np.bool_]) -> None:
    """Note what is no date and what is in the future."""
    written.note("no date", pc.and_(pa.array(numbers == 0), pc.is_valid(written.values)))
    written.note("in the future", pa.array(future))


def _code(written: _Written, _today: date) -> pa.Array:
    return names.standard_text(written.values)


def _number(written: _Written, _today: date) -> pa.Array:
    text = pc.replace_substring_regex(pc.utf8_upper(written.values), pattern="[^A-Z0-9]", replacement="")
    check = CHECKS.get(written.attribute.check)
    if check is not None:
        valid = check(text)
        written.note("fails its test", pc.invert(valid))
        text = pc.if_else(valid, text, pa.scalar(None, pa.string()))
    return text


def passes_eleven_test(numbers: pa.Array) -> pa.Array:
    """Tell for each text whether it is a burgerservicenummer: eight or nine digits that pass the test of eleven.

    Null where there is no text. The test is that of article 2 of the Besluit burgerservicenummer.
    """
    eight_or_nine = pc.match_substring_regex(numbers, pattern="^[0-9]{8,9}$")
    values = pc.cast(pc.if_else(pc.fill_null(eight_or_nine, False), numbers, pa.scalar("0")), pa.int32())
    # Eight digits are nine with a zero in front, which weighs nothing.
    rest, total = np.asarray(values), np.zeros(len(numbers), dtype=np.int32)
    some = rest > 0
    for weight in _BSN_WEIGHTS:
        above = rest // 10
        total += weight * (rest - 10 * above)
        rest = above
    return pc.and_(eight_or_nine, pa.array((total % 11 == 0) & some))


CHECKS: Mapping[str, Callable[[pa.Array], pa.Array]] = {"bsn": passes_eleven_test}
"""What a declaration can ask of a number, by name."""


_READERS: Mapping[str, Callable[[_Written, date], _Read]] = {
    "name": _text,
    "text": _text,
    "date": _date,
    "day": _day,
    "code": _code,
    "source": _code,
    "number": _number,
}
