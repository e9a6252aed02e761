"""The next methods, in order, if the attack blocks a release or protection takes too much work.

Only tables that hang together with an exposed cell are protected otherwise; the others stay as they were. What is tried
is attacked as the first was, together with everything published before, and readers are informed. If nothing passes,
nothing leaves: the sentence names the tables, never their counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schakel.disclosure.proposed import propose
from schakel.disclosure.tables.table_equations import TableEquations
from schakel_base.errors import DisclosureError
from schakel_protection import EffortError, ExposureError, Profile
from schakel_protection.releases import ReleaseRecord, Shown, in_turn, protect_release, refusal
from schakel_protection.tables import Key


@dataclass(frozen=True, eq=False)
class Part:
    """Tables and statements that share no relation with others, as they leave, and under which profile each does."""

    equations: TableEquations
    shown: Shown
    profiles: Mapping[str, Profile]


def protect_parts(
    equations: TableEquations, rules: Profile, before: Sequence[ReleaseRecord], seed: bytes = b""
) -> tuple[Part, ...]:
    """Protect all under one profile; where the attack blocks it, each part under the first profile that passes.

    Parameters
    ----------
    rules
        The profile, with the methods that it declares to be tried next.
    seed
        The secret from which the choice between roundings is drawn.

    Raises
    ------
    DisclosureError
        If there is a part for which no declared method passes, or if a solver has no answer in time.
    """
    try:
        return (_part(equations.printed_under(rules), rules, before, seed),)
    except (ExposureError, EffortError):
        tried = [rules, *rules.next_profiles]
        # What one of the methods lets readers compute ties tables, whichever method each of them leaves under.
        names = hanging_together(
            next((exact for one in tried if (exact := equations.printed_under(one)).is_exact), equations), before
        )
        with in_turn():
            return tuple(_first_that_passes(equations, one, rules, before, seed, len(names) > 1) for one in names)


def _part(equations: TableEquations, rules: Profile, before: Sequence[ReleaseRecord], seed: bytes) -> Part:
    shown = protect_release(propose(equations, before, seed), rules)
    return Part(equations, shown, dict.fromkeys(equations.printed, rules))


def _first_that_passes(
    equations: TableEquations,
    names: Sequence[str],
    rules: Profile,
    before: Sequence[ReleaseRecord],
    seed: bytes,
    is_part: bool,
) -> Part:
    """Return a part under the first profile that passes; what is no part of anything was tried just now."""
    # The usual way first again: only the part that holds an exposed cell needs another.
    tried = [rules, *rules.next_profiles]
    for one in tried if is_part else tried[1:]:
        try:
            if one.withholds:
                return _withheld(equations.printed_under(rules).among(names), rules, one, before, seed)
            return _part(equations.printed_under(one).among(names), one, before, seed)
        except (ExposureError, EffortError):
            continue
    raise DisclosureError(refusal(list(names), tried))


def _withheld(
    equations: TableEquations, rules: Profile, withheld: Profile, before: Sequence[ReleaseRecord], seed: bytes
) -> Part:
    """Leave out the tables that hold exposed cells, and with them ever more, until nothing is exposed.

    Where it takes more work than is allowed, the table with most cells is left out, whatever its figures are.
    """
    out: set[str] = set()
    while True:
        left = equations.withholding(out)
        try:
            shown = protect_release(propose(left, before, seed), rules)
        except (ExposureError, EffortError) as found:
            exposed = _holding(equations, found.cells) if isinstance(found, ExposureError) else _largest(equations, out)
            more = set(exposed) - out
            if not more:
                raise
            out |= more
            continue
        return Part(left, shown, {name: withheld if name in out else rules for name in equations.printed})


def _largest(equations: TableEquations, out: set[str]) -> list[str]:
    left = sorted(name for name in equations.printed if name not in out)
    return [max(left, key=lambda name: len(equations.printed[name]))] if left else []


def _holding(equations: TableEquations, cells: Sequence[Key]) -> Iterator[str]:
    """The tables and statements that hold some cells; the rest of a margin is held by those that hold the category."""
    for key in cells:
        known = key if key in equations.equations else key[1:]
        if known in equations.equations:
            place = equations.equations.index(known)
            yield from (name for name, places in equations.cells.items() if place in places)


def hanging_together(equations: TableEquations, before: Sequence[ReleaseRecord]) -> list[list[str]]:
    """Return the names of tables and statements, together those that relations or earlier editions tie.

    Returns
    -------
    list of list of str
        Each name in one of them.
    """
    labels = propose(equations, before).connected()
    groups: list[tuple[set[int], list[str]]] = []
    for name, places in equations.cells.items():
        mine, names = {int(labels[place]) for place in places}, [name]
        for touching in [one for one in groups if one[0] & mine]:
            groups.remove(touching)
            mine, names = mine | touching[0], [*touching[1], *names]
        groups.append((mine, names))
    # A table without cells hangs together with nothing. It goes with the first part, so that every name is in one.
    empty = [name for mine, names in groups if not mine for name in names]
    first, *others = [names for mine, names in groups if mine]
    return [[*first, *empty], *others]
