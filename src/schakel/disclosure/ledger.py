"""The release ledger: what earlier editions gave away is a constraint of the next.

A revision that adds three late registrations to last year's table gives those three away to whoever subtracts: the
differencing attack. So every release is kept, with what it published, inside the secured zone; and a new edition is
protected and attacked together with all that the ledger holds of the same product and population. The file is only
ever appended to; each line carries the checksum of the one before, so a line that was changed or left out shows.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse

from schakel.disclosure.attack.audit import Requirement, publish
from schakel.disclosure.attack.parts import Knowledge
from schakel.disclosure.solver import Places
from schakel.disclosure.tables.equations import CHANGE, EDITION, Equations, Key, Mask
from schakel.disclosure.tables.linking import with_change
from schakel.model.errors import DisclosureError, Fault


@dataclass(frozen=True, eq=False)
class Release:
    """One published edition of a table: its equations, and the cells that were suppressed in it."""

    product: str
    edition: str
    equations: Equations
    suppressed: Mask


@dataclass(frozen=True, eq=False)
class Joint:
    """A new edition together with the earlier ones: what may still be hidden, and what is already out."""

    equations: Equations
    published_before: Places
    changes: Places

    def knowledge(self, later: Equations, suppressed: Mask) -> Knowledge:
        """Return what is known once the new edition is out with some of its cells suppressed."""
        hidden = np.zeros(len(self.equations), dtype=bool)
        hidden[: len(later)] = suppressed
        return publish(self.equations, hidden)

    def requirement(self, own: Requirement, minimum: int, before: Sequence[Release]) -> Requirement:
        """Protect the cells of the new edition, those suppressed before, and small changes between editions."""
        values = self.equations.values
        small = self.changes[(values[self.changes] > 0) & (values[self.changes] < minimum)]
        suppressed = [
            self.equations.index(((EDITION, release.edition), *release.equations.keys[place]))
            for release in before
            for place in np.flatnonzero(release.suppressed).tolist()
        ]
        places = np.unique(np.concatenate([own.places, small, np.array(suppressed, dtype=np.int64)]).astype(np.int64))
        below, above = np.minimum(1.0, values[places]), np.ones(len(places))
        known = np.isin(places, own.places)
        below[known], above[known] = own.below, own.above
        return Requirement(places, below, above)


def join(later: Equations, before: Sequence[Release]) -> Joint:
    """Join a new edition to the earlier ones of the same, growing population."""
    joint = later
    for release in before:
        table = release.equations
        hidden = table.hidden | release.suppressed
        shown = Equations(table.keys, table.values, table.relations, hidden, table.inequalities, table.integer)
        joint = with_change(joint, shown, release.edition)
    known = np.arange(len(joint)) >= len(later)
    changes = np.array([bool(key) and key[0][0] == CHANGE for key in joint.keys])
    return Joint(joint, np.flatnonzero(known & ~joint.hidden), np.flatnonzero(changes))


def append(file: Path, release: Release) -> None:
    """Write one release at the end of the ledger."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    record = {
        "product": release.product,
        "edition": release.edition,
        "cells": [list(map(list, key)) for key in release.equations.keys],
        "values": release.equations.values.tolist(),
        "hidden": np.flatnonzero(release.equations.hidden).tolist(),
        "suppressed": np.flatnonzero(release.suppressed).tolist(),
        "relations": _as_record(release.equations.relations),
        "previous": _checksum(lines[-1]) if lines else "",
    }
    with file.open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps(record, separators=(",", ":"), ensure_ascii=False) + "\n")


def read(file: Path, product: str = "") -> tuple[Release, ...]:
    """Return the releases of a product (of all, by default), the earliest first.

    Raises
    ------
    DisclosureError
        If a line was changed or left out since it was written.
    """
    if not file.exists():
        return ()
    found, previous = [], ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        record = json.loads(line)
        if record["previous"] != previous:
            raise DisclosureError(
                Fault("the line before this one is not the one that it was written after", str(file), number)
            )
        previous = _checksum(line)
        if not product or record["product"] == product:
            found.append(_as_release(record))
    return tuple(found)


def _as_release(record: dict[str, Any]) -> Release:
    keys: tuple[Key, ...] = tuple(tuple((str(a), str(b)) for a, b in key) for key in record["cells"])
    values = np.array(record["values"], dtype=float)
    row, column, weight, count = record["relations"]
    relations = sparse.csr_array((np.array(weight, float), (row, column)), shape=(count, len(keys)))
    hidden, suppressed = np.zeros(len(keys), dtype=bool), np.zeros(len(keys), dtype=bool)
    hidden[record["hidden"]], suppressed[record["suppressed"]] = True, True
    equations = Equations(keys, values, relations, hidden)
    return Release(str(record["product"]), str(record["edition"]), equations, suppressed)


def _as_record(relations: sparse.csr_array) -> list[object]:
    entries = relations.tocoo()
    return [entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), relations.shape[0]]


def _checksum(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
