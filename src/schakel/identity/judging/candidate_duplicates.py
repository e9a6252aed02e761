"""Units that are likely one though their numbers differ, such as a signal that two services send under two references.

Nothing is joined here. Pairs are weighed by a declared model of what rows say of the units (place, day, form, phones,
plates), and those above the review threshold are listed for a person, the heaviest first. What a person decides is
in a ledger of the intake zone; two numbers that were judged the same are one unit from the day of that judgement on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.relations import RELATIONS
from schakel.identity.who_is_who.judgements import APART, JOINED
from schakel.identity.who_is_who.ledger import Ledger
from schakel.model.contract import RelationKind
from schakel_linkage.linking import KnownRecords

NUMBER = "number"


@dataclass(frozen=True)
class CandidateDuplicate:
    """Two numbers that may be one unit: the evidence in bits, and at which level each attribute agrees.

    `rows` are the places of the two rows that were compared, the heaviest of all pairs; that of `one` first.
    """

    one: str
    other: str
    weight: float
    levels: Mapping[str, str]
    rows: tuple[int, int]


def same_number(rows: pa.Table) -> npt.NDArray[np.int64]:
    """Return a code for each row; rows that name one number have an equal one.

    Returns
    -------
    integer array
        From 0, in the order in which numbers occur; shape (rows,).
    """
    return np.asarray(rows[NUMBER].combine_chunks().dictionary_encode().indices, dtype=np.int64)


def find_candidates(rows: pa.Table, known: KnownRecords, ledger: Ledger, today: date) -> list[CandidateDuplicate]:
    """Return the pairs of numbers for a person to look at, the heaviest first.

    Parameters
    ----------
    rows
        What rows say of units: the `number` of the unit, and the columns that a model names, all text.
    known
        The same rows under that model, each by itself.
    """
    found = known.candidate_pairs()
    # The ledger may have entries that are dated after today; they hold all the same.
    settled, decided = _decided(ledger, max(today, ledger.last_day))
    numbers = [settled.get(number, number) for number in rows[NUMBER].to_pylist()]
    heaviest: dict[tuple[str, str], CandidateDuplicate] = {}
    # Rows are weighed and units are listed: of all pairs of rows of two units the heaviest comes first, and stands for
    # them.
    for place in np.argsort(-found.weight, kind="stable").tolist():
        compared = (int(found.left[place]), int(found.right[place]))
        (one, first), (other, second) = sorted((numbers[row], row) for row in compared)
        if one != other and (one, other) not in decided and (one, other) not in heaviest:
            weight = round(float(found.weight[place]), 2)
            heaviest[one, other] = CandidateDuplicate(one, other, weight, found.levels_of(place), (first, second))
    return sorted(heaviest.values(), key=lambda pair: (-pair.weight, pair.one, pair.other))


def _decided(ledger: Ledger, day: date) -> tuple[Mapping[str, str], set[tuple[str, str]]]:
    """The number that each judged one leads to, and the pairs that were judged to be two."""
    known = ledger.persons(day)
    pairs = (entry.judgement for entry in ledger.judged(APART, day))
    apart = {(min(two), max(two)) for one in pairs if (two := {known.resolve(one.person), known.resolve(one.other)})}
    return {number: known.resolve(number) for number in known.leads_to}, apart


def judged_the_same(ledgers: Iterable[tuple[str, Ledger]], as_of: date, provider: KeyedHash) -> pa.Table:
    """Return what people judged to be one unit by a day, as edges between ids."""
    edges = [
        {"partner": "", "delivery": 0, "row": entry.number, "unit": unit, "kind": str(RelationKind.SAME_AS),
         "unit_id": one, "other_id": other}
        for unit, ledger in ledgers
        for entry in ledger.judged(JOINED, as_of)
        for other, one in [provider.numbers(unit, [entry.judgement.person, entry.judgement.other])[:, 0].tolist()]
    ]  # fmt: skip
    return pa.Table.from_pylist(edges, RELATIONS)
