"""A unit can belong to two others

A suspect belongs to a person and to a police file. It has the sex that others say of the person, and the form that they
say of the file; where both say something of one attribute, the claims intersect. Counted by the engine and the referee.
"""

from dataclasses import replace

import pytest
import small
from counting import counted, refereed

from schakel.model import Attribute, Column, Contract, EventRule, Partner, Unit, UnitKey

SEX = small.scheme("sex", "man", "woman")
MAPPING = {
    "register": small.mapping("sex", ("m", "man", "exact"), ("v", "woman", "exact")),
    "police": small.mapping("kind", ("dom", "domestic", "exact"), ("sex", "sexual", "broad")),
    "care": small.mapping("kind", ("cross", "cross-border", "exact"), ("sex", "sexual", "broad")),
}
CONTRACTS = {
    "register": (
        (Column("person"), Column("sex", units=("person",), attribute="sex")),
        (UnitKey("person", ("person",)),),
        (),
    ),
    "police": (
        (
            Column("suspect"),
            Column("person"),
            Column("file"),
            Column("kind", units=("file",), attribute="form"),
            Column("opened", type="date"),
        ),
        (UnitKey("suspect", ("suspect",)), UnitKey("person", ("person",)), UnitKey("file", ("file",))),
        (EventRule("opened", "file", "opened", "opened"),),
    ),
    "care": (
        (Column("person"), Column("kind", units=("person",), attribute="form"), Column("seen", type="date")),
        (UnitKey("person", ("person",)),),
        (EventRule("seen", "person", "seen", "seen"),),
    ),
}
DELIVERED = {
    "register": [{"person": "p1", "sex": "m"}, {"person": "p2", "sex": "v"}],
    "police": [
        {"suspect": "s1", "person": "p1", "file": "f1", "kind": "sex", "opened": "2020-01-01"},
        {"suspect": "s2", "person": "p2", "file": "f1"},
        {"suspect": "s3", "person": "p3", "file": "f2", "kind": "dom"},
        {"suspect": "s4", "person": "p1", "file": ""},
    ],
    "care": [{"person": "p1", "kind": "cross", "seen": "2020-02-01"}, {"person": "p3", "kind": "sex"}],
}
BY_SEX = replace(small.BY_FORM, name="sex", attribute="sex")
SUSPECTS = (
    replace(small.indicator(small.BY_FORM, name="by-form"), unit="suspect"),
    replace(small.indicator(BY_SEX, name="by-sex"), unit="suspect"),
)


def unit(name, belongs_to=(), *inherits):
    return Unit(name, small.text(name), small.text(f"{name}s"), belongs_to, inherits)


ALLIANCE = replace(
    small.alliance(*SUSPECTS),
    units={
        "person": unit("person"),
        "file": unit("file"),
        "suspect": unit("suspect", ("person", "file"), "sex", "form"),
    },
    attributes={
        "form": small.alliance().attributes["form"],
        "sex": Attribute("sex", "sex", small.text("sex")),
    },
    schemes={"form": small.FORM, "sex": SEX},
    partners={
        name: Partner(name, small.text(name), Contract(name, name, "1.0.0", columns, units=keys, events=events), lines)
        for (name, (columns, keys, events)), lines in zip(CONTRACTS.items(), MAPPING.values(), strict=True)
    },
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return counted(ALLIANCE, DELIVERED, tmp_path_factory.mktemp("counted"))


def bounds(table):
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}


def test_what_is_known_of_the_person_reaches_the_suspect(tables):
    # Of the third nobody knows the sex.
    assert bounds(tables["by-sex"]) == {"total": (4, 4), "man": (2, 3), "woman": (1, 2)}


def test_what_both_parents_say_of_one_attribute_intersects(tables):
    assert bounds(tables["by-form"]) == {
        "total": (4, 4),
        "sexual": (4, 4),
        "domestic": (1, 2),  # the third: the file says so, the person leaves it open
        "cross-border": (2, 3),  # the first: the person says so; and the fourth, which has no file
        "labour": (0, 0),
    }


@pytest.mark.parametrize("indicator", SUSPECTS, ids=lambda one: one.name)
def test_the_referee_agrees(tables, tmp_path, indicator):
    table = tables[indicator.name]
    codes = [category.code for category in table.dimensions[0].categories]
    found = refereed(ALLIANCE, DELIVERED, tmp_path).count(indicator, [codes])
    assert {code: bound for (code,), bound in found.items()} == bounds(table)
