"""Units inherit attributes

A unit has the attributes of the unit it belongs to, and those that this one inherits.

The police say the form of a police file, the prosecution service files cases under it, the court gives verdicts in
cases. Nobody says the form of a verdict; it has that of its file all the same. Counted by the engine and the referee.
"""

from dataclasses import replace

import pytest
import small
from counting import counted, refereed

from schakel.model import Column, Condition, Contract, Partner, Unit, UnitKey

DELIVERED = {
    "police": [
        {"file": "f1", "kind": "dom"},
        {"file": "f2", "kind": "sex"},
        {"file": "f3", "kind": "lab"},
    ],
    "prosecution": [
        {"case": "c1", "file": "f1", "offence": "J"},
        {"case": "c2", "file": "f2", "offence": "J"},
        {"case": "c3", "file": "f3", "offence": "N"},
        {"case": "c4", "file": "", "offence": "J"},
    ],
    "court": [
        {"verdict": "v1", "case": "c1"},
        {"verdict": "v2", "case": "c1"},
        {"verdict": "v3", "case": "c2"},
        {"verdict": "v4", "case": "c3"},
        {"verdict": "v5", "case": "c4"},  # of a case without a police file
        {"verdict": "v6", "case": "c9"},  # of a case that the prosecution service does not know
    ],
}
CLAIMS = {"kind": (("file",), "form"), "offence": (("case", "dossier"), "trafficking")}  # two units, one claim each
UNITS = {"police": ("file",), "prosecution": ("case", "file", "dossier"), "court": ("verdict", "case")}
KEYS = {"dossier": ("case",)}
MAPPING = (
    *small.mapping("kind", ("dom", "domestic", "exact"), ("sex", "sexual", "broad"), ("lab", "labour", "exact")),
    *small.mapping("offence", ("J", "yes", "exact"), ("N", "no", "exact")),
)


def contract(partner):
    columns = []
    for name in DELIVERED[partner][0]:
        units, attribute = CLAIMS.get(name, ((), ""))
        columns.append(Column(name, units=units, attribute=attribute))
    keys = tuple(UnitKey(unit, KEYS.get(unit, (unit,))) for unit in UNITS[partner])
    return Contract(partner, partner, "1.0.0", tuple(columns), units=keys)


def unit(name, belongs_to=(), *inherits):
    return Unit(name, small.text(name), small.text(f"{name}s"), belongs_to, inherits)


TRAFFICKING = Condition(attribute="trafficking", concept="yes")
VERDICTS = replace(small.indicator(small.BY_FORM, name="verdicts"), unit="verdict")
LIMITED = replace(VERDICTS, name="limited", population=(TRAFFICKING,))
DOSSIERS = replace(small.indicator(small.BY_FORM, name="dossiers", population=(TRAFFICKING,)), unit="dossier")
INDICATORS = (VERDICTS, LIMITED, DOSSIERS)
ALLIANCE = replace(
    small.alliance(*INDICATORS),
    units={
        "file": unit("file"),
        "case": unit("case", ("file",), "form"),
        "verdict": unit("verdict", ("case",), "form", "trafficking"),
        "dossier": unit("dossier", ("file",)),
    },
    attributes={
        "form": small.alliance().attributes["form"],
        "trafficking": replace(small.alliance().attributes["court"], name="trafficking"),
    },
    partners={
        name: Partner(name, small.text(name), contract(name), tuple(one for one in MAPPING if one.column in rows[0]))
        for name, rows in DELIVERED.items()
    },
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return counted(ALLIANCE, DELIVERED, tmp_path_factory.mktemp("inherited"))


@pytest.fixture(scope="module")
def referee(tmp_path_factory):
    return refereed(ALLIANCE, DELIVERED, tmp_path_factory.mktemp("refereed"))


def bounds(table):
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}


def test_a_verdict_has_the_form_of_its_file_by_way_of_its_case(tables):
    assert bounds(tables["verdicts"]) == {
        "total": (6, 6),
        "sexual": (3, 5),  # both in the first case, that in the second; of the last two nobody knows the file
        "domestic": (2, 5),
        "cross-border": (0, 3),
        "labour": (1, 3),
    }


def test_a_population_can_rest_on_what_is_said_of_the_unit_above(tables):
    assert bounds(tables["limited"])["total"] == (4, 5)  # nobody says the offence of the case that is not known
    assert bounds(tables["limited"])["labour"] == (0, 2)


def test_one_column_can_claim_of_several_units_and_what_is_not_inherited_stays_open(tables):
    assert bounds(tables["dossiers"]) == {
        "total": (3, 3),
        "sexual": (0, 3),
        "domestic": (0, 3),
        "cross-border": (0, 3),
        "labour": (0, 3),
    }


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.name)
def test_the_referee_agrees(tables, referee, indicator):
    categories = [["total", "sexual", "domestic", "cross-border", "labour"]]
    found = {codes[0]: bound for codes, bound in referee.count(indicator, categories).items()}
    assert found == bounds(tables[indicator.name])
