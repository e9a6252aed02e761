"""Where persons are linked, rows name them by what says who they are; anything else would change no count."""

import pytest

from schakel.alliance.linking import FILE, check_linked
from schakel.model import Column, Contract, PersonAttributes, UnitKey
from schakel_base.faults import Faults

PERSONS = PersonAttributes(FILE, {"name": "name", "born": "date", "bsn": "number", "sex": "code"})
COLUMNS = (
    Column("case"), Column("sex", person="sex", line=3), Column("called", person="name", line=4),
    Column("born", person="born", line=5),
)  # fmt: skip
BY_NAME, BY_CASE, BY_ITSELF = (UnitKey("person", key) for key in (("called", "born"), ("case",), ()))
IN_PART = UnitKey("person", ("case", "born"))  # as a full name, of which the parts are derived, beside a day of birth
NUMBERED = (*COLUMNS, Column("number", person="bsn", line=6))


def contract(partner, *units, columns=COLUMNS):
    return Contract(partner, partner, "1.0.0", columns, units=units, file=f"{partner}.yaml")


def told(*contracts):
    faults = Faults()
    check_linked(contracts, PERSONS, faults)
    return [str(fault) for fault in faults.found]


@pytest.mark.parametrize("other", [BY_NAME, UnitKey("person", ("born", "called")), UnitKey("case", ("case",))])
def test_rows_that_name_persons_by_who_they_are_are_sound(other):
    assert told(contract("police", BY_NAME), contract("court", other)) == []


def test_a_partner_that_says_of_nobody_who_it_is_names_them_as_it_likes():
    assert told(contract("police", BY_NAME), contract("court", BY_CASE, columns=COLUMNS[:2])) == []


@pytest.mark.parametrize(
    ("key", "words"), [(BY_CASE, "`case`"), (BY_ITSELF, "the row itself"), (IN_PART, "`case`, `born`")]
)
def test_rows_that_name_them_by_something_else_know_nobody_whom_another_partner_knows(key, words):
    assert told(contract("police", BY_NAME), contract("court", key)) == [
        f"court.yaml:4: Rows name a `person` by {words}, so nobody here would be one whom another partner knows. Name "
        "persons by the columns that say who they are: `key: [called, born]`."
    ]


def test_a_number_is_enough():
    [found] = told(contract("police", BY_NAME), contract("court", BY_CASE, columns=NUMBERED))
    assert found.endswith("`key: [number]`.")


def test_where_no_row_names_them_it_is_told_once():
    [found] = told(contract("police", BY_CASE), contract("court", BY_ITSELF))
    assert found.startswith(f"{FILE}:1: Persons are linked, but no contract names a unit by them")
