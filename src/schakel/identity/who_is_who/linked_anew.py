"""Linking all records again, delivery by delivery, as if the model had been there from the first day.

Deliveries are linked in the order in which they came and by the rules of every day: a group that touches one person
goes with it, and two persons are never joined. So the model of before gives the persons of before, and what another
gives differs by that model alone. Whom people judged is given from the start: these records stay with their person.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.arrays import Codes, Integers
from schakel_base.errors import Fault
from schakel_base.progress import Progress, silent
from schakel_linkage import LinkModel
from schakel_linkage.linking import Increment, Pool

Asked = dict[tuple[int, int], float]


@dataclass(frozen=True)
class LinkedAnew:
    """Everybody by one model; the persons are numbered from 0, those that were given first.

    Parameters
    ----------
    persons
        How many there are.
    rows, person
        The records in the order in which they were linked, by their places in the table, and the person of each.
    asked
        The pairs of persons that people should judge, with the heaviest weight between them, in bits.
    pool
        What the next delivery is linked with; its variants are of these persons.
    """

    persons: int
    rows: Integers
    person: Codes
    asked: Asked
    pool: Pool


def link_anew(
    table: pa.Table,
    model: LinkModel,
    deliveries: Iterable[tuple[date, pa.Array]],
    given: Codes,
    progress: Progress = silent,
) -> LinkedAnew:
    """Link the records of deliveries in their order; what no delivery names, or no record is called, is left out.

    Parameters
    ----------
    given
        For each record of the table the person that it has whatever the model says; below 0 where it has none.
    """
    linking = _Linking(model, int(given.max(initial=-1)) + 1)
    rows, person = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    for day, places in _in_their_order(table, model, list(deliveries)):
        progress(
            Fault("linking what came on {day}", fields={"day": str(day)}), sum(map(len, rows)) / max(table.num_rows, 1)
        )
        rows.append(places)
        person.append(linking.deliver(table.take(pa.array(places)), given[places], day))
    pool = replace(linking.pool, person=linking.person)
    return LinkedAnew(linking.persons, np.concatenate(rows), np.concatenate(person), linking.asked, pool)


def _in_their_order(
    table: pa.Table, model: LinkModel, deliveries: list[tuple[date, pa.Array]]
) -> Iterator[tuple[date, Integers]]:
    """Return the day of each delivery, and the places of its records in the table."""
    names = pa.chunked_array([those for _, those in deliveries], pa.string())
    places = pc.fill_null(pc.index_in(names, value_set=model.names_of(table)), -1).to_numpy()
    ends = np.cumsum([len(those) for _, those in deliveries])
    for (day, those), end in zip(deliveries, ends.tolist(), strict=True):
        found = places[end - len(those) : end].astype(np.int64)
        if (found >= 0).any():
            yield day, found[found >= 0]


@dataclass
class _Linking:
    """Everybody so far, while one delivery is linked after the other."""

    model: LinkModel
    persons: int
    pool: Pool = field(default_factory=Pool.empty)
    person: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    asked: Asked = field(default_factory=dict)

    def deliver(self, table: pa.Table, given: Codes, day: date) -> Codes:
        """Link the records of one delivery; return the person of each."""
        increment = Increment.of(table, self.model, self.pool, day)
        person = given[increment.first]
        compared = increment.compared()
        linked = compared.linked(self.person[compared.near], self.persons, person)
        person[person < 0] = linked.of_new
        for pair, weight in linked.to_judge().items():
            self.asked[pair] = max(weight, self.asked.get(pair, weight))
        self.persons = linked.persons
        self.pool, self.person = self.pool.extended(increment.part), np.concatenate([self.person, person])
        # Record by record and not by variant: people may have given two records that say the same to two persons.
        return np.where(given >= 0, given, person[increment.of_record])
