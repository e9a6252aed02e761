"""The part of an alliance that bears on some kinds of unit: they and what they belong to, and nobody else's rows."""

from dataclasses import replace

import small

from schakel.chain.bearing import bearing_on
from schakel.model.alliance import Unit
from schakel.model.column import Column
from schakel.model.contract import Contract, EventRule, UnitKey
from schakel.model.persons import PersonAttributes

POLICE = Contract(
    partner="police",
    id="police",
    version="1.0.0",
    columns=(
        Column("file"),
        Column("suspect", person="number"),
        Column("kind", units=("file", "suspect"), attribute="form"),
        Column("opened", type="date"),
    ),
    units=(UnitKey("file", ("file",)), UnitKey("suspect", ("suspect",))),
    events=(EventRule("opened", "file", "opened"), EventRule("heard", "suspect", "opened")),
)


def alliance():
    units = {
        name: Unit(name, small.text(name), small.text(name), belongs_to=above)
        for name, above in {"file": (), "report": ("file",), "suspect": ("file",), "call": ()}.items()
    }
    calls = Contract("calls", "calls", "1.0.0", (Column("id"),), units=(UnitKey("call", ("id",)),))
    whole = small.alliance(contracts=(small.HOTLINE, POLICE, calls))
    return replace(whole, units=units, persons=PersonAttributes("linking/persons.yaml", {"number": "number"}))


def test_a_unit_brings_all_that_it_belongs_to():
    assert alliance().lineage(["report"]) == {"report", "file"}


def test_what_says_nothing_of_these_units_is_left_out():
    part = bearing_on(["report"], alliance())
    assert sorted(part.partners) == ["hotline", "police"]
    kept = part.partners["police"].contract
    assert [one.unit for one in kept.units] == ["file"]
    assert [one.event for one in kept.events] == ["opened"]
    assert kept.columns[2].units == ("file",)
    assert part.persons is None


def test_where_persons_stand_in_a_key_the_whole_alliance_bears_on_it():
    whole = alliance()
    assert bearing_on(["suspect"], whole) is whole
