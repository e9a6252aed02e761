"""Invented registrations of persons by five partners, with the errors of practice.

Persons come back (2.6 records each on average, at most 95), a third is born abroad, and seven records in ten carry a
number, those of the born-abroad less often. Names are those of the simulator's lists; so that half a million persons
do not share a thousand surnames, most surnames are composed of the beginning and the end of two listed ones. Errors are
made per record: other transliterations, typing errors, initials, names of a spouse, aliases, 00-00 and 1 January, wrong
numbers; among the persons are twins, and fathers and sons of one name. Errors are independent of each other and of
having a number; reality is worse.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

LISTS = Path(__file__).parents[1] / "alliances" / "nl-mensenhandel" / "simulation"
RECORDS_A_PERSON, MOST = 2.6, 95
ABROAD = 0.32
SPELLINGS = 6  # as listed, as it is also listed, and four typing errors
ALPHABET = np.array(list("abcdefghijklmnopqrstuvwxyz"))
GIVEN_ORDER = np.array([9, 8, 7, 6, 5, 4, 3, 2])

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Luck = Callable[[float | npt.NDArray[np.float64]], Flags]
"""Draws for each record whether something with this chance happens."""


@dataclass(frozen=True)
class Names:
    """Names by group with their spellings; shape of `spellings` (names, SPELLINGS)."""

    spellings: Texts
    of_group: dict[str, Integers]

    def draw(self, random: np.random.Generator, group: npt.NDArray[np.str_]) -> Integers:
        """Give each person a name of its group; the first of a list are the most popular."""
        found = np.zeros(len(group), dtype=np.int64)
        for name, members in self.of_group.items():
            here = np.flatnonzero(group == name)
            popularity = 1 / (np.arange(len(members)) + 8.0)
            found[here] = random.choice(members, size=len(here), p=popularity / popularity.sum())
        return found


def persons_and_records(records: int, seed: int = 1) -> pa.Table:
    """Return a table of text columns, with `person` (the truth), `abroad` and `month` beside them."""
    random = np.random.default_rng(seed)
    size = round(records / RECORDS_A_PERSON * 1.06)
    given, surnames, groups = _names(random, "first-names", 0), _names(random, "surnames", 4000), _groups()
    group = np.where(random.random(size) < ABROAD, random.choice(groups[1:], size), groups[0])
    world = _World(random, given, surnames, _places(random, groups), group)
    return world.written(_repeated(random, size, records))


class _World:
    """The persons: what is true of each."""

    def __init__(
        self, random: np.random.Generator, given: Names, surnames: Names, places: Names, group: npt.NDArray[np.str_]
    ) -> None:
        size = len(group)
        self.random, self.names = random, (given, surnames, places)
        self.group, self.abroad = group, group != "nl"
        self.given, self.surname = given.draw(random, group), surnames.draw(random, group)
        self.place, self.sex = places.draw(random, group), np.where(random.random(size) < 0.8, "M", "V")
        self.year = 2008 - (random.beta(1.6, 3.0, size) * 58).astype(np.int64)
        self.month, self.day = random.integers(1, 13, size), random.integers(1, 29, size)
        new_year = self.abroad & (random.random(size) < 0.08)
        self.month[new_year], self.day[new_year] = 1, 1
        self.number = _numbers(random, size)
        self.numbered = random.random(size) < np.where(self.abroad, 0.55, 0.89)
        self._families()

    def _families(self) -> None:
        """Make one person in 150 the twin, and one in 100 the child, of the person before."""
        luck = self.random.random(len(self.group))
        for kind, chosen in (("twin", luck < 1 / 150), ("child", luck > 0.99)):
            here = np.flatnonzero(chosen & (np.arange(len(luck)) > 0))
            for one in (self.group, self.abroad, self.surname, self.place, *self._shared(kind)):
                one[here] = one[here - 1]
            if kind == "child":
                self.year[here] = np.minimum(self.year[here - 1] + self.random.integers(18, 35, len(here)), 2010)

    def _shared(self, kind: str) -> tuple[npt.NDArray[np.generic], ...]:
        return (self.year, self.month, self.day) if kind == "twin" else (self.given, self.sex)

    def written(self, person: Integers) -> pa.Table:
        """Write the records of persons, as partners would."""
        abroad, size = self.abroad[person], len(person)
        luck = self._luck(size)
        given = self._spelt(
            0, np.where(luck(0.02) & abroad, self.random.permutation(self.given[person]), self.given[person]), abroad
        )
        given = np.where(luck(0.05), _first_letter(given), given)
        married = luck(0.12) & (self.sex[person] == "V")
        surname = np.where(married, self.surname[self.random.permutation(person)], self.surname[person])
        place = np.where(luck(0.2), "", self._spelt(2, self.place[person], abroad))
        return pa.table(
            {
                "record": np.arange(size),
                "person": person,
                "abroad": abroad,
                "month": self.random.integers(0, 36, size),
                "partner": self.random.choice(["politie", "om", "rechtspraak", "kmar", "justid"], size),
                "given_name": pa.array(given, pa.string()),
                "surname": pa.array(self._spelt(1, surname, abroad), pa.string()),
                "birth_date": pa.array(self._dates(person, luck), pa.string()),
                "birth_place": pa.array(place, pa.string()),
                "birth_country": pa.array(np.where(luck(0.1), "", self.group[person]), pa.string()),
                "sex": np.where(luck(0.01), "", self.sex[person]),
                "bsn": pa.array(self._written_numbers(person, luck), pa.string()),
            }
        )

    def _luck(self, size: int) -> Luck:
        return lambda chance: self.random.random(size) < chance

    def _spelt(self, which: int, name: Integers, abroad: Flags) -> Texts:
        luck = self.random.random(len(name))
        typing, other = np.where(abroad, 0.06, 0.03), np.where(abroad, 0.25, 0.05)
        spelling = np.where(luck < typing, 2 + name % 4, np.where(luck < typing + other, 1, 0))
        return self.names[which].spellings[name, spelling]

    def _dates(self, person: Integers, luck: Luck) -> Texts:
        abroad = self.abroad[person]
        year, month, day = self.year[person], self.month[person], self.day[person]
        year = np.where(luck(0.008), year + self.random.choice([-10, -1, 1, 10], len(year)), year)
        month, day = np.where(luck(0.005) & (day <= 12), (day, month), (month, day))
        day = np.where(luck(0.012), self.random.integers(1, 29, len(day)), day)
        unknown = luck(np.where(abroad, 0.04, 0.003))
        new_year = luck(np.where(abroad, 0.03, 0.001))
        month, day = (np.where(unknown, 0, np.where(new_year, 1, one)) for one in (month, day))
        known, index = np.unique(year * 10000 + month * 100 + day, return_inverse=True)
        texts = np.array([f"{one // 10000:04}-{one // 100 % 100:02}-{one % 100:02}" for one in known], dtype=object)
        return np.where(luck(0.005), "", texts[index])

    def _written_numbers(self, person: Integers, luck: Luck) -> Texts:
        texts = np.char.zfill(self.number.astype(str), 9).astype(object)
        other = self.random.integers(0, len(self.number), len(person))
        found = texts[np.where(luck(0.002), other, person)]
        return np.where(self.numbered[person] & luck(0.92), found, "")


def _repeated(random: np.random.Generator, size: int, records: int) -> Integers:
    """Spread records over persons: most have one or two, a few very many."""
    eager = random.pareto(1.6, size) + 0.3
    counts = np.clip(random.poisson(eager * (RECORDS_A_PERSON - 1) / eager.mean()), 0, MOST - 1) + 1
    return random.permutation(np.repeat(np.arange(size), counts))[:records]


def _names(random: np.random.Generator, file: str, composed: int) -> Names:
    table = csv.read_csv(LISTS / f"{file}.csv").to_pydict()
    names, others, of_group = list(table["name"]), list(table["other_spelling"]), dict[str, Integers]()
    for group in dict.fromkeys(table["group"]):
        listed = [place for place, one in enumerate(table["group"]) if one == group]
        made = [_compose(random, [table["name"][place] for place in listed]) for _ in range(composed)]
        of_group[group] = np.array([*listed, *range(len(names), len(names) + composed)])
        names += made
        others += [name.replace("ij", "y").replace("ou", "u").replace("c", "k") for name in made]
    return _with_errors(random, names, others, of_group)


def _places(random: np.random.Generator, groups: list[str]) -> Names:
    dutch = csv.read_csv(LISTS / "municipalities.csv").to_pydict()
    names = [name for _, name in sorted(zip(dutch["inhabitants"], dutch["name"], strict=True), reverse=True)]
    of_group = {"nl": np.arange(len(names))}
    for group in groups[1:]:
        of_group[group] = np.arange(len(names), len(names) + 150)
        names += [_compose(random, dutch["name"]) for _ in range(150)]
    return _with_errors(random, names, names, of_group)


def _groups() -> list[str]:
    return list(dict.fromkeys(csv.read_csv(LISTS / "origins.csv").to_pydict()["group"]))


def _compose(random: np.random.Generator, names: list[str]) -> str:
    one, other = random.choice(names, 2)
    return str(one)[: (len(one) + 1) // 2] + str(other)[len(other) // 2 :].strip()


def _with_errors(
    random: np.random.Generator, names: list[str], others: list[str], of_group: dict[str, Integers]
) -> Names:
    rows = [
        [name, other, *(_mistyped(random, name) for _ in range(SPELLINGS - 2))]
        for name, other in zip(names, others, strict=True)
    ]
    return Names(np.array(rows, dtype=object), of_group)


def _mistyped(random: np.random.Generator, name: str) -> str:
    place, letter = int(random.integers(0, len(name))), str(random.choice(ALPHABET))
    return (
        name[:place] + letter + name[place + 1 :],
        name[:place] + name[place + 1 :],
        name[:place] + letter + name[place:],
        name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
    )[random.integers(0, 4)]


def _first_letter(names: Texts) -> Texts:
    return names.astype("U1").astype(object)


def _numbers(random: np.random.Generator, size: int) -> Integers:
    """Return different numbers that pass the test of eleven."""
    stems = random.permutation(np.arange(10_000_000, 10_000_000 + 2 * size))
    digits = stems[:, None] // 10 ** np.arange(7, -1, -1) % 10
    last = digits @ GIVEN_ORDER % 11
    numbers: Integers = (stems * 10 + last)[last < 10][:size]
    return numbers
