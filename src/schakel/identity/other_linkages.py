"""Who would be who under other linkages: a strict one (by numbers only) and a loose one (joining all for review).

A figure that differs little between them depends little on where the threshold lies. They do not bound the truth: who
goes by another name and another number is missed by all of them.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.key_map import KEY_MAP
from schakel.identity.persons import LinkedPersons
from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.related import first_connected
from schakel.model.alliance import Alliance

STRICT, LOOSE = "strict", "loose"
_OTHER = "other"


def other_linkages(
    linked: LinkedPersons, suggested: Sequence[tuple[str, str]], alliance: Alliance, provider: KeyedHash
) -> dict[str, pa.Table]:
    """Return, for each other linkage, the lines of the key map that would name another person."""
    others = {STRICT: _apart(linked), LOOSE: _together(linked, suggested)}
    return {name: _lines(changed, alliance, provider) for name, changed in others.items()}


def _apart(linked: LinkedPersons) -> pa.Table:
    """Records of a person that share no number are of as many: the first keeps the id."""
    keys, first, of_record = np.unique(
        # Within a person only: a number that two persons share joins nobody here, since this linkage is the stricter
        # one.
        linked.who << 32 | linked.known.grouped_by_numbers(),
        return_index=True,
        return_inverse=True,
    )
    order = np.lexsort((first, keys >> 32))
    begins = np.flatnonzero(np.diff(keys[order] >> 32, prepend=-1))
    part = np.empty(len(keys), dtype=np.int64)
    part[order] = np.arange(len(keys)) - np.repeat(begins, np.diff(begins, append=len(keys)))
    changed = np.flatnonzero(part[of_record])
    rows, parts = linked.rows.take(pa.array(changed)), part[of_record[changed]].tolist()
    others = [f"{person} {number}" for person, number in zip(rows["person"].to_pylist(), parts, strict=True)]
    return rows.append_column(_OTHER, pa.array(others, pa.string()))


def _together(linked: LinkedPersons, suggested: Sequence[tuple[str, str]]) -> pa.Table:
    """All persons that suggested pairs connect are one: the one whose id comes first."""
    names = sorted({name for pair in suggested for name in pair})
    first = first_connected(suggested, names)
    others = pa.array([first[name] for name in names], pa.string()).take(
        pc.index_in(linked.rows["person"].combine_chunks(), value_set=pa.array(names, pa.string()))
    )
    differs = pc.fill_null(pc.not_equal(linked.rows["person"].combine_chunks(), others), False)
    return linked.rows.append_column(_OTHER, others).filter(differs)


def _lines(changed: pa.Table, alliance: Alliance, provider: KeyedHash) -> pa.Table:
    """The lines of the key map of every unit that is named by its person alone, where that is another one."""
    found = [KEY_MAP.empty_table()]
    for partner, units in _named_by_person(alliance):
        of_partner = changed.filter(pc.equal(changed["partner"], partner))
        ids = of_partner[_OTHER].to_pylist()
        for unit in units:
            columns = [of_partner[name] for name in ("partner", "delivery", "row")]
            named = [pa.repeat(unit, len(ids)), pa.array(np.ascontiguousarray(provider.numbers(unit, ids)[:, 0]))]
            found.append(pa.Table.from_arrays([*columns, *named], schema=KEY_MAP))
    return pa.concat_tables(found)


def _named_by_person(alliance: Alliance) -> Iterator[tuple[str, list[str]]]:
    """The units of each partner whose key is nothing but what the person replaces."""
    for name, partner in alliance.partners.items():
        contract = partner.contract
        yield name, [key.unit for key in contract.units if contract.names_person(key, alliance.persons)]
