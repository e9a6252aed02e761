"""Records as numbers: each attribute of each record becomes the codes of its parts.

Work is done once for each different written value, never once for each record. All texts share one list, so that a
code means the same text in every column and a first name can be held against a surname.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.linking import dates, names
from schakel.identity.linking.declared import Attribute, LinkModel
from schakel.identity.linking.levels import UNKNOWN, Columns
from schakel.identity.linking.notes import Note, note
from schakel.identity.linking.numbers import CHECKS

Codes = npt.NDArray[Any]
_NO_TEXTS = pa.array([], pa.string())


@dataclass(frozen=True)
class Records:
    """Standardised records.

    Parameters
    ----------
    parts
        One row for each record: for each attribute and part a column `<attribute>_<part>`, of codes (UNKNOWN where it
        says nothing) or of flags.
    texts
        The texts that codes stand for.
    notes
        What was wrong in the records.
    """

    parts: Columns
    texts: pa.Array
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return len(next(iter(self.parts.values())))


class _Texts:
    """The one list of texts; what is put in gets its codes when all is in."""

    def __init__(self, known: pa.Array) -> None:
        self._known = known
        self._parts = [known.slice(0, 0)]

    def codes(self, texts: pa.Array) -> "_Waiting":
        """Take texts in; their codes come later."""
        self._parts.append(texts)
        return _Waiting(len(self._parts) - 1)

    def all(self) -> tuple[list[pa.Array], pa.Array]:
        """Return the codes of all that was taken in, part by part, and the list of texts."""
        encoded = pa.concat_arrays(self._parts).dictionary_encode()
        numbers, listed = self._numbered(encoded.dictionary)
        codes = numbers.take(encoded.indices)
        starts = np.cumsum([0, *(len(part) for part in self._parts)])
        return [codes[start:end] for start, end in pairwise(starts.tolist())], listed

    def _numbered(self, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Return the codes of different texts, behind those that are known, and the list of all.

        The known ones are looked up among the new: these are fewer, and stay in the cache of a processor.
        """
        if not len(self._known):
            return pa.array(np.arange(len(texts), dtype=np.int32)), texts
        place = pc.index_in(self._known, value_set=texts)
        found = np.asarray(pc.indices_nonzero(pc.is_valid(place)), dtype=np.int64)
        numbers = np.full(len(texts), -1, dtype=np.int32)
        numbers[place.drop_null().to_numpy()] = found
        new = numbers < 0
        numbers[new] = len(self._known) + np.arange(np.count_nonzero(new))
        return pa.array(numbers), pa.concat_arrays([self._known, texts.filter(pa.array(new))])


@dataclass(frozen=True)
class _Waiting:
    """Texts that wait for their codes, by their place in the list."""

    place: int


@dataclass
class _Written:
    """The different written values of one attribute, and which of them each record has."""

    attribute: Attribute
    values: pa.Array
    index: Codes
    lines: npt.NDArray[np.int64]
    notes: list[Note] = field(default_factory=list)

    def spread(self, found: pa.Array) -> Codes:
        """Return for each record what was found for its written value."""
        of_each: Codes = np.asarray(found.fill_null(False if found.type == pa.bool_() else UNKNOWN))
        return of_each[self.index]

    def note(self, kind: str, faulty: pa.Array) -> None:
        """Note the records whose value is at fault."""
        if pc.any(faulty).as_py():
            self.notes.extend(note(self.attribute.name, kind, self.spread(faulty), self.lines))


def standardise(
    records: pa.Table, model: LinkModel, today: date, first_line: int = 2, known: pa.Array = _NO_TEXTS
) -> Records:
    """Return records of persons as numbers, under the attributes of a model.

    Parameters
    ----------
    records
        One row for each record, with the columns that the model names, all text.
    today
        A birth date after it is noted and left out.
    first_line
        The line of the file on which the first record stands, for notes.
    known
        Texts that have a code already, and keep it.
    """
    texts, found, notes = _Texts(known), list[tuple[str, _Written, pa.Array | _Waiting]](), list[Note]()
    lines = np.arange(first_line, first_line + records.num_rows)
    for attribute in model.attributes:
        written = _written(records, attribute, model.missing, lines)
        parts = _READERS[attribute.kind](written, texts, today)
        found.extend((f"{attribute.name}_{part}", written, values) for part, values in parts.items())
        notes.extend(written.notes)
    codes, listed = texts.all()
    columns = {
        name: written.spread(codes[values.place] if isinstance(values, _Waiting) else values)
        for name, written, values in found
    }
    return Records(columns, listed, tuple(notes))


