"""The ways in which a table may be protected, in their order: as was asked, then as its profile declares to go on.

Beside other profiles a profile can declare `coarser`: the smallest of the merges that the specification declares after
which no cell fails a rule. To leave the only table out is to refuse it, so that is no attempt.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from schakel.disclosure.next_methods import told_otherwise
from schakel.disclosure.profiles import COARSER, WITHHELD, DeclaredProfile, find_profile
from schakel.disclosure.rules import facts_of_counts
from schakel.disclosure.standalone.coarsening import Proposal
from schakel.disclosure.standalone.frames import Counted
from schakel.disclosure.standalone.proposing import smallest_merge
from schakel.disclosure.standalone.specification import Specification
from schakel.model.text import Text


@dataclass(frozen=True, eq=False)
class Attempt:
    """A table, as it was given or merged, and what is asked of it."""

    counted: Counted
    asked: Specification


def attempts(counted: Counted, asked: Specification) -> Iterator[Attempt]:
    """Yield what to try, one after the other, until one passes."""
    yield Attempt(counted, asked)
    for name in asked.profile.next_methods:
        if name == COARSER:
            yield from _merged(counted, asked)
        elif name != WITHHELD:
            other = find_profile(name)
            yield Attempt(counted, replace(asked, profile=replace(other, shown=told_otherwise(other.shown))))


def _merged(counted: Counted, asked: Specification) -> Iterator[Attempt]:
    """The merged table, in which nothing needs to be suppressed, so that costs and cells to keep no longer matter."""
    if not asked.coarser or asked.magnitude or asked.person:
        return
    found = smallest_merge(counted.cube, asked)
    if found is not None:
        merged = Counted(found.cube, facts_of_counts(found.cube.equations))
        yield Attempt(merged, replace(asked, profile=_told_merged(asked.profile, found), keep=(), cost="value"))


def _told_merged(profile: DeclaredProfile, found: Proposal) -> DeclaredProfile:
    """The profile, with the merges said in English, as all that this command says."""
    names = " and ".join(merge.name for merge in found.merges)
    usual = profile.shown.sentence.in_language("en")
    said = f"{usual} Categories are merged ({names}), since finer ones would have exposed a small count."
    return replace(profile, shown=replace(profile.shown, sentence=Text({"en": said.strip()})))
