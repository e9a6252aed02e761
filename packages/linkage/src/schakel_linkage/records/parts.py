"""The parts of a value's code: the sound of a name, the year of a date, the period of a day."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Codes
from schakel_linkage.calibration import PERIOD
from schakel_linkage.link_model.declared import LinkAttribute, LinkModel
from schakel_linkage.link_model.levels import UNKNOWN, Columns
from schakel_linkage.records import dates
from schakel_linkage.records.lexicon import Lexicon


def parts_of(attribute: LinkAttribute, values: Codes, lexicon: Lexicon) -> Columns:
    """Return a column `<attribute>_<part>` for the values of an attribute and for each part of them.

    Parameters
    ----------
    values
        One code for each row, UNKNOWN where nothing is said: of a text in the lexicon, the number of a date, or a day.
    """
    of_kind = _PARTS.get(attribute.kind)
    parts = {"value": values, **(of_kind(values, lexicon) if of_kind else {})}
    return {f"{attribute.name}_{part}": codes for part, codes in parts.items()}


def all_parts(values: Columns, model: LinkModel, lexicon: Lexicon) -> Columns:
    """Return the columns of all attributes of a model, from those of their values."""
    return {
        name: codes
        for attribute in model.attributes
        for name, codes in parts_of(attribute, values[f"{attribute.name}_value"], lexicon).items()
    }


def values_of(columns: Columns) -> Columns:
    """Return the columns of values, from which the others follow."""
    return {name: codes for name, codes in columns.items() if name.endswith("_value")}


def _of_name(values: Codes, lexicon: Lexicon) -> Columns:
    return lexicon.parts(values)


def _of_date(values: Codes, _lexicon: Lexicon) -> Columns:
    # As narrow as they are: there are as many of them as there are records.
    parts: Columns = {
        "year": (values // 10000).astype(np.int16),
        "month": (values // 100 % 100).astype(np.int8),
        "day": (values % 100).astype(np.int8),
    }
    vague = dates.is_vague(values) & (values != UNKNOWN)
    return {**{name: _if_known(part, (part > 0) & (values > 0)) for name, part in parts.items()}, "vague": vague}


def _of_day(values: Codes, _lexicon: Lexicon) -> Columns:
    periods = {"period": values // PERIOD, "shifted": (values + PERIOD // 2) // PERIOD}
    return {name: _if_known(one, (one > 0) & (values > 0)) for name, one in periods.items()}


def _if_known(part: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    return np.where(known, part, part.dtype.type(UNKNOWN))


_PARTS: Mapping[str, Callable[[Codes, Lexicon], Columns]] = {
    "name": _of_name,
    "text": _of_name,
    "date": _of_date,
    "day": _of_day,
}
"""Beside its value a code, a source or a number has no parts."""
