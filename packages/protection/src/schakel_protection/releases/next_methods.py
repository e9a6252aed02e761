"""The next methods to try, in order, if the attack blocks a release or protection takes too much work.

They are declared in the profile. Only tables that hang together with an exposed cell are protected otherwise; others
stay as they were. What is tried is attacked as the first was, together with everything published before. If nothing
passes, nothing leaves: the sentence names tables, which are public, and never what is in them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_protection.attack.audit import ExposureError
from schakel_protection.effort import SUPPRESSION
from schakel_protection.profiles import Profile
from schakel_protection.releases.linked_tables import LinkedTables
from schakel_protection.releases.methods import protect_release
from schakel_protection.releases.proposed import ProposedRelease, Shown
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.solver import EffortError, at_most
from schakel_protection.tables.equations import Key

_Propose = Callable[[LinkedTables], ProposedRelease]
"""What some of the tables are when they leave by themselves, after what left before."""


@dataclass(frozen=True, eq=False)
class Part:
    """Tables and statements that share no relation with others, as they leave.

    Parameters
    ----------
    profiles
        Under which profile each of them leaves, by name.
    under
        The profile by which those of them are printed that are not withheld.
    """

    tables: LinkedTables
    shown: Shown
    profiles: Mapping[str, Profile]
    under: Profile

    def printed(self, name: str) -> Iterator[tuple[float, ...]]:
        """Yield the numbers that are printed for each cell or count of a table; not a number where there is none."""
        withheld = self.profiles[name].withholds
        for places in self.tables.printed[name]:
            yield tuple(np.nan if withheld else float(self.shown.values[place]) for place in places)

    def record(self, product: str, edition: str, names: Sequence[str]) -> ReleaseRecord:
        """Return what those of some tables that are of it give away, for the ledger."""
        cells = self.tables.cells_of([name for name in names if name in self.tables.cells])
        return self.shown.among(cells).record(product, edition, self.tables.equations.among(cells))


def in_turn() -> AbstractContextManager[None]:
    """Bound the work of all that is tried inside, one after the other, each with half of what is left at most."""
    return at_most(SUPPRESSION.in_all)


def refusal(names: Sequence[str], tried: Sequence[Profile]) -> str:
    """Return the sentence that refuses tables by their names; without any, the one table that there is.

    Parameters
    ----------
    names
        Of the tables that were protected together.
    tried
        The profiles, in the order in which they were tried.

    Returns
    -------
    str
        It begins with a small letter, as sentences of errors do.
    """
    what = f"the tables {', '.join(names)} together" if len(names) > 1 else " ".join(["the table", *names])
    under = " or ".join(dict.fromkeys(one.name for one in tried))
    them = "them" if len(names) > 1 else "it"
    return f"{what} may not leave: no way to protect {them} passed the test before release ({under})"


def protect_parts(
    tables: LinkedTables, profile: Profile, before: Sequence[ReleaseRecord] = (), seed: bytes = b""
) -> tuple[Part, ...]:
    """Protect all under one profile; where the attack blocks it, each part under the first profile that passes.

    As `ProtectedParts.of`, which see.
    """

    def propose(some: LinkedTables) -> ProposedRelease:
        return some.proposed(before, seed)

    try:
        return (_part(tables.printed_under(profile), profile, propose),)
    except (ExposureError, EffortError):
        own = tables.printed_under(profile)
        names = hanging_together(own, propose(own))
        with in_turn():
            return tuple(_first_that_passes(tables.among(one), profile, propose, len(names) > 1) for one in names)


def _part(tables: LinkedTables, profile: Profile, propose: _Propose) -> Part:
    shown = protect_release(propose(tables), profile)
    return Part(tables, shown, dict.fromkeys(tables.printed, profile), profile)


def _first_that_passes(tables: LinkedTables, profile: Profile, propose: _Propose, is_part: bool) -> Part:
    """Return a part under the first profile that passes; what is no part of anything was tried just now."""
    # The usual way first again: only the part that holds an exposed cell needs another.
    tried = [profile, *profile.next_profiles]
    for one in tried if is_part else tried[1:]:
        try:
            if one.withholds:
                return _withheld(tables.printed_under(profile), profile, one, propose)
            return _part(tables.printed_under(one), one, propose)
        except (ExposureError, EffortError):
            continue
    raise DisclosureError(refusal(list(tables.printed), tried))


def _withheld(tables: LinkedTables, profile: Profile, withheld: Profile, propose: _Propose) -> Part:
    """Leave out the tables that hold exposed cells, and with them ever more, until nothing is exposed.

    Where it takes more work than is allowed, the table with most cells is left out, whatever its figures are.
    """
    out: set[str] = set()
    while True:
        left = tables.withholding(out)
        try:
            shown = protect_release(propose(left), profile)
        except (ExposureError, EffortError) as found:
            exposed = _holding(tables, found.cells) if isinstance(found, ExposureError) else _largest(tables, out)
            more = set(exposed) - out
            if not more:
                raise
            out |= more
            continue
        profiles = {name: withheld if name in out else profile for name in tables.printed}
        return Part(left, shown, profiles, profile)


def _largest(tables: LinkedTables, out: set[str]) -> list[str]:
    left = sorted(name for name in tables.printed if name not in out)
    return [max(left, key=lambda name: len(tables.printed[name]))] if left else []


def _holding(tables: LinkedTables, cells: Sequence[Key]) -> Iterator[str]:
    """The tables and statements that hold some cells; the rest of a margin is held by those that hold the category."""
    for key in cells:
        known = key if key in tables.equations else key[1:]
        if known in tables.equations:
            place = tables.equations.index(known)
            yield from (name for name, places in tables.cells.items() if place in places)


def hanging_together(tables: LinkedTables, proposed: ProposedRelease) -> list[list[str]]:
    """Return the names of tables and statements, together those that relations or earlier editions tie.

    Returns
    -------
    list of list of str
        Each name in one of them.
    """
    labels = proposed.connected()
    groups: list[tuple[set[int], list[str]]] = []
    for name, places in tables.cells.items():
        mine, names = {int(labels[place]) for place in places}, [name]
        for touching in [one for one in groups if one[0] & mine]:
            groups.remove(touching)
            mine, names = mine | touching[0], [*touching[1], *names]
        groups.append((mine, names))
    # A table without cells hangs together with nothing. It goes with the first part, so that every name is in one.
    empty = [name for mine, names in groups if not mine for name in names]
    first, *others = [names for mine, names in groups if mine]
    return [[*first, *empty], *others]
