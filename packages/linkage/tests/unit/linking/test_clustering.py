"""Groups of variants, held against a slow referee, and the cut of a bridge."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from schakel_linkage import LinkModel, read_model
from schakel_linkage.components import components
from schakel_linkage.linking.clustering import group, parted
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.variants import Variants

MODEL: LinkModel = read_model(
    {
        "attributes": {"number": {"kind": "number", "unique": True}},
        "comparisons": {"number": {"levels": ["same"]}},
        "thresholds": {"join": 4, "review": 0},
        "weights": {
            "dated": date(2026, 1, 1),
            "by": "hand",
            "records": 1,
            "matches": 1,
            "levels": {"number": {"same": {"m": 0.9, "u": 0.1}, "otherwise": {"m": 0.1, "u": 0.9}}},
        },
    }
)

Edge = tuple[int, int, float]
edges = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(4, 9, width=16)).filter(lambda edge: edge[0] < edge[1]),
    unique_by=lambda edge: edge[:2],
)


def grouped(found: list[Edge], numbers: list[int]) -> list[int]:
    size = len(numbers)
    variants = Variants(np.arange(size), np.arange(size), {"number_value": np.array(numbers, dtype=np.int32)})
    left, right = (np.array([edge[place] for edge in found], np.int64) for place in range(2))
    weight, levels = np.array([edge[2] for edge in found], np.float64), np.zeros((1, len(found)), np.int8)
    pairs = Pairs(variants, left, right, weight, levels, ())
    return group(pairs, MODEL).person.tolist()


def test_a_weak_pair_between_two_groups_is_cut_and_a_heavy_one_is_not() -> None:
    triangle = [(0, 1, 9.0), (1, 2, 9.0), (0, 2, 9.0)]
    other = [(left + 3, right + 3, weight) for left, right, weight in triangle]
    nobody = [-1] * 6
    assert len(set(grouped([*triangle, *other, (2, 3, 5.0)], nobody))) == 2
    assert len(set(grouped([*triangle, *other, (2, 3, 6.5)], nobody))) == 1
    assert len(set(grouped([*triangle, *other, (2, 3, 5.0), (1, 3, 5.0)], nobody))) == 1


def test_pairs_that_weigh_the_same_are_settled_by_their_places_in_whatever_order_they_were_found() -> None:
    found, numbers = [(0, 1, 9.0), (1, 2, 9.0)], [1, -1, 2]
    assert grouped(found, numbers) == grouped(found[::-1], numbers) == [0, 0, 1]


@given(edges, st.lists(st.integers(-1, 2), min_size=8, max_size=8))
def test_no_person_has_two_numbers_and_nothing_is_joined_without_a_path(found: list[Edge], numbers: list[int]) -> None:
    person = grouped(found, numbers)
    for one in set(person):
        members = [node for node in range(8) if person[node] == one]
        assert len({numbers[node] for node in members} - {-1}) <= 1
        reached, before = {members[0]}, set[int]()
        while reached != before:
            before = set(reached)
            for left, right, _ in found:
                if {left, right} & reached and left in members and right in members:
                    reached |= {left, right}
        assert reached == set(members)


@given(edges)
def test_only_persons_that_had_a_bridge_come_apart_as_all_edges_without_it_would_have_them(found: list[Edge]) -> None:
    left, right = (np.array([edge[place] for edge in found], dtype=np.int64) for place in range(2))
    variants = Variants(np.arange(8), np.arange(8), {})
    pairs = Pairs(variants, left, right, np.zeros(len(found)), np.zeros((1, len(found)), dtype=np.int8), ())
    bridges, kept = np.arange(len(found))[::3], np.setdiff1d(np.arange(len(found)), np.arange(len(found))[::3])
    person = parted(components(left, right, 8), pairs, kept, bridges)
    expected = components(left[kept], right[kept], 8)
    assert [(person == one).tolist() for one in person] == [(expected == one).tolist() for one in expected]
