"""What wrong links do to a table, and how many persons were seen at least.

A registration that is not linked looks like one more person on one list: the overlap is too small, the estimate too
large, and the number seen as well. A false link makes one person of two, with the opposite effects. At given rates the
table that would have been seen without errors is found by undoing both, history by history (after Ding and Fienberg
1994).
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from scipy.special import ndtri

from schakel_base.errors import RequestError
from schakel_base.text import Text, say
from schakel_prevalence.ledger import Assumption, AssumptionLedger, AssumptionStatus, TargetPopulation
from schakel_prevalence.table import CaptureTable


@dataclass(frozen=True)
class Floor:
    """How many persons there are at least, without any model: those seen, and the reason for that number."""

    persons: int
    reason: Text


def without_link_errors(table: CaptureTable, ledger: AssumptionLedger) -> CaptureTable:
    """Return the table expected without the false links that were declared, and without the missed ones."""
    return without_missed_links(without_false_links(table, ledger.false_links or 0.0), ledger.missed_links or 0.0)


def said_corrected(linked: CaptureTable, corrected: CaptureTable) -> tuple[Text, ...]:
    """Return the sentence that the table was corrected, if it was."""
    if linked.counts == corrected.counts:
        return ()
    return (
        say(
            "Corrected for errors of linkage: {n} persons instead of {m}.",
            "Gecorrigeerd voor koppelfouten: {n} personen in plaats van {m}.",
            n=corrected.observed,
            m=linked.observed,
        ),
    )


def floor(linked: CaptureTable, ledger: AssumptionLedger, level: float) -> Floor | None:
    """Return how many persons there are at least, as far as it is known how well they were linked.

    Parameters
    ----------
    linked
        The table as it was linked.
    level
        How sure the floor is where links were missed; how many were is itself a matter of chance.

    Returns
    -------
    None where nothing is declared of missed links: some persons may count double. And where those present at a date
    are asked for: who was seen in the period need not have been there.
    """
    if ledger.target is TargetPopulation.PRESENT:
        return None
    if ledger.missed_links is None:
        declared = ledger.declarations.get(Assumption.LINKAGE)
        holds = declared is not None and declared.status is AssumptionStatus.HOLDS
        return Floor(linked.observed, LINKED_WELL) if holds else None
    sure = _surely_different(linked, ledger.missed_links, ledger.false_links or 0.0, level)
    # A list has each of its persons once, however well they are linked to other lists.
    least = max(math.floor(sure), *(linked.on_all(name) for name in linked.lists))
    return Floor(least, _doubled(linked.observed, ledger.missed_links, ledger.false_links))


def _surely_different(linked: CaptureTable, missed: float, false: float, level: float) -> float:
    """Registrations less the links that there should have been, these as many as the level has it."""
    # Of a person on k lists there are k - 1 links.
    made = sum(count * (history.bit_count() - 1) for history, count in linked.counts.items())
    due = made * (1 - false) / (1 - missed)
    variance = (due * missed + made * false * (1 - false) / (1 - missed)) / (1 - missed)
    return linked.observed + made - due - float(ndtri((1 + level) / 2)) * math.sqrt(variance)


LINKED_WELL = say(
    "so many were seen, and they were linked without error", "zoveel zijn er gezien, en foutloos gekoppeld"
)


def _doubled(seen: int, missed: float, false: float | None) -> Text:
    return say(
        "{n} were seen as they are linked; {missed}, and {false}",
        "er zijn er {n} gezien zoals zij gekoppeld zijn; {gemist}, en {onjuist}",
        n=seen,
        missed=(
            f"{100 * missed:.3g}% of the links between their registrations were missed, which counts persons double"
            if missed
            else "no link between their registrations was missed"
        ),
        gemist=(
            f"van de koppelingen tussen hun registraties is {100 * missed:.3g}% ".replace(".", ",")
            + "gemist, waardoor personen dubbel tellen"
            if missed
            else "er is geen koppeling tussen hun registraties gemist"
        ),
        false="false links could only hide persons" if false is None else f"{100 * false:.3g}% are false",
        onjuist=(
            "onjuiste koppelingen kunnen personen alleen verbergen"
            if false is None
            else f"{100 * false:.3g}% is onjuist".replace(".", ",")
        ),
    )


def without_false_links(table: CaptureTable, rate: float) -> CaptureTable:
    """Return the table expected without false links, counts rounded to persons.

    Each registration beyond the first is taken to be of another person with probability `rate`, who then stands alone.

    Parameters
    ----------
    table
        The table as linked.
    rate
        The share of links that are false, from 0 up to 1.

    Raises
    ------
    RequestError
        If the rate is not a share.
    """
    _check(rate, "false")
    seen: dict[int, float] = defaultdict(float)
    for history, count in table.counts.items():
        seen[history] += count
        for chance, kept, gone in _apart(history, rate):
            seen[history] -= count * chance
            for part in (kept, *gone):
                seen[part] += count * chance
    return CaptureTable(table.lists, _rounded(seen), table.cannot_share)


def without_missed_links(table: CaptureTable, rate: float) -> CaptureTable:
    """Return the table expected without missed links, counts rounded to persons.

    Each registration beyond the first is taken to stay unlinked with probability `rate`, and then stands alone. Of a
    history over k lists, each way to lose some of the k registrations is thus put back.

    Parameters
    ----------
    table
        The table as linked.
    rate
        The share of links that were missed, from 0 up to 1.

    Raises
    ------
    RequestError
        If the rate is not a share, or so large that a list would hold more persons alone than it has.

    Notes
    -----
    After Ding and Fienberg 1994.
    """
    _check(rate, "missed")
    seen = defaultdict(float, {history: float(count) for history, count in table.counts.items()})
    # A history can only have come from larger ones, so those are settled before it.
    for history in sorted(seen, key=lambda h: -h.bit_count()):
        _put_back(seen, history, rate)
    rounded = _rounded(seen)
    if any(count < 0 for count in rounded.values()):
        raise RequestError(f"At a share of missed links of {rate}, fewer persons than none would be on one list alone.")
    return CaptureTable(table.lists, rounded, table.cannot_share)


def _check(rate: float, kind: str) -> None:
    if not 0 <= rate < 1:
        raise RequestError(f"The share of {kind} links is {rate}; it lies from 0 up to 1.")


def _rounded(seen: Mapping[int, float]) -> dict[int, int]:
    return {history: round(count) for history, count in sorted(seen.items()) if round(count)}


def _put_back(seen: dict[int, float], history: int, rate: float) -> None:
    size = history.bit_count()
    if size < 2 or not seen[history]:
        return
    true = seen[history] / (1 - rate) ** (size - 1)
    for chance, kept, gone in _apart(history, rate):
        for part in (kept, *gone):
            seen[part] -= true * chance
    seen[history] = true


def _apart(history: int, rate: float) -> Iterator[tuple[float, int, tuple[int, ...]]]:
    """Each way in which registrations of a history stand alone: its chance, what stays together, and what does not."""
    size = history.bit_count()
    bits = [1 << bit for bit in range(history.bit_length()) if history >> bit & 1]
    for lost in range(1, size):
        chance = rate**lost * (1 - rate) ** (size - 1 - lost) * math.comb(size - 1, lost) / math.comb(size, lost)
        for gone in combinations(bits, lost):
            yield chance, history - sum(gone), gone
