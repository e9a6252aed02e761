"""What one edition disclosed and printed: knowledge that cannot be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.parts import Knowledge
from schakel_protection.attack.requirements import Requirement, merged, sliding
from schakel_protection.solver import INFINITE
from schakel_protection.tables.equations import Equations, Key, Vector, sparse_rows
from schakel_protection.tables.linking import link


@dataclass(frozen=True, eq=False)
class ReleaseRecord:
    """What one edition of a product gave away.

    Parameters
    ----------
    product, edition
        Whose release it is.
    equations
        Its cells, with their true values, and the relations between them.
    known
        What was published of each cell: a value, a range, or nothing.
    shown
        The number that was printed for each cell; not a number where there was none.
    promised
        The ranges that must stay open.
    witness
        A whole table that agrees with all that was printed; None of a release that has none.
    after
        Of an epoch, how many releases left before it opened; None of a release.
    amounts
        The same of sums of amounts; None of a release without any.
    beside
        Whether it is of the edition that leaves now: then readers know that no count has changed since.
    """

    product: str
    edition: str
    equations: Equations
    known: Knowledge
    shown: Vector
    promised: Requirement
    witness: Vector | None = None
    after: int | None = None
    amounts: "ReleaseRecord | None" = None
    beside: bool = False

    @property
    def name(self) -> str:
        """What its cells are named after when they are beside those of another."""
        return f"{self.edition} of {self.product}"

    @property
    def drawn(self) -> bool:
        """Whether it is an epoch: what was asked for was drawn near the counts, and is no multiple of anything."""
        return self.after is not None

    @classmethod
    def of_parts(cls, parts: "Sequence[ReleaseRecord]") -> "ReleaseRecord":
        """Return as one what several parts of a release gave away that have no cell in common."""
        first, tables = parts[0], [one.equations for one in parts]
        starts = np.cumsum([0, *(len(table) for table in tables)])
        promised = [
            sliding(one.promised.places + start, one.promised.width)
            for one, start in zip(parts, starts[:-1], strict=True)
        ]
        lower, upper = ([getattr(one.known, end) for one in parts] for end in ("lower", "upper"))
        return cls(
            first.product,
            first.edition,
            link(*tables),
            Knowledge(np.concatenate(lower), np.concatenate(upper)),
            np.concatenate([one.shown for one in parts]),
            merged(*promised),
            np.concatenate([_witness_of(one) for one in parts]),
        )

    def told_of(self, cells: Equations) -> "ReleaseRecord":
        """Return the same of some cells alone, without what ties them to others."""
        places = [place for place, key in enumerate(self.equations.keys) if key in cells]
        table = self.equations.among(places)
        bare = Equations(table.keys, table.values, table.relations[:0], table.hidden, integer=table.integer)
        promised, shown = self.promised.among(places), self.shown[places]
        return replace(
            self, equations=bare, known=self.known.among(places), shown=shown, promised=promised, witness=None
        )

    def with_sums(self, sums: Mapping[Key, Sequence[Key]]) -> "ReleaseRecord":
        """Return the same with hidden cells besides that are sums of its own: readers add up what was shown of these.

        Parameters
        ----------
        sums
            By the name of a cell that it has not, the names of those that it is the sum of.
        """
        table, size, count = self.equations, len(self.equations), len(sums)
        entries = [(row, table.index(part), 1.0) for row, parts in enumerate(sums.values()) for part in parts]
        inside = sparse_rows(entries, count, size)
        own = sparse.hstack([table.relations, sparse.csr_array((table.relations.shape[0], count))])
        added = sparse.hstack([inside, -sparse.eye_array(count)])
        equations = Equations(
            (*table.keys, *sums),
            np.append(table.values, inside @ table.values),
            sparse.csr_array(sparse.vstack([own, added])),
            np.append(table.hidden, np.ones(count, dtype=bool)),
            integer=table.integer,
        )
        known = (np.append(self.known.lower, np.zeros(count)), np.append(self.known.upper, np.full(count, INFINITE)))
        shown, witness = (np.append(one, inside @ one) for one in (self.shown, _witness_of(self)))
        return replace(
            self,
            equations=equations,
            known=Knowledge(*known),
            shown=shown,
            witness=None if self.witness is None else witness,
        )

    def differs(self, other: "ReleaseRecord") -> bool:
        """Whether two releases print different numbers for one count."""
        known = shown_before(self.equations, [other])
        both = ~np.isnan(known) & ~np.isnan(self.shown)
        amounts = self.amounts and other.amounts
        return bool((known[both] != self.shown[both]).any()) or bool(amounts and self.amounts_differ(other))

    def amounts_differ(self, other: "ReleaseRecord") -> bool:
        """Whether one of two releases shows a sum of amounts that the other hides, or shows otherwise."""
        assert self.amounts and other.amounts
        ours, theirs = (
            dict(zip(one.equations.keys, one.shown.tolist(), strict=True)) for one in (self.amounts, other.amounts)
        )
        return any(not np.isclose(ours[key], theirs[key], equal_nan=True) for key in ours.keys() & theirs.keys())


def _witness_of(release: ReleaseRecord) -> Vector:
    """The witness, not a number anywhere where there is none."""
    return np.full(len(release.equations), np.nan) if release.witness is None else release.witness


def shown_before(later: Equations, before: Sequence[ReleaseRecord]) -> Vector:
    """Return per cell the number that an earlier edition printed for the same count; not a number if none did."""
    shown = np.full(len(later), np.nan)
    for release in before:
        table = release.equations
        for place, key in enumerate(table.keys):
            if key in later and not np.isnan(release.shown[place]):
                here = later.index(key)
                if later.values[here] == table.values[place] and not later.hidden[here]:
                    shown[here] = release.shown[place]
    return shown
