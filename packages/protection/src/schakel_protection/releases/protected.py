"""Tables that leave together as they leave: what is printed of each, and what all of it gives away.

What was protected can be written down and read again, so that it need not be attacked twice.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from schakel_protection.profiles import Profile
from schakel_protection.releases.linked_tables import LinkedTables
from schakel_protection.releases.next_methods import Part, protect_parts
from schakel_protection.releases.proposed import Shown
from schakel_protection.releases.release import ReleaseRecord

_PARTS = "parts"


@dataclass(frozen=True, eq=False)
class ProtectedParts:
    """All that leaves together: each table and statement in one of the parts, which share no relation."""

    parts: tuple[Part, ...]

    @classmethod
    def of(
        cls, tables: LinkedTables, profile: Profile, before: Sequence[ReleaseRecord] = (), seed: bytes = b""
    ) -> "ProtectedParts":
        """Protect all under one profile; where the attack blocks it, each part under the first profile that passes.

        Parameters
        ----------
        tables
            All that leaves together.
        profile
            The profile, with the methods that it declares to be tried next.
        before
            What left before, the earliest first: releases, and epochs.
        seed
            A secret of this edition, from which the choice between roundings is drawn; without one the nearest is
            taken.

        Raises
        ------
        DisclosureError
            If there is a part for which no declared method passes, or if a solver has no answer in time.
        """
        return cls(protect_parts(tables, profile, before, seed))

    @cached_property
    def of_table(self) -> Mapping[str, Part]:
        """The part in which each table and statement leaves, by name."""
        return {name: part for part in self.parts for name in part.profiles}

    def record(self, product: str, edition: str, names: Sequence[str]) -> ReleaseRecord:
        """Return what some of the tables give away, for the ledger.

        Cells that nobody prints are in it too: what a later edition says of them is a difference of two releases.
        """
        return ReleaseRecord.of_parts([part.record(product, edition, names) for part in self.parts])

    def written(self, tables: LinkedTables) -> bytes:
        """Return all of it as one file, beside the tables that it was made of."""
        said = [
            {
                "whole": part.tables in (tables, tables.printed_under(part.under)),
                "under": part.under.name,
                "profiles": {name: profile.name for name, profile in part.profiles.items()},
                "additive": part.shown.additive,
            }
            for part in self.parts
        ]
        arrays = (part.shown.arrays.items() for part in self.parts)
        named: dict[str, Any] = {f"{number} {name}": one for number, all_ in enumerate(arrays) for name, one in all_}
        written = BytesIO()
        np.savez(written, **{_PARTS: np.array(json.dumps(said)), **named})
        return written.getvalue()

    @classmethod
    def read(cls, written: bytes, tables: LinkedTables, profile: Profile) -> "ProtectedParts | None":
        """Return what was written of tables and a profile; None if it is not of these, or does not hold of them."""
        try:
            with np.load(BytesIO(written), allow_pickle=False) as kept:
                parts = tuple(_read(kept, tables, profile))
        except (BadZipFile, ValueError, KeyError):
            return None
        return cls(parts) if all(one.shown.may_be_of(one.tables.equations) for one in parts) else None


def _read(kept: Mapping[str, NDArray[Any]], tables: LinkedTables, profile: Profile) -> Iterator[Part]:
    known = {one.name: one for one in (profile, *profile.next_profiles)}
    for number, said in enumerate(json.loads(str(kept[_PARTS]))):
        profiles, own = {name: known[one] for name, one in said["profiles"].items()}, f"{number} "
        arrays = {name.removeprefix(own): kept[name] for name in kept if name.startswith(own)}
        under, some = known[said["under"]], tables if said["whole"] else tables.among(list(profiles))
        out = [name for name, one in profiles.items() if one.withholds and not under.withholds]
        left = some.printed_under(under).withholding(out) if out else some.printed_under(under)
        yield Part(left, Shown.of_arrays(arrays, said["additive"]), profiles, under)
