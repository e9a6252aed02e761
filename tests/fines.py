"""An alliance of reports with a fine each, of which the true sums are shown."""

from dataclasses import replace

import small
from counting import counted

from schakel.disclosure.protect import protect_together
from schakel.disclosure.tables.naming import ReleasedTable
from schakel.model import Column, Contract, DimensionRule, Magnitude, Partner, StatedMagnitude, Statistic, Unit, UnitKey

FINE = DimensionRule("magnitude", "fine", small.text("fine"), magnitude="fine", classes=(0, 1000))
COURT = Contract(
    "hotline",
    "hotline",
    "1.0.0",
    (
        Column("number"),
        Column("kind", units=("report",), attribute="form"),
        Column("fine", type="integer", stated=StatedMagnitude("report", "fine")),
        Column("firm"),
    ),
    units=(UnitKey("report", ("number",)), UnitKey("firm", ("firm",))),
)


def alliance(per="", rule=FINE):
    amount = Statistic("amount", "fine", small.text("sum of fines"), per)
    declared = small.alliance(small.indicator(small.BY_FORM, rule, statistics=(amount,)))
    mapped = Partner("hotline", small.text("court"), COURT, tuple(one for one in small.MAPPING if one.column == "kind"))
    report = replace(declared.units["report"], belongs_to=("firm",))
    return replace(
        declared,
        units={"firm": Unit("firm", small.text("firm"), small.text("firms")), "report": report},
        partners={"hotline": mapped},
        magnitudes={"fine": Magnitude("fine", small.text("fine"))},
    )


def rows(kind, *fines, firm="firm {}", first=0):
    return [
        {"number": f"{kind}{first + at}", "kind": kind, "fine": str(fine), "firm": firm.format(f"{kind}{first + at}")}
        for at, fine in enumerate(fines)
    ]


def protected(delivered, folder, per="", before=(), profile="alliance", rule=FINE):
    declared = alliance(per, rule)
    folder.mkdir(exist_ok=True)
    table = counted(declared, {"hotline": delivered}, folder)["reports"]
    return protect_together([ReleasedTable(table)], profile, before)


def sums(together):
    """The sum of each form, or None where it is left out."""
    [table] = together.tables.values()
    return {
        cell.coordinates[0]: None if cell.statistics["amount"].mark else cell.statistics["amount"].lower
        for cell in table.cells
        if "amount" in cell.statistics
    }
