"""How often a partner delivers, and who is late

A contract says it as the Open Data Contract Standard does: in its service-level properties.
"""

from datetime import date

import pytest
from conftest import copy_alliance

from schakel.alliance import read
from schakel.model.delivery import Coverage
from schakel.model.rhythm import Rhythm, expected
from schakel_base.errors import DeclarationError

MONTHLY = """
slaProperties:
  - {property: frequency, value: 1, unit: month}
  - {property: latency, value: 10, unit: day}
  - {property: generalAvailability, value: "2026-01-01"}
"""
MONTH_BY_MONTH = Rhythm(months=1, within=10, since=date(2026, 1, 1))


def declared(folder, properties):
    alliance = copy_alliance("_template", folder)
    contract = alliance / "partners/helpline/contract.yaml"
    contract.write_text(contract.read_text("utf-8") + properties, "utf-8")
    return read(alliance).partners["helpline"].contract.rhythm


def test_a_contract_says_how_often_its_partner_delivers(tmp_path):
    assert declared(tmp_path, MONTHLY) == MONTH_BY_MONTH


def test_a_partner_may_deliver_whenever_it_likes(tmp_path):
    assert declared(tmp_path, "") is None


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ("value: 5, unit: month", "value: 1, unit: month", "a number of months that a year divides into"),
        ("value: 1, unit: week", "value: 1, unit: month", "a number of months that a year divides into"),
        ("value: 10, unit: hour", "value: 10, unit: day", "within how many days after a period"),
        ('value: "soon"', 'value: "2026-01-01"', "the day from which on a partner delivers"),
    ],
)
def test_what_cannot_be_a_rhythm_is_told_in_a_sentence(tmp_path, wrong, right, sentence):
    with pytest.raises(DeclarationError, match=sentence):
        declared(tmp_path, MONTHLY.replace(right, wrong))


def came(*days, rhythm=MONTH_BY_MONTH, today=date(2026, 4, 5)):
    """Each period that has ended, by its first day: the day on which its delivery came, and whether that is late."""
    return {str(one.period.first): (one.came and str(one.came), one.is_late) for one in expected(rhythm, days, today)}


def test_each_period_that_has_ended_has_a_delivery_on_time_or_late_or_none_yet():
    on_time, late = (date(2026, 2, 10), None), (date(2026, 3, 11), None)
    assert came(on_time, late) == {
        "2026-03-01": (None, False),  # until 10 April nobody is late
        "2026-02-01": ("2026-03-11", True),
        "2026-01-01": ("2026-02-10", False),
    }
    assert came(on_time, late, today=date(2026, 4, 11))["2026-03-01"] == (None, True)


def test_one_delivery_answers_all_periods_that_it_covers_and_none_that_it_covers_in_part():
    quarter = (date(2026, 4, 2), Coverage(date(2026, 2, 1), date(2026, 3, 31)))
    half = (date(2026, 2, 3), Coverage(date(2026, 1, 1), date(2026, 1, 15)))
    assert came(half, quarter) == {
        "2026-03-01": ("2026-04-02", False),
        "2026-02-01": ("2026-04-02", True),
        "2026-01-01": (None, True),
    }


@pytest.mark.parametrize(
    ("months", "since", "first"),
    [(3, date(2026, 2, 1), "2026-04-01"), (12, date(2024, 1, 1), "2024-01-01"), (1, date(2026, 1, 2), "2026-02-01")],
)
def test_periods_are_those_of_the_calendar_from_the_first_whole_one(months, since, first):
    assert list(came(rhythm=Rhythm(months, 10, since), today=date(2026, 8, 1)))[-1] == first
