"""Counts of public records leave exactly; an edition of another product that follows them is protected as usual."""

from dataclasses import replace

import pyarrow as pa
import small

from schakel.disclosure.protect import protect_together
from schakel.disclosure.tables.naming import ReleasedTable
from schakel.indicators import tabulate


def table_of(unit):
    forms = [small.FORM.leaves_of(code).mask for code in ("domestic", "cross-border", "labour")]
    indicator = replace(small.indicator(small.BY_FORM, name=f"{unit}-by-form"), unit=unit)
    return ReleasedTable(tabulate(indicator, small.alliance(), pa.table({"form": forms, "n": [7, 1, 23]})))


def test_public_counts_that_left_before_stand_in_the_way_of_no_other_edition():
    decisions, reports = table_of("decision"), table_of("report")
    before = protect_together([decisions], "public").release("decisions", "2024-01-01", [decisions.name])
    later = protect_together([reports], "round-5-additive", [before])
    assert later.tables[reports.name].profile.name == "round-5-additive"
