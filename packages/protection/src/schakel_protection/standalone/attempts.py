"""The ways in which tables may be protected, in their order: as was asked, then as their profile declares to go on.

Beside other profiles a profile can declare `coarser`: the smallest of the merges that the specification of a single
table declares after which no cell fails a rule. To leave the only table out is to refuse it, so that is no attempt.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from schakel_base.text import Text
from schakel_protection.next_methods import told_otherwise
from schakel_protection.profiles import COARSER, WITHHELD, DeclaredProfile, find_profile
from schakel_protection.rules import facts_of_counts
from schakel_protection.standalone.coarsening import Proposal
from schakel_protection.standalone.frames import Counted
from schakel_protection.standalone.linked import Linked, OwnTable, lay_over_each_other
from schakel_protection.standalone.proposing import smallest_merge


@dataclass(frozen=True, eq=False)
class Attempt:
    """Tables, as they were given or merged, and the profile under which to protect them."""

    linked: Linked
    profile: DeclaredProfile


def attempts(linked: Linked, profile: DeclaredProfile) -> Iterator[Attempt]:
    """Yield what to try, one after the other, until one passes."""
    yield Attempt(linked, profile)
    for name in profile.next_methods:
        if name == COARSER:
            yield from _merged(linked.tables[0], profile)
        elif name != WITHHELD:
            other = find_profile(name)
            yield Attempt(linked, replace(other, shown=told_otherwise(other.shown)))


def _merged(table: OwnTable, profile: DeclaredProfile) -> Iterator[Attempt]:
    """The merged table, in which nothing needs to be suppressed, so that costs and cells to keep no longer matter."""
    asked = table.asked
    if not asked.coarser or asked.magnitude or asked.weight or asked.person:
        return
    found = smallest_merge(table.cube, asked)
    if found is not None:
        counted = Counted(found.cube, facts_of_counts(found.cube.equations))
        merged = OwnTable(table.name, table.given, replace(asked, keep=(), cost="value"), counted)
        yield Attempt(lay_over_each_other([merged]), _told_merged(profile, found))


def _told_merged(profile: DeclaredProfile, found: Proposal) -> DeclaredProfile:
    """The profile, with the merges said in English, as all that this command says."""
    names = " and ".join(merge.name for merge in found.merges)
    usual = profile.shown.sentence.in_language("en")
    said = f"{usual} Categories are merged ({names}), since finer ones would have exposed a small count."
    return replace(profile, shown=replace(profile.shown, sentence=Text({"en": said.strip()})))
