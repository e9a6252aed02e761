"""Coarser classes compared: what each would keep of a table once it is protected. A person decides.

What is proposed rests on hidden figures, so a proposal is for the maker of the table, and never leaves with it. Whoever
takes one declares it and keeps to it: classes that each edition chooses anew, by what it hides, would reveal that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_base.progress import Progress, silent
from schakel_protection.attack.audit import ExposureError
from schakel_protection.effort import PROPOSALS
from schakel_protection.information import InformationKept
from schakel_protection.rules import apply_rules
from schakel_protection.solver import EffortError
from schakel_protection.standalone.coarsening import merged, ways
from schakel_protection.standalone.frames import count_up
from schakel_protection.standalone.given_table import table_of
from schakel_protection.standalone.linked import OwnTable, lay_over_each_other
from schakel_protection.standalone.methods import METHODS, SUPPRESSION, Means
from schakel_protection.standalone.specification import Merge, Specification
from schakel_protection.tables.equations import Mask


@dataclass(frozen=True)
class Proposal:
    """Merges, and what a table keeps under them.

    Parameters
    ----------
    merges
        None for the table as it is.
    kept
        What is shown of the coarser table once it is protected.
    failing
        How many of its cells fail a rule.
    information
        The share of the information of the table that the coarser one keeps, from 0 to 1.
    """

    merges: tuple[Merge, ...]
    kept: InformationKept
    failing: int
    information: float


def propose(data: Any, asked: Specification, progress: Progress = silent) -> tuple[Proposal, ...]:
    """Return what a table keeps as it is, and under each way to make it coarser that can be protected.

    Parameters
    ----------
    data
        A data frame, or a table that was read from a file.
    asked
        What to protect and how. Its merges are tried, and those that follow from its dimensions.
    progress
        Told how many ways are tried.

    Returns
    -------
    The table as it is, then the proposals that keep most information first. What cannot be protected, or takes more
    work than is allowed, is left out.

    Raises
    ------
    DisclosureError
        If the data are at fault, or if nothing can be protected.
    """
    given = table_of(data)
    # The cheapest pattern of all would take minutes for each way; to compare ways a good one is enough.
    table = OwnTable("", given, replace(asked, exact=False), count_up(given, asked))
    tried = list(_tried(table, progress))
    if not tried:
        raise DisclosureError("the table can be protected neither as it is nor with coarser classes")
    return tuple(sorted(tried, key=lambda one: (bool(one.merges), -one.kept.bits, one.kept.cells)))


def _tried(table: OwnTable, progress: Progress) -> Iterator[Proposal]:
    everything = np.ones(len(table.cube.equations), dtype=bool)
    whole = InformationKept.of(table.cube.equations, everything, everything).bits
    all_ways = [(), *islice(ways(table), PROPOSALS.ways)]
    for number, merges in enumerate(all_ways):
        progress("compare coarser classes", number / len(all_ways))
        try:
            yield _proposal(merged(table, merges) if merges else table, merges, whole)
        # What cannot be protected, or not in the work allowed, is no proposal; the others may be.
        except (ExposureError, EffortError):
            continue


def _proposal(coarse: OwnTable, merges: tuple[Merge, ...], whole: float) -> Proposal:
    equations = coarse.cube.equations
    failing, _ = apply_rules(coarse.asked.profile.rules, equations, coarse.counted.facts)
    found = InformationKept.of(equations, np.ones(len(equations), dtype=bool), _shown(coarse))
    return Proposal(merges, found, len(failing.places), found.bits / whole if whole else 1.0)


def _shown(table: OwnTable) -> Mask:
    """The cells that keep a figure: under other methods than suppression all of them."""
    profile = table.asked.profile
    if profile.method != SUPPRESSION:
        return np.ones(len(table.cube.equations), dtype=bool)
    made = METHODS[SUPPRESSION](lay_over_each_other([table]), profile, Means(steps=PROPOSALS.steps))
    return ~np.isnan(made.values)


def smallest_merge(table: OwnTable) -> tuple[tuple[Merge, ...], OwnTable] | None:
    """Return the declared merges after which no cell fails a rule and most cells remain, with the coarser table."""
    declared = (way for way in ways(table) if all(merge in table.asked.coarser for merge in way))
    coarser = [(merges, merged(table, merges)) for merges in [(), *islice(declared, PROPOSALS.ways)]]
    passing = [one for one in coarser if _passes(one[1])]
    return max(passing, key=lambda one: len(one[1].cube.equations), default=None)


def _passes(table: OwnTable) -> bool:
    failing, _ = apply_rules(table.asked.profile.rules, table.cube.equations, table.counted.facts)
    return not len(failing.places)
