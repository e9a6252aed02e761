"""Persons counted by what is the same of them, held against a slow and obvious referee."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from schakel.identity.meeting import shared_persons

Known = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def referee(records: list[tuple[int, int, str]], groups: dict[str, set[int]]) -> dict[Known, int]:
    """Look at each person's records, which are of a person, a number and a partner."""
    found = Counter[Known]()
    for person in {person for person, _, _ in records}:
        own = [(number, partner) for one, number, partner in records if one == person]
        meet = {
            " ".join(pair)
            for number, _ in own
            for pair in combinations(sorted({partner for one, partner in own if one == number}), 2)
        }
        inside = tuple(name for name, members in groups.items() if person in members)
        found[inside, tuple(sorted({partner for _, partner in own})), tuple(sorted(meet))] += 1
    return dict(found)


@pytest.mark.parametrize("partners", [1, 3, 14])  # of 14 there are more pairs than a word has bits
def test_persons_are_counted_by_their_groups_their_partners_and_where_they_meet(partners: int) -> None:
    chance = np.random.default_rng(partners)
    names = [f"partner-{number}" for number in range(partners)]
    who = np.unique(chance.integers(0, 60, 700), return_inverse=True)[1]
    numbered, places = who * 3 + chance.integers(0, 3, 700), chance.integers(0, partners, 700)
    groups = {"young": set(range(0, 60, 2)), "men": set(range(0, 60, 3))}
    members = {name: np.isin(who, list(persons)) for name, persons in groups.items()}
    found = shared_persons(who, numbered, places, names, members).to_pylist()
    records = [(p, n, names[at]) for p, n, at in zip(who.tolist(), numbered.tolist(), places.tolist(), strict=True)]
    told = {(tuple(row["groups"]), tuple(row["partners"]), tuple(row["by_number"])): row["persons"] for row in found}
    assert told == referee(records, groups)
    assert len(told) == len(found)