def _written(
    records: pa.Table, attribute: Attribute, missing: frozenset[str], lines: npt.NDArray[np.int64]
) -> _Written:
    columns = [records[name].combine_chunks() for name in attribute.columns]
    separator = "-" if attribute.kind == "date" else " "
    joined = columns[0]
    if len(columns) > 1:
        joined = pc.binary_join_element_wise(*map(pc.utf8_trim_whitespace, columns), separator, null_handling="skip")
    encoded = joined.dictionary_encode(null_encoding="encode")
    values = pc.utf8_trim_whitespace(encoded.dictionary)
    unknown = pc.is_in(pc.utf8_lower(values), value_set=pa.array(["", *sorted(missing)]))
    index = np.asarray(encoded.indices)
    return _Written(attribute, pc.if_else(unknown, pa.scalar(None, pa.string()), values), index, lines)


def _text(written: _Written, texts: _Texts, _today: date) -> dict[str, pa.Array | _Waiting]:
    values = written.values
    too_long = pc.fill_null(pc.greater(pc.utf8_length(values), names.LONGEST), False)
    written.note("too long", too_long)
    written.note("marks", pc.fill_null(pc.match_substring_regex(values, pattern=r"[\p{Cf}\p{Cc}]"), False))
    text = names.standard_text(pc.if_else(too_long, pa.scalar(None, pa.string()), values))
    if written.attribute.prefixes:
        text = names.without_prefixes(text)
    return {
        "value": texts.codes(text),
        "sound": texts.codes(names.sound(text)),
        "initial": texts.codes(names.initial(text)),
        "short": pc.equal(pc.utf8_length(text), 1),
    }


def _date(written: _Written, _texts: _Texts, today: date) -> dict[str, pa.Array | _Waiting]:
    numbers = dates.numbers(written.values, written.attribute.order)
    numbers = _noted(written, numbers, numbers > dates.as_number(today))
    parts = {"value": numbers, "year": numbers // 10000, "month": numbers // 100 % 100, "day": numbers % 100}
    vague = pa.array(dates.is_vague(numbers), mask=numbers == 0)
    return {**_known(parts), "vague": vague}


def _day(written: _Written, _texts: _Texts, today: date) -> dict[str, pa.Array | _Waiting]:
    """A day on which something happened, counted from the year 1; one that is not known to the day is no day."""
    numbers = dates.numbers(written.values, written.attribute.order)
    days = np.array([dates.ordinal(number) for number in numbers.tolist()], dtype=np.int32)
    days = _noted(written, days, days > today.toordinal())
    periods = {"period": days // dates.PERIOD, "shifted": (days + dates.PERIOD // 2) // dates.PERIOD}
    return _known({"value": days, **{name: np.where(days > 0, one, 0) for name, one in periods.items()}})


def _noted(written: _Written, numbers: dates.Numbers, future: npt.NDArray[np.bool_]) -> dates.Numbers:
    """Note what is no date and what is in the future; return the others, 0 for those."""
    written.note("no date", pc.and_(pa.array(numbers == 0), pc.is_valid(written.values)))
    written.note("in the future", pa.array(future))
    return np.where(future, np.int32(0), numbers)


def _known(parts: Mapping[str, dates.Numbers]) -> dict[str, pa.Array | _Waiting]:
    return {name: pa.array(part.astype(np.int32), mask=part == 0) for name, part in parts.items()}


def _code(written: _Written, texts: _Texts, _today: date) -> dict[str, pa.Array | _Waiting]:
    return {"value": texts.codes(names.standard_text(written.values))}


def _number(written: _Written, texts: _Texts, _today: date) -> dict[str, pa.Array | _Waiting]:
    text = pc.replace_substring_regex(pc.utf8_upper(written.values), pattern="[^A-Z0-9]", replacement="")
    check = CHECKS.get(written.attribute.check)
    if check is not None:
        valid = check(text)
        written.note("fails its test", pc.invert(valid))
        text = pc.if_else(valid, text, pa.scalar(None, pa.string()))
    return {"value": texts.codes(text)}


_READERS: Mapping[str, Callable[[_Written, _Texts, date], Mapping[str, pa.Array | _Waiting]]] = {
    "name": _text,
    "text": _text,
    "date": _date,
    "day": _day,
    "code": _code,
    "number": _number,
}
