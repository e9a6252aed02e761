"""Everything that the gates and the plots look at, computed once for one table."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from schakel_base.errors import RequestError
from schakel_prevalence import thresholds
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.methods import Replicated, Settings, estimate, point
from schakel_prevalence.registered import NO_REGISTRATIONS, Registrations, added_by_history
from schakel_prevalence.result import SizeEstimate
from schakel_prevalence.span import PlausibleRange, plausible_range
from schakel_prevalence.table import CaptureTable


@dataclass(frozen=True, eq=False)
class Evidence:
    """The material of the verdict.

    Parameters
    ----------
    outcome
        The estimate by the method that was asked for, with what was resampled.
    start
        Whether an estimate exists if the lists are independent.
    span
        The range in which the population plausibly lies; None where nothing identifies it.
    families
        What other methods make of the table; empty where no figure may be shown.
    """

    table: CaptureTable
    settings: Settings
    outcome: Replicated
    start: Existence
    span: PlausibleRange | None = None
    families: Mapping[str, SizeEstimate] = field(default_factory=dict)

    @property
    def result(self) -> SizeEstimate:
        """The estimate by the method that was asked for."""
        return self.outcome.result


def gather(table: CaptureTable, settings: Settings, registrations: Registrations = NO_REGISTRATIONS) -> Evidence:
    """Return the estimate, the range and other methods; of a table that carries no figure, the first alone.

    The range allows for it if persons stand for groups that were rounded (`registrations`).
    """
    # Selection starts from independent lists, so where these have no estimate no path leads to one.
    start = point("independence", table, settings).existence
    first = Evidence(table, settings, estimate(table, settings), start)
    # Figures of other methods would be taken for an answer, where there is none.
    if start is not Existence.EXISTS or table.on_several < thresholds.FEWEST_FOR_BOUND:
        return first
    whole = table.without_empty_lists()
    lattice = Lattice.of(whole)
    return replace(
        first,
        span=plausible_range(lattice, settings.level, added_by_history(registrations, lattice.lists)),
        families={name: _safe_point(name, whole, settings) for name in settings.families},
    )


def _safe_point(name: str, table: CaptureTable, settings: Settings) -> SizeEstimate:
    try:
        return point(name, table, replace(settings, method=name))
    except RequestError:  # the family does not take tables of this shape
        return SizeEstimate(name, "", table.observed, Existence.NOT_ESTIMABLE)
