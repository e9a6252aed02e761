"""Who belongs to a group of persons, such as those born abroad: what most records of a person say."""

import numpy as np
import pyarrow as pa

from schakel.identity.arrays import Flags, Integers
from schakel.model.persons import PersonGroup


def group_members(records: pa.Table, one: PersonGroup, who: Integers) -> Flags:
    """Return for each record whether its person is in a group.

    Parameters
    ----------
    who
        The number of the person of each record, from 0; below 0 where it has none; shape (records,).
    """
    said = records[one.attribute].combine_chunks().dictionary_encode()
    values = sorted(said.dictionary.to_pylist())
    place = {value: number for number, value in enumerate(values)}
    code = np.array([place[value] for value in said.dictionary.to_pylist()], dtype=np.int64)[said.indices]
    tells = np.array([bool(value) and value not in one.unknown for value in values], dtype=np.bool_)[code] & (who >= 0)
    cells, times = np.unique(who[tells] * len(values) + code[tells], return_counts=True)
    person, value = np.divmod(cells, max(len(values), 1))
    # Of values said as often the first in the alphabet decides: the same in every build, whatever came in first.
    order = np.lexsort((value, -times, person))
    person, first = np.unique(person[order], return_index=True)
    inside = np.zeros(int(who.max(initial=-1)) + 2, dtype=np.bool_)
    inside[person] = np.array([one.holds(value) for value in values], dtype=np.bool_)[value[order][first]]
    found: Flags = inside[who] & (who >= 0)
    return found
