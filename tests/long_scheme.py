"""The small alliance with a scheme as long as a test asks: a hotline and a shelter that say which kind a report is of.

Each ten kinds are a group. The last kind of a group has a code, the first two have one together, and so has the group.
"""

from dataclasses import replace

import small

from schakel.model import Condition, DimensionRule, Phase
from schakel.model.alliance import Alliance, Partner
from schakel.model.column import Column
from schakel.model.contract import Contract, UnitKey
from schakel.model.indicator import ExtraAttribute, Indicator, Speaker

SHELTER = Contract(
    "shelter", "shelter", "1.0.0",
    (Column("number", required=True), Column("kind", units=("report",), attribute="form")),
    units=(UnitKey("report", ("number",)),),
)  # fmt: skip
GROUP = 10
DELIVERED = {
    "hotline": [
        {"number": "1", "received": "2021-01-05", "kind": "g6", "referred": "2021-02-01", "court": "g6"},
        {"number": "2", "received": "2021-01-05", "kind": "last of g6", "referred": "2021-02-01", "court": "two of g6"},
        {"number": "3", "received": "2021-01-05", "kind": "g0", "referred": "", "court": ""},
    ],
    "shelter": [{"number": "1", "kind": "two of g6"}, {"number": "3", "kind": "g6"}, {"number": "4", "kind": "?"}],
}


def groups(leaves: int) -> list[str]:
    """The groups of a scheme of so many kinds."""
    return [f"g{number}" for number in range(-(-leaves // GROUP))]


def codes(leaves: int) -> list[str]:
    """What partners write."""
    return [word for group in groups(leaves) for word in (f"last of {group}", f"two of {group}", group)] + [
        "?",
        "",
        "new",
    ]


def alliance(leaves: int) -> Alliance:
    """The alliance whose scheme has so many kinds of report."""
    paths = [f"g{number // GROUP}/c{number}" for number in range(leaves)]
    scheme = small.scheme("form", *groups(leaves), *paths)
    lines = [line for column in ("kind", "court") for line in small.mapping(column, *_lines(leaves))]
    found = small.alliance(*_indicators(leaves), contracts=(small.HOTLINE, SHELTER))
    partners = {name: _mapped(one, lines) for name, one in found.partners.items()}
    attributes = {name: replace(one, scheme="form") for name, one in found.attributes.items()}
    return replace(found, schemes={"form": scheme}, attributes=attributes, partners=partners)


def _lines(leaves: int) -> list[tuple[str, str, str]]:
    found = [("?", "", "none")]
    for number, group in enumerate(groups(leaves)):
        kinds = [f"c{one}" for one in range(number * GROUP, min(leaves, (number + 1) * GROUP))]
        found += [(f"last of {group}", kinds[-1], "exact"), (group, group, "broad")]
        found += [(f"two of {group}", kind, "narrow") for kind in kinds[:2]]
    return found


def _mapped(partner: Partner, lines: list) -> Partner:
    read = {column.name for column in partner.contract.columns}
    mapping = tuple(replace(line, line=number) for number, line in enumerate(lines, start=2) if line.column in read)
    return replace(partner, mapping=mapping)


def _indicators(leaves: int) -> list[Indicator]:
    last, all_groups = f"c{leaves - 1}", groups(leaves)
    phases = (
        Phase("reported", small.text("reported"), "report"),
        Phase("referred", small.text("referred"), "referral", "court", last),
    )
    known, both = DimensionRule("", "d", small.text("d"), attribute="form"), ("form", "court")
    speakers = tuple(Speaker(name, small.text(name)) for name in ("hotline", "shelter"))
    values = (tuple(all_groups[::2]), tuple(all_groups[1::2] or all_groups))
    extra = (ExtraAttribute("half", small.text("half"), "shelter", values),)
    rules = {
        "forms": small.BY_FORM,
        "phases": DimensionRule("phase", "d", small.text("d"), phases=phases),
        "decided": DimensionRule("decided", "d", small.text("d"), attributes=both[:1]),
        "conflict": DimensionRule("conflict", "d", small.text("d"), attributes=both[:1]),
        "known-from": replace(known, kind="decided-by", partners=speakers),
        "known-group-from": replace(known, kind="decided-by", partners=speakers, among=tuple(all_groups)),
        "gain": replace(known, kind="gain", extra=extra),
    }
    condition = (Condition(attribute="form", concept=all_groups[-1], excluded=True),)
    return [
        *(small.indicator(rule, name=name) for name, rule in rules.items()),
        small.indicator(small.BY_FORM, name="not-the-last", population=condition),
    ]
