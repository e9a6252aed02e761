"""The records of persons side by side, for people who judge whether two persons are one, or one is several.

Records are shown as they were written, so this stays inside the intake zone. Records of a person that say the same are
one line. Of two persons the two nearest lines are compared with each other; of one person the line that hangs on least
is compared with the one nearest to it: if anything is to be split off, it is that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
import pyarrow as pa

from schakel.identity.arrays import Integers
from schakel.identity.clerical import Sample, sample
from schakel.identity.judging.queue import PersonsToJudge, pairs_to_judge
from schakel.identity.membership import group_members
from schakel.identity.who_is_who.ledger import Ledger
from schakel.model.persons import PersonGroup
from schakel_linkage import LinkModel
from schakel_linkage.linking import KnownRecords, PairEvidence

PARTNER, KNOWN = "partner", "known"


@dataclass(frozen=True)
class LoosePerson:
    """A person that may be several: its different records, and the share of their pairs that would be joined."""

    person: str
    lines: int
    density: float


@dataclass(frozen=True)
class RecordLine:
    """The records of one person that say the same.

    Parameters
    ----------
    number
        By which a person at a keyboard names the line.
    partners, days
        Who wrote them, and the first and the last day on which they became known; where that was delivered.
    nearest
        The number of the line of the same person that is nearest to it, and what that weighs in bits.
    """

    number: int
    person: str
    records: tuple[str, ...]
    partners: tuple[str, ...]
    days: tuple[str, ...]
    values: Mapping[str, str]
    nearest: tuple[int, float] | None = None


@dataclass(frozen=True)
class Compared:
    """Two lines compared."""

    one: RecordLine
    other: RecordLine
    evidence: PairEvidence


@dataclass(frozen=True)
class SideBySide:
    """The records of one person or of several, and the two lines on which a judgement turns, if there are two."""

    persons: tuple[str, ...]
    lines: tuple[RecordLine, ...]
    compared: Compared | None


@dataclass(frozen=True)
class Review:
    """All records that are known, as they were written, and the ledger that says who is who.

    Parameters
    ----------
    table
        The records, all values text: what the model names, and where it is known `partner` and `known`.
    """

    table: pa.Table
    model: LinkModel
    ledger: Ledger
    known: KnownRecords
    place: Mapping[str, int]

    @classmethod
    def of(cls, table: pa.Table, model: LinkModel, ledger: Ledger, today: date) -> "Review":
        """Lay records ready to be looked at."""
        known = KnownRecords.of(table, model, today)
        place = {name: number for number, name in enumerate(model.names_of(table).to_pylist())}
        return cls(table, model, ledger, known, place)

    def queue(self, day: date) -> list[PersonsToJudge]:
        """Return the pairs of persons that nobody has judged yet; those whose judgement changes most come first."""
        return pairs_to_judge(self.ledger, day)

    def loose(self, day: date) -> list[LoosePerson]:
        """Return the persons that hang together loosely, the loosest first."""
        ids, number = self._persons(day)
        found = self.known.loose_persons(number)
        return [LoosePerson(ids[number[one.records[0]]], len(one.records), one.density) for one in found]

    def sample(self, of: str, day: date, group: PersonGroup | None = None) -> Sample:
        """Return the sample of pairs that are `joined`, or `apart`, as far as it was judged: of all, or of a group."""
        _, number = self._persons(day)
        inside = group_members(self.table, group, number) if group else np.ones(len(number), dtype=np.bool_)
        return sample(self.known, number, list(self.place), of, self.ledger, day, inside)

    def _persons(self, day: date) -> tuple[list[str], Integers]:
        """Return the ids of persons, and for each record the place of its person among them; below 0 for none."""
        of_record = self.ledger.persons(day).of_record
        who = pa.array([of_record.get(name) for name in self.place], pa.string()).dictionary_encode()
        return who.dictionary.to_pylist(), np.asarray(who.indices.fill_null(-1), dtype=np.int64)

    def side_by_side(self, persons: Sequence[str], day: date) -> SideBySide:
        """Return the records of persons, and the two lines on which a judgement turns.

        Raises
        ------
        RequestError
            If somebody is no person, or was joined to another.
        """
        known = self.ledger.persons(day)
        for person in persons:
            known.check_in_use(person)
        of_record = known.of_record.items()
        return self._laid({person: [name for name, one in of_record if one == person] for person in persons})

    def pair(self, records: tuple[str, str], day: date) -> SideBySide:
        """Return two records side by side, of any two persons."""
        of_record = self.ledger.persons(day).of_record
        persons = dict.fromkeys(of_record[name] for name in records)
        return self._laid({person: [name for name in records if of_record[name] == person] for person in persons})

    def _laid(self, records: Mapping[str, Sequence[str]]) -> SideBySide:
        """Lay the records of persons side by side, with the two lines on which a judgement turns."""
        lines = list(self._lines(records))
        weights = self._weights(lines)
        lines = [_with_nearest(line, lines, weights) for line in lines]
        pair = _turning_pair(lines, weights)
        compared = Compared(*pair, self.known.evidence(*map(self._position, pair))) if pair else None
        return SideBySide(tuple(records), tuple(lines), compared)

    def _lines(self, records: Mapping[str, Sequence[str]]) -> Iterable[RecordLine]:
        number = 0
        for person, names in records.items():
            said: dict[tuple[tuple[str, str], ...], list[str]] = {}
            for name in sorted(filter(self.place.__contains__, names), key=self.place.__getitem__):
                said.setdefault(tuple(self.model.written(self.table, self.place[name]).items()), []).append(name)
            for values, those in said.items():
                number += 1
                partners, days = self._told(those, PARTNER), self._told(those, KNOWN)
                yield RecordLine(number, person, tuple(those), partners, (*days[:1], *days[1:][-1:]), dict(values))

    def _told(self, records: Iterable[str], column: str) -> tuple[str, ...]:
        """Return the different values of a column, sorted; nothing where the records have no such column."""
        if column not in self.table.column_names:
            return ()
        return tuple(sorted({str(self.table[column][self.place[name]].as_py()) for name in records}))

    def _position(self, line: RecordLine) -> int:
        return self.place[line.records[0]]

    def _weights(self, lines: Sequence[RecordLine]) -> Mapping[tuple[int, int], float]:
        """Return what each two lines weigh, in bits, by their numbers."""
        pairs = list(combinations(lines, 2))
        if not pairs:
            return {}
        weights = self.known.weights([(self._position(one), self._position(other)) for one, other in pairs])
        return {
            (one.number, other.number): weight for (one, other), weight in zip(pairs, weights, strict=True)
        }  # fmt: skip


def _with_nearest(
    line: RecordLine, lines: Sequence[RecordLine], weights: Mapping[tuple[int, int], float]
) -> RecordLine:
    near = [
        (weight, -other.number)
        for other in lines
        if other.person == line.person
        for weight in [weights.get((line.number, other.number), weights.get((other.number, line.number)))]
        if weight is not None
    ]
    weight, number = max(near, default=(0.0, 0))
    nearest = (-number, weight) if number else None
    return replace(line, nearest=nearest)


def _turning_pair(
    lines: Sequence[RecordLine], weights: Mapping[tuple[int, int], float]
) -> tuple[RecordLine, RecordLine] | None:
    """Return the nearest lines of two persons; of one person, the line that hangs on least and its nearest."""
    of_two = {
        pair: weight for pair, weight in weights.items() if lines[pair[0] - 1].person != lines[pair[1] - 1].person
    }  # fmt: skip
    if of_two:
        one, other = max(of_two, key=lambda pair: (of_two[pair], -pair[0], -pair[1]))
        return lines[one - 1], lines[other - 1]
    hanging = [line for line in lines if line.nearest]
    if not hanging:
        return None
    least = min(hanging, key=lambda line: (line.nearest[1] if line.nearest else 0.0, line.number))
    assert least.nearest is not None
    return least, lines[least.nearest[0] - 1]
