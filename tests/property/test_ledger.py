"""Who is who on any day, by a ledger in which judgements are undone or end: held against a slow and obvious referee."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from schakel.identity.who_is_who.judgements import APART, CREATED, JOINED, SPLIT, ByPerson, Judgement
from schakel.identity.who_is_who.ledger import Ledger
from schakel_base.errors import RequestError

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(day) for day in range(30)]
RECORDS = [f"r{number}" for number in range(6)]

JUDGEMENTS = st.lists(
    st.tuples(
        st.sampled_from([JOINED, JOINED, SPLIT, SPLIT, APART, "undo"]),
        st.integers(0, 5),
        st.integers(0, 5),
        st.integers(0, 2),  # days since the one before
        st.one_of(st.none(), st.integers(-1, 4)),  # days that it holds
    ),
    max_size=8,
)

Said = tuple[str, date, date | None, str, str, str]
"""What was entered: the kind, from when, until when, person, other, record."""


class Referee:
    """Remembers what was entered, and answers for one record and one day by looking at all of it."""

    def __init__(self) -> None:
        self.said: dict[int, Said] = {}
        self.undone: dict[int, date] = {}

    def in_force(self, day: date, heard: date) -> list[Said]:
        """What was entered by the day `heard` and holds on `day`, in its order."""
        return [
            one
            for number, one in sorted(self.said.items())
            if one[1] <= heard
            and (one[2] is None or day <= one[2])
            and not (number in self.undone and self.undone[number] <= heard)
        ]

    def who(self, record: str, day: date, heard: date) -> str:
        """The person of a record on a day, by what was entered until the day `heard`."""
        holds = self.in_force(day, heard)
        person = next(one[3] for one in reversed(holds) if one[5] == record)
        while stands := [one[3] for one in holds if one[0] == JOINED and one[4] == person]:
            person = stands[-1]
        return person

    def all(self, day: date, heard: date) -> dict[str, str]:
        return {record: self.who(record, day, heard) for record in RECORDS}


def judged(ledger: Ledger, referee: Referee, steps: list[tuple[str, int, int, int, int | None]]) -> None:
    """Enter judgements one by one, as far as they are accepted; earlier days are answered as before by each of them."""
    day, answered = FIRST, dict[date, dict[str, str]]()
    for kind, first, second, later, holds in steps:
        answered[day] = dict(ledger.persons(day).of_record)
        before, day = day, day + timedelta(later)
        who = dict(ledger.persons(day).of_record)
        one, other, number = who[RECORDS[first]], who[RECORDS[second]], ledger.size
        try:
            by = ByPerson("A. Clerk", day, "seen", None if holds is None else day + timedelta(holds))
            if kind == JOINED:
                ledger.join(one, other, by)
                referee.said[number] = (kind, day, by.until, one, other, "")
            elif kind == SPLIT:
                made = ledger.split(one, [RECORDS[first]], by)
                referee.said[number] = (kind, day, by.until, made, one, RECORDS[first])
            elif kind == APART:
                ledger.keep_apart(one, other, by)
                referee.said[number] = (kind, day, by.until, "", "", "")
            else:
                ledger.undo([len(RECORDS) + second], ByPerson("A. Clerk", day, "an error"))
                referee.undone[len(RECORDS) + second] = day
        except RequestError:
            day = before
    for early, found in answered.items():
        if early < ledger.last_day:
            assert dict(ledger.persons(early).of_record) == found


@examples(6)
@given(JUDGEMENTS)
def test_who_is_who_on_every_day_is_what_the_referee_says(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int, int, int | None]]
) -> None:
    ledger, referee = Ledger(tmp_path_factory.mktemp("ledger")), Referee()
    made = [Judgement(CREATED, FIRST, "a model", "new", f"p{record}", record) for record in RECORDS]
    ledger.append(made)
    referee.said = {number: (CREATED, FIRST, None, one.person, "", one.record) for number, one in enumerate(made)}
    judged(ledger, referee, steps)
    for day in DAYS[: (ledger.last_day - FIRST).days + 6]:
        assert dict(ledger.persons(day).of_record) == referee.all(day, day)
        columns = ledger.who_is_who(day).to_pydict()
        assert dict(zip(columns["record"], columns["person"], strict=True)) == referee.all(day, day)
        still = min(ledger.ends(day), DAYS[-1])
        assert referee.all(still, day) == referee.all(day, day)  # by what is known on a day, it holds until then


def test_the_referee_sees_a_judgement_end(tmp_path: Path) -> None:
    """A join of two days, between two who are then two again: the referee and the ledger agree on each of them."""
    ledger, referee = Ledger(tmp_path), Referee()
    ledger.append([Judgement(CREATED, FIRST, "a model", "new", f"p{record}", record) for record in RECORDS])
    referee.said = {n: (CREATED, FIRST, None, f"p{record}", "", record) for n, record in enumerate(RECORDS)}
    judged(ledger, referee, [(JOINED, 0, 1, 1, 1)])
    found = [ledger.persons(day).of_record["r1"] for day in DAYS[:5]]
    assert found == ["pr1", "pr0", "pr0", "pr1", "pr1"] == [referee.who("r1", day, day) for day in DAYS[:5]]
    assert [ledger.ends(day) for day in DAYS[:4]] == [date.max, DAYS[2], DAYS[2], date.max]
