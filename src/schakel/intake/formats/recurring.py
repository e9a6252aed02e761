"""A column in which texts recur is carried as a dictionary: each text once, and for each row which of them it has.

Reading, casting, checking and writing a text then takes as long for a thousand rows as for one. Where most texts differ
a dictionary costs more than it saves, so a column is one or the other by what its first rows show.
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

LOOKED_AT = 1 << 14
"""The first rows of a column, by which is told whether it recurs."""
MOST_DISTINCT = 0.5
"""Of the values in these: with more, finding each value among the others takes longer than treating all of them."""


def is_recurring(values: pa.Array) -> bool:
    """Whether most values of a column are there a second time."""
    if pa.types.is_dictionary(values.type):
        return len(values.dictionary) <= MOST_DISTINCT * len(values)
    # Arrow holds no list beside another.
    if pa.types.is_nested(values.type):
        return False
    looked_at = values.slice(0, LOOKED_AT)
    return len(pc.unique(looked_at)) <= MOST_DISTINCT * len(looked_at)


def each_once(values: pa.Array) -> pa.DictionaryArray:
    """Return a column as a dictionary, as it is where it is one."""
    return values if pa.types.is_dictionary(values.type) else values.dictionary_encode()


def of_rows(values: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return a dictionary without the values that no row has."""
    indices = values.indices.drop_null().to_numpy(zero_copy_only=False)
    used = np.bincount(indices, minlength=len(values.dictionary)) > 0
    if used.all():
        return values
    new = pa.array(np.where(used, np.cumsum(used) - 1, 0), pa.int32())
    return pa.DictionaryArray.from_arrays(new.take(values.indices), values.dictionary.filter(pa.array(used)))


def chosen(values: pa.Array, mask: pa.BooleanArray) -> pa.Array:
    """Return the values of some rows, and of a dictionary no more than these have."""
    some = values.filter(mask)
    return of_rows(some) if pa.types.is_dictionary(some.type) else some


def each_alone(values: pa.Array) -> pa.Array:
    """Return a column with a value for each row."""
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def by_value(work: Callable[[pa.Array], pa.Array], values: pa.Array) -> pa.Array:
    """Do a work that asks nothing but the value on a column: of a dictionary on each value once."""
    if not pa.types.is_dictionary(values.type):
        return work(values)
    done = work(values.dictionary)
    if done is values.dictionary:
        return values
    # Of two values that become one text there must not be two: whoever writes a dictionary counts on that.
    once = done.dictionary_encode()
    return pa.DictionaryArray.from_arrays(once.indices.take(values.indices), once.dictionary)
