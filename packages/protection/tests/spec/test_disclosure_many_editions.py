"""Edition after edition

A monitor is published every year and corrected in between. What leaves is attacked together with all that left before;
what was found for one edition is found for all of them, so that no edition takes much longer than the first.
"""

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest

from schakel_protection import find_profile
from schakel_protection.attack import judging
from schakel_protection.releases import ProposedRelease, ReleaseRecord, protect_release
from schakel_protection.releases.rounded import same_base
from schakel_protection.tables import Equations, Reserved, link

TOTAL = "total"
PROFILE = find_profile("round-5-additive")


def base(table, number):
    return ((Reserved.BASE, f"{table}:{number}"),)


def table_of(cases, sides, codes="0123"):
    """Cases by some answers, as an alliance writes it: base cells are numbered in the order in which they are met."""
    table, counted = "-".join(map(str, sides)), Counter(tuple(case[side] for side in sides) for case in cases)
    found = dict(counted) | {at: 0 for at in product(codes, repeat=len(sides)) if at not in counted}
    asked = list(product((TOTAL, *codes), repeat=len(sides)))
    keys, values, entries = [base(table, number) for number in range(len(found))], [*found.values()], []
    for row, at in enumerate(asked):
        inside = [
            place
            for place, codes in enumerate(found)
            if all(one in (TOTAL, code) for one, code in zip(at, codes, strict=True))
        ]
        entries += [(row, len(keys), -1.0), *((row, place, 1.0) for place in inside)]
        values.append(sum(values[place] for place in inside))
        keys.append(tuple((f"answer {side}", code) for side, code in zip(sides, at, strict=True) if code != TOTAL))
    return Equations.of(keys, values, entries, len(asked), np.arange(len(keys)) < len(found))


def editions(count):
    """Tables of two and three of five answers; new cases come first, so that base cells get other numbers."""
    draws = np.random.default_rng(7)
    cases = [tuple(map(str, draw)) for draw in draws.integers(4, size=(60, 5)).tolist()]
    for _ in range(count):
        yield link(*(table_of(cases, sides) for sides in [*combinations(range(5), 2), (0, 1, 2), (2, 3, 4)]))
        cases = [*(tuple(map(str, draw)) for draw in draws.integers(4, size=(3, 5)).tolist()), *cases]


def released(table, shown, edition):
    return ReleaseRecord("monitor", edition, table, shown.known, shown.values, shown.promised, shown.witness)


@pytest.fixture
def slow(monkeypatch):
    """How often cells were cleared by elimination, or by asking the solver for one after the other."""
    found = []

    def counted(way):
        return lambda *given: found.append(way) or way(*given)

    for name in ("exchanges", "Asking"):
        monkeypatch.setattr(judging, name, counted(getattr(judging, name)))
    return found


def test_whatever_is_asked_of_a_later_edition_follows_from_units_that_move_in_all_of_them(slow):
    before = []
    for number, table in enumerate(editions(6)):
        shown = protect_release(ProposedRelease(table, before=before, seed=bytes([number])), PROFILE)
        assert shown.additive and not shown.audit.exposed
        before.append(released(table, shown, f"edition {number}"))
    assert not slow


def test_base_cells_are_the_same_if_they_are_in_the_same_counts_whatever_their_numbers_are():
    earlier = table_of([("a", "b"), ("c", "d")], (0, 1), "abcd")
    later = table_of([("a", "d"), ("a", "b"), ("c", "d")], (0, 1), "abcd")
    same = {*same_base(earlier, later)}
    assert {(base("0-1", 0), base("0-1", 1)), (base("0-1", 1), base("0-1", 2))} < same
    assert len(same) == 16
    assert not [*same_base(earlier, table_of([("a", "", "b")], (0, 2), "abcd"))]
