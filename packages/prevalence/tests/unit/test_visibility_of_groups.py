"""Visibility is compared between groups of persons: the share of each that several lists have seen."""

from datetime import date

import numpy as np
import pytest

from schakel_prevalence import dated
from schakel_prevalence.assumption_gates import measured
from schakel_prevalence.ledger import Assumption
from schakel_prevalence.registered import Registration, Registrations

DAY = date(2020, 1, 1)


def seen(group: str, once: int, twice: int) -> tuple[list[Registration], dict[str, str]]:
    persons = [f"{group}{number}" for number in range(once + twice)]
    registrations = [Registration(person, "A", DAY) for person in persons]
    registrations += [Registration(person, "B", DAY) for person in persons[once:]]
    return registrations, dict.fromkeys(persons, group)


def both(*groups: tuple[list[Registration], dict[str, str]]) -> tuple[list[Registration], dict[str, str]]:
    return [r for registrations, _ in groups for r in registrations], {p: g for _, of in groups for p, g in of.items()}


def compared(registrations: list[Registration], groups: dict[str, str]) -> dated.AssumptionTest:
    """The test, with a number for each group and for each person in the order of their names."""
    names = sorted(set(groups.values()))
    persons = sorted({one.person for one in registrations})
    of_person = [names.index(groups[person]) if person in groups else -1 for person in persons]
    return dated.visibility_of_groups(Registrations.of(registrations), np.array(of_person))


def test_equal_shares_contradict_nothing() -> None:
    test = compared(*both(seen("x", 50, 50), seen("y", 30, 30)))
    assert test.statistic == pytest.approx(1)
    assert test.probability == pytest.approx(1)


def test_chi_squared_of_unequal_shares() -> None:
    test = compared(*both(seen("x", 20, 80), seen("y", 60, 40)))
    assert test.statistic == pytest.approx(2)
    assert test.probability == pytest.approx(7.74e-9, rel=0.01)  # chi-squared 33.33 with one degree of freedom


def test_small_groups_and_persons_without_a_group_are_left_out() -> None:
    registrations, groups = both(seen("x", 20, 80), seen("y", 60, 40), seen("few", 1, 18))
    strangers = [Registration(f"s{number}", "A", DAY) for number in range(500)]
    assert compared([*registrations, *strangers], groups).statistic == pytest.approx(2)


def test_one_group_cannot_be_compared() -> None:
    assert compared(*seen("x", 20, 80)).probability == 1


def test_follow_ups_say_nothing_of_turnover() -> None:
    registrations = [
        Registration(f"p{n}", place, date(2020 + n % 3, 1 + n % 12, 1 + lag), lag > 0)
        for n in range(90)
        for place, lag in (("A", 0), ("B", 1), ("C", 2))
    ]
    assert (
        measured(Registrations.of(registrations))[Assumption.CLOSED].probability == 1
    )  # nobody has two registrations of their own
    begun = [Registration(r.person, r.list, r.on) for r in registrations]
    assert measured(Registrations.of(begun))[Assumption.CLOSED].probability < 0.05
