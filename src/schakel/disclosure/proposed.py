"""A release as the protection library needs it: an alliance's tables and everything published before."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from schakel.disclosure.tables.classes import with_sums_of_classes
from schakel.disclosure.tables.concepts import with_sums_of_concepts
from schakel.disclosure.tables.stated import counts_by_what_they_ask
from schakel.disclosure.tables.table_equations import TableEquations
from schakel_protection.releases import ProposedRelease, ReleaseRecord, SameCount
from schakel_protection.tables import Reserved


def propose(tables: TableEquations, before: Sequence[ReleaseRecord], seed: bytes = b"") -> ProposedRelease:
    """Return what some tables and statements are when they leave together after some releases."""
    return ProposedRelease(
        tables.equations,
        np.flatnonzero(tables.equations.hidden & ~tables.readable.hidden).tolist(),
        tables.all_shares,
        [places for printed in tables.printed.values() for places in printed],
        [_with_sums(release, tables) for release in before],
        left_before(tables, before),
        seed,
    )


def _with_sums(release: ReleaseRecord, tables: TableEquations) -> ReleaseRecord:
    wider = with_sums_of_classes(release, tables.equations.keys)
    return with_sums_of_concepts(wider, tables.equations.keys, tables.schemes)


def left_before(tables: TableEquations, before: Sequence[ReleaseRecord]) -> tuple[SameCount, ...]:
    """Return the stated counts of an earlier day that left with the tables of that day, and have not changed since.

    Returns
    -------
    tuple of SameCount
        A count is the same only if nothing about it changed: else it is protected as a new one.
    """
    found = []
    for release in (one for one in before if not one.drawn):
        known = counts_by_what_they_ask(release.equations.keys)
        for keys, asked in tables.then:
            places = [tables.equations.index(key) for key in keys if key in tables.equations]
            cells = known.get(replace(asked, moment=""), ()) if _day(asked.moment) == _day(release.edition) else ()
            # Compared by the true values, since equal printed numbers can hide a change; the change is what must be
            # protected.
            if [*tables.equations.values[places]] == [*release.equations.values[list(cells)]]:
                found += [_same(place, release, cell) for place, cell in zip(places, cells, strict=True)]
    return tuple(found)


def _day(edition: str) -> str:
    """The reference date that the name of an edition begins with."""
    return edition[:10]


def _same(place: int, release: ReleaseRecord, cell: int) -> SameCount:
    key = ((Reserved.EDITION, release.name), *release.equations.keys[cell])
    return SameCount(place, key, float(release.shown[cell]))
