"""The ways to protect tables, in order: as requested, then as their profile continues.

Beside other profiles a profile can declare `coarser`: the smallest of the merges that the specification of a single
table declares after which no cell fails a rule. To leave the only table out is to refuse it, so that is no attempt.
Tables that take more work than is allowed are made coarser until they do not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schakel_base.text import Text
from schakel_protection.profiles import COARSER, WITHHELD, Profile, find_profile
from schakel_protection.standalone.coarsening import left_out, merged, one_level_up, recoded
from schakel_protection.standalone.linked import Linked, OwnTable, lay_over_each_other
from schakel_protection.standalone.proposing import smallest_merge
from schakel_protection.standalone.specification import Merge


@dataclass(frozen=True, eq=False)
class Attempt:
    """Tables, as they were given or merged, and the profile under which to protect them."""

    linked: Linked
    profile: Profile


def attempts(linked: Linked, profile: Profile) -> Iterator[Attempt]:
    """Yield what to try, one after the other, until one passes."""
    yield Attempt(linked, profile)
    for name in profile.next_methods:
        if name == COARSER:
            yield from _merged(linked.tables[0], profile)
        elif name != WITHHELD:
            yield Attempt(linked, find_profile(name).as_fallback())


def _merged(table: OwnTable, profile: Profile) -> Iterator[Attempt]:
    """The merged table, in which nothing needs to be suppressed, so that costs and cells to keep no longer matter."""
    found = smallest_merge(table) if table.asked.coarser else None
    if found is not None:
        merges, coarse = found
        left = replace(coarse, asked=replace(coarse.asked, keep=(), cost="value"))
        told = _told(profile, merges, "since finer ones did not pass the test before release")
        yield Attempt(lay_over_each_other([left]), told)


def ever_coarser(linked: Linked, profile: Profile) -> Iterator[Attempt]:
    """Yield the tables with fewer classes each time, for tables that take more work than is allowed.

    The dimension with most classes goes one level up, or is left out where it has one level. Figures have no say in it.
    """
    merges: list[Merge] = []
    while made := _next_coarser(linked):
        merge, linked = made
        merges.append(merge)
        yield Attempt(linked, _told(profile, merges, "since to protect finer ones takes more work than is allowed"))


def _next_coarser(linked: Linked) -> tuple[Merge, Linked] | None:
    if any(table.asked.names_cells for table in linked.tables):
        return None
    sides = {side.name: side for table in linked.tables for side in table.cube.variables}
    # The number of classes is no secret, as figures are: anybody could have made this choice.
    largest = max(sides.values(), key=lambda side: len(side.codes))
    if not one_level_up(largest) and any(len(table.cube.variables) == 1 for table in linked.tables):
        return None
    merge = one_level_up(largest) or left_out(largest)
    # Recoded once for all tables that are made of it, so that they are still made of the same.
    given = {id(table.given): recoded(table, [merge]) for table in linked.tables if _has(table, merge)}
    tables = [merged(table, [merge], given.get(id(table.given), table.given)) for table in linked.tables]
    return merge, lay_over_each_other(tables)


def _has(table: OwnTable, merge: Merge) -> bool:
    return merge.variable in [side.name for side in table.asked.sides]


def _told(profile: Profile, merges: Sequence[Merge], why: str) -> Profile:
    """The profile, with the merges said in English, as all that this command says."""
    names = " and ".join(merge.name for merge in merges)
    usual = profile.sentence.in_language("en")
    said = f"{usual} Categories are merged ({names}), {why}."
    return replace(profile, sentence=Text({"en": said.strip()}))
