"""Who would be whom under other linkages: a strict one, by numbers alone, and a loose one that joins all for review.

A figure that differs little between them depends little on where the threshold lies. They do not bound the truth: who
goes by another name and another number is missed by all of them.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.identity.key_map import KEY_MAP
from schakel.identity.link_quality import by_numbers
from schakel.identity.linking.clustering import components
from schakel.identity.linking.standardising import standardise
from schakel.identity.persons import LinkedPersons
from schakel.identity.pseudonyms import PseudonymProvider
from schakel.model.alliance import Alliance

STRICT, LOOSE = "strict", "loose"

Integers = npt.NDArray[np.int64]


def other_linkages(
    linked: LinkedPersons, suggested: Sequence[tuple[str, str]], alliance: Alliance, provider: PseudonymProvider
) -> dict[str, pa.Table]:
    """Return, for each other linkage, the lines of the key map that would name another person.

    Parameters
    ----------
    suggested
        The pairs of persons that people are asked to judge.
    """
    persons = linked.rows["person"].to_pylist()
    others = {STRICT: _apart(persons, _numbered(linked)), LOOSE: _together(persons, suggested)}
    return {name: _changed(linked.rows, persons, other, alliance, provider) for name, other in others.items()}


def _numbered(linked: LinkedPersons) -> Integers:
    return by_numbers(standardise(linked.records, linked.model, linked.as_of), linked.model)


def _apart(persons: Sequence[str], numbered: Integers) -> list[str]:
    """Records of a person that share no number are of as many: the first keeps the id."""
    parts: dict[str, dict[int, int]] = {}
    found = []
    for person, group in zip(persons, numbered.tolist(), strict=True):
        known = parts.setdefault(person, {})
        part = known.setdefault(group, len(known))
        found.append(f"{person} {part}" if part else person)
    return found


def _together(persons: Sequence[str], suggested: Sequence[tuple[str, str]]) -> list[str]:
    """All persons that suggested pairs connect are one: the one whose id comes first."""
    names = sorted({*persons, *(name for pair in suggested for name in pair)})
    place = {name: number for number, name in enumerate(names)}
    left, right = (np.array([place[pair[side]] for pair in suggested], dtype=np.int64) for side in (0, 1))
    group = components(left, right, len(names))
    first = dict(zip(group[::-1].tolist(), reversed(names), strict=True))
    return [first[group[place[name]]] for name in persons]


def _changed(
    rows: pa.Table, persons: Sequence[str], other: Sequence[str], alliance: Alliance, provider: PseudonymProvider
) -> pa.Table:
    """The lines of the key map of every unit that is named by its person alone, where that is another one."""
    changed = rows.append_column("other", pa.array(other, pa.string())).filter(
        pa.array([one != two for one, two in zip(persons, other, strict=True)], pa.bool_())
    )
    found = [KEY_MAP.empty_table()]
    for partner, units in _named_by_person(alliance):
        of_partner = changed.filter(pa.compute.equal(changed["partner"], partner))
        ids = of_partner["other"].to_pylist()
        for unit in units:
            columns = [of_partner[name] for name in ("partner", "delivery", "row")]
            named = [pa.repeat(unit, len(ids)), pa.array(provider.pseudonyms(unit, ids), pa.string())]
            found.append(pa.Table.from_arrays([*columns, *named], schema=KEY_MAP))
    return pa.concat_tables(found)


def _named_by_person(alliance: Alliance) -> Iterator[tuple[str, list[str]]]:
    """The units of each partner of which the key is one column in whose place the person stands."""
    numbers = alliance.persons.numbers if alliance.persons else frozenset()
    for name, partner in alliance.partners.items():
        columns: Mapping[str, str] = partner.contract.person_columns
        linked = {(column,) for attribute, column in columns.items() if attribute in numbers}
        yield name, [key.unit for key in partner.contract.units if key.columns in linked]
