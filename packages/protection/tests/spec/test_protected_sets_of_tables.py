"""Protect tables that were made together

A cell hidden in one table cannot be derived from another table of the same units.
"""

import numpy as np
from disclosure_tables import key_of

from schakel_protection import audit, protect_tables
from schakel_protection.attack import publish, require
from schakel_protection.standalone import specify, table_of
from schakel_protection.standalone.frames import count_up
from schakel_protection.standalone.linked import OwnTable, lay_over_each_other
from schakel_protection.tables import cross, flat, link

SMALL = [{"kind": "minimum_frequency", "minimum": 3}]


ROWS = {
    "province": ["A", "A", "B", "B", "C", "C"],
    "court": ["x", "x", "y", "y", "z", "z"],
    "form": ["f", "g"] * 3,
    "n": [1, 20, 11, 30, 12, 40],
}


def specified(**changes):
    return {
        "dimensions": {"province": {}, "court": {}, "form": {}},
        "tables": {
            "by-province": {"dimensions": ["province", "form"]},
            "by-court": {"dimensions": ["court", "form"]},
            "courts": {"dimensions": ["province", "court"]},
        },
        "count": "n",
        "rules": SMALL,
        **changes,
    }


def test_a_table_does_not_give_away_what_another_that_is_nearly_the_same_hides():
    """Who lives in A appears before x: the table of courts says what the table of provinces leaves out."""
    found = {name: dict(one.cells) for name, one in protect_tables(specified(), ROWS).items()}
    for province, court in zip("ABC", "xyz", strict=True):
        for form in "fg":
            province_hides = found["by-province"][province, form] is None
            assert province_hides == (found["by-court"][court, form] is None)
    assert found["by-province"]["A", "f"] is None


def test_by_the_cells_that_tables_share_alone_that_would_not_be_seen():
    def side(name, codes):
        values = {(code, form): float(n) for code, form, n in zip(codes, ROWS["form"], ROWS["n"], strict=True)}
        return cross([flat(name, sorted(set(codes))), flat("form", "fg")], values).equations

    tables = link(side("province", ROWS["province"]), side("court", ROWS["court"]))
    cells = [tables.index(key_of(province=province, form=form)) for province in "AB" for form in "fg"]
    pattern = np.isin(np.arange(len(tables)), cells)
    assert not audit(tables, publish(tables, pattern), require(cells[:1])).exposed


def test_tables_of_the_same_records_that_have_too_many_finest_cells_are_said_to_be_attacked_by_what_they_share():
    rows = {name: [f"{name}{number}" for number in range(18)] for name in ("a", "b", "c")}
    declared = {
        "dimensions": {name: {} for name in "abc"},
        "tables": {"ab": {"dimensions": ["a", "b"]}, "bc": {"dimensions": ["b", "c"]}},
        "method": "round_each",
        "base": 5,
    }
    assert not any(one.to_the_finest for one in protect_tables(declared, rows).values())


PEOPLE = {"region": list("AAABBBBB"), "form": list("fggffggg"), "sex": list("vmmvvmmm")}


def test_who_is_alone_in_a_cell_of_each_table_knows_both():
    """The only f of region A is its only v: one person, two cells in two tables."""
    asked = specify(
        {
            "dimensions": {name: {} for name in PEOPLE},
            "tables": {"forms": {"dimensions": ["region", "form"]}, "sexes": {"dimensions": ["region", "sex"]}},
        }
    )
    given = table_of(PEOPLE)
    linked = lay_over_each_other(
        [OwnTable(name, given, one, count_up(given, one)) for name, one in asked.tables.items()]
    )
    cells = {linked.equations.index(key_of(region="A", form="f")), linked.equations.index(key_of(region="A", sex="v"))}
    assert cells in [set(known) for known in linked.respondents]


def test_tables_of_different_units_share_no_cells():
    """Cases are not victims: that the two totals differ is no fault."""
    tables = {
        "victims": {"dimensions": ["province"]},
        "cases": {"dimensions": ["province"], "count": "cases", "unit": "cases"},
    }
    found = protect_tables(specified(tables=tables), {**ROWS, "cases": [9] * 6})
    assert [dict(one.cells)["Total",] for one in found.values()] == [114, 54]


def test_rounded_together_a_count_has_one_figure():
    found = protect_tables(specified(profile="round-5-additive"), {**ROWS, "n": [3, 21, 11, 33, 12, 43]})
    province, court = (dict(found[name].cells) for name in ("by-province", "by-court"))
    assert {form: province["Total", form] for form in ("f", "g", "Total")} == {
        form: court["Total", form] for form in ("f", "g", "Total")
    }
    assert all(one.audited for one in found.values())
