"""Partners that contradict each other

What each partner says for itself stays possible, or what the partner says who is believed first; it counts as a
contradiction either way.

The police and the court each say the form of a report. What the police say twice of one report they say of it in
common: sexual, and domestic, is domestic.
"""

from dataclasses import replace

import pytest
import small
from counting import counted, refereed

from schakel.model import Column, Contract, DimensionRule, Partner, UnitKey

DELIVERED = {
    "police": [
        {"number": "r1", "kind": "dom"},
        {"number": "r2", "kind": "sex"},
        {"number": "r2", "kind": "dom"},
        {"number": "r3", "kind": "dom"},
        {"number": "r3", "kind": "lab"},
        {"number": "r4", "kind": "sex"},
    ],
    "court": [
        {"number": "r1", "kind": "lab"},
        {"number": "r2", "kind": "lab"},
        {"number": "r4", "kind": "dom"},  # what the police leave open is no contradiction
    ],
}
CONTRADICTED = DimensionRule("conflict", "contradicted", small.text("contradicted"), attributes=("form",))
INDICATORS = (small.indicator(small.BY_FORM), small.indicator(CONTRADICTED, name="contradicted"))


def partner(name):
    kind = Column("kind", units=("report",), attribute="form")
    contract = Contract(name, name, "1.0.0", (Column("number"), kind), units=(UnitKey("report", ("number",)),))
    return Partner(name, small.text(name), contract, tuple(line for line in small.MAPPING if line.column == "kind"))


def alliance(*precedence):
    plain = small.alliance(*INDICATORS)
    attributes = plain.attributes | {"form": replace(plain.attributes["form"], precedence=precedence)}
    return replace(plain, attributes=attributes, partners={name: partner(name) for name in DELIVERED})


FORMS = ("total", "sexual", "domestic", "cross-border", "labour")
EXPECTED = {
    # The first two can be domestic or labour, and so can the third, of which the police alone speak.
    (): {"total": (4, 4), "sexual": (1, 4), "domestic": (1, 4), "cross-border": (0, 0), "labour": (0, 3)},
    ("court",): {"total": (4, 4), "sexual": (1, 2), "domestic": (1, 2), "cross-border": (0, 0), "labour": (2, 3)},
    ("police", "court"): {
        "total": (4, 4),
        "sexual": (3, 4),
        "domestic": (3, 4),
        "cross-border": (0, 0),
        "labour": (0, 1),
    },
}


@pytest.mark.parametrize("precedence", EXPECTED, ids=" before ".join)
def test_each_partner_counts_once_and_who_is_believed_first_is_followed(precedence, tmp_path):
    tables = counted(alliance(*precedence), DELIVERED, tmp_path)
    assert {cell.coordinates[0]: tables["reports"].bounds(cell) for cell in tables["reports"].cells} == EXPECTED[
        precedence
    ]
    assert [tables["contradicted"].bounds(cell) for cell in tables["contradicted"].cells] == [(4, 4), (3, 3)]


@pytest.mark.parametrize("precedence", EXPECTED, ids=" before ".join)
def test_the_referee_agrees(precedence, tmp_path):
    referee = refereed(alliance(*precedence), DELIVERED, tmp_path)
    found = referee.count(INDICATORS[0], [FORMS])
    assert {codes[0]: bounds for codes, bounds in found.items()} == EXPECTED[precedence]


def test_what_a_partner_contradicts_it_first_says_in_common(tmp_path):
    """Of eight reports both partners leave nothing open that may be cross-border, though single claims do."""
    either = [{"number": f"r{number}", "kind": "sex"} for number in range(1498)]
    settled = [{"number": f"s{number}", "kind": kind} for number in range(8) for kind in ("sex", "dom")]
    against = [{"number": f"s{number}", "kind": "lab"} for number in range(8)]
    table = counted(alliance(), {"police": either + settled, "court": against}, tmp_path)["reports"]
    bounds = {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}
    assert bounds["cross-border"] == (0, 1498)
    # Claim by claim the upper bound would be larger.
    assert sum(row["kind"] == "sex" for row in either + settled) == 1506
