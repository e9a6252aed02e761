"""The release ledger: what earlier editions disclosed constrains the next.

A revision that adds three late registrations to last year's table gives those three away to whoever subtracts: the
differencing attack. So every release is kept, with what it published, inside the secured zone; and a new edition is
protected and attacked together with all that the ledger holds.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import scipy.sparse as sparse

from schakel_base.chained_file import ChainedFile
from schakel_protection.attack.parts import Knowledge
from schakel_protection.attack.requirements import Requirement, sliding
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.solver import INFINITE
from schakel_protection.tables.equations import Equations, Key, Vector


@dataclass(frozen=True)
class ReleaseLedger:
    """The releases of an alliance.

    Parameters
    ----------
    file
        In the secured zone: it holds true values.
    """

    file: ChainedFile

    def append(self, release: ReleaseRecord, **beside: Any) -> None:
        """Write one release at the end, and `beside` it what else JSON can hold, which `releases` does not read.

        Raises
        ------
        ChainError
            If the ledger has lost releases that its head knows.
        """
        self.file.append({"product": release.product, "edition": release.edition, **beside, **_as_record(release)})

    def releases(self, product: str = "") -> tuple[ReleaseRecord, ...]:
        """Return the releases of a product (of all, by default), the earliest first.

        Returns
        -------
        tuple of ReleaseRecord
            Without the inequalities of printed shares, which the ledger does not keep.

        Raises
        ------
        ChainError
            If a line was changed or left out since it was written, or releases were lost that the head knows.
        """
        return tuple(_as_release(one) for one in self.file.records() if product in ("", one["product"]))


def _as_record(release: ReleaseRecord) -> dict[str, Any]:
    table = release.equations
    return {
        "cells": [list(map(list, key)) for key in table.keys],
        "values": table.values.tolist(),
        "hidden": np.flatnonzero(table.hidden).tolist(),
        # The cells of an epoch sum millions of leaves.
        "relations": _packed(table.relations) if release.drawn else _entries(table.relations),
        "lower": release.known.lower.tolist(),
        # JSON has no infinity, and no number that is not one: both become null.
        "upper": [None if end == INFINITE else end for end in release.known.upper.tolist()],
        "shown": _with_gaps(release.shown),
        "witness": None if release.witness is None else _with_gaps(release.witness),
        "after": release.after,
        "promised": [release.promised.places.tolist(), _widths(release.promised)],
    } | ({} if release.amounts is None else {"amounts": _as_record(release.amounts)})


def _widths(promised: Requirement) -> list[float]:
    """How far apart the ends of each range are: of amounts, below and above together."""
    return [max(width, below + above) for _, below, above, width in promised]


def _as_release(record: dict[str, Any], integer: bool = True) -> ReleaseRecord:
    keys: tuple[Key, ...] = tuple(tuple((str(a), str(b)) for a, b in key) for key in record["cells"])
    said = record["relations"]
    relations = _unpacked(said) if isinstance(said, str) else _of_entries(said, len(keys))
    hidden = np.zeros(len(keys), dtype=bool)
    hidden[record["hidden"]] = True
    equations = Equations(keys, np.array(record["values"], dtype=float), relations, hidden, integer=integer)
    upper = [INFINITE if end is None else end for end in record["upper"]]
    known = Knowledge(np.array(record["lower"], dtype=float), np.array(upper, dtype=float))
    witness = record.get("witness")  # ledgers of earlier versions have none
    places, *widths = record["promised"]  # ledgers of earlier versions say how far below the count, and how far above
    promised = sliding(np.array(places, dtype=np.int64), np.sum(np.array(widths, float), axis=0))
    return ReleaseRecord(
        str(record["product"]),
        str(record["edition"]),
        equations,
        known,
        _numbers(record["shown"]),
        promised,
        None if witness is None else _numbers(witness),
        record.get("after"),
        _as_release({**_named(record), **record["amounts"]}, integer=False) if "amounts" in record else None,
    )


def _named(record: dict[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in ("product", "edition")}


def _entries(relations: sparse.csr_array) -> list[Any]:
    """Rows, columns and weights, and how many rows there are."""
    entries = relations.tocoo()
    return [entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), relations.shape[0]]


def _of_entries(said: list[Any], cells: int) -> sparse.csr_array:
    row, column, weight, count = said
    return sparse.csr_array((np.array(weight, float), (row, column)), shape=(count, cells))


def _packed(relations: sparse.csr_array) -> str:
    """The same as the file that SciPy keeps sparse matrices in, compressed, as text."""
    file = BytesIO()
    sparse.save_npz(file, relations.astype(np.int8))  # a sum has weights of 1 and -1
    return b64encode(file.getvalue()).decode("ascii")


def _unpacked(said: str) -> sparse.csr_array:
    return sparse.csr_array(sparse.load_npz(BytesIO(b64decode(said))))


def _with_gaps(numbers: Vector) -> list[float | None]:
    return [None if np.isnan(number) else number for number in numbers.tolist()]


def _numbers(with_gaps: list[float | None]) -> Vector:
    return np.array([np.nan if number is None else number for number in with_gaps], dtype=float)
