"""Monitorability

Which partner decides an attribute for how many units, and what one more attribute would decide.

Three partners register cases. The police know the kind (sexual or labour) and never the route, the shelter knows the
route and never the kind, the court says nothing at all. A case is decided when one form remains.
"""

import pytest
import small
from counting import counted
from reading import headline_of

from schakel.disclosure import protect
from schakel.model import Column, Contract, DimensionRule, EventRule, ExtraAttribute, Partner, Speaker, UnitKey

SAYS = {
    "police": {"1": "sexual", "2": "sexual", "3": "labour", "4": "sexual", "5": ""},
    "shelter": {"1": "at home", "2": "abroad", "5": "at home", "6": "abroad"},
    "court": {"1": "", "4": "", "5": "", "6": ""},
}
SPEAKERS = tuple(Speaker(partner, small.text(partner)) for partner in SAYS)
KNOWN_FROM = DimensionRule(
    "decided-by",
    "known-from",
    small.text("known from"),
    attribute="form",
    partners=SPEAKERS,
    together=(("police", "court"),),
)
ROUTE = (("domestic", "labour"), ("cross-border", "labour"))  # a route that labour can have either way


def extra(name, partner, *values):
    return ExtraAttribute(name, small.text(name), partner, values)


GAIN = DimensionRule(
    "gain",
    "gain",
    small.text("gain"),
    attribute="form",
    extra=(
        extra("court-kind", "court", ("sexual",), ("labour",)),
        extra("court-route", "court", *ROUTE),
        extra("police-route", "police", *ROUTE),
    ),
)


def partner(name):
    """A partner that writes a case number and what it says of the form."""
    columns = (
        Column("number", required=True),
        Column("day", type="date"),
        Column("said", units=("report",), attribute="form"),
    )
    if name == "court":
        columns = columns[:2]
    event = EventRule("report", "report", "day")
    contract = Contract(name, name, "1.0.0", columns, units=(UnitKey("report", ("number",)),), events=(event,))
    kinds = (("sexual", "sexual", "broad"), ("labour", "labour", "exact"))
    routes = (("at home", "domestic", "narrow"), ("abroad", "cross-border", "narrow"), ("abroad", "labour", "narrow"))
    lines = {"police": kinds, "shelter": (*routes, ("at home", "labour", "narrow")), "court": ()}
    return Partner(name, small.text(name), contract, small.mapping("said", *lines[name]))


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    alliance = small.alliance(*(small.indicator(rule, name=rule.name) for rule in (KNOWN_FROM, GAIN)))
    alliance.partners.clear()
    alliance.partners.update({name: partner(name) for name in SAYS})
    delivered = {name: rows(said) for name, said in SAYS.items()}
    return counted(alliance, delivered, tmp_path_factory.mktemp("monitorability"))


def rows(said):
    return [{"number": number, "day": "2021-01-01", "said": form} for number, form in said.items()]


def bounds(table):
    return {"/".join(cell.coordinates): table.bounds(cell) for cell in table.cells}


def test_partners_decide_together_what_none_of_them_decides_alone(tables):
    assert bounds(tables["known-from"]) == {
        "total": (6, 6),
        "all-partners": (3, 3),
        "police": (1, 1),  # labour has one form in this scheme
        "shelter": (0, 0),
        "court": (0, 0),
        "police-and-court": (1, 1),
        "without-police": (0, 0),
        "without-shelter": (1, 1),
    }


def test_the_gain_of_an_attribute_counts_what_every_and_what_some_answer_decides(tables):
    assert bounds(tables["gain"]) == {
        "open": (3, 3),  # cases 4, 5 and 6
        "court-kind": (2, 2),  # of 5 and 6 the route is known; to 4, known to be sexual, it adds nothing
        "court-route": (1, 3),  # 4 for certain; 5 and 6 only if the answer rules out that they are sexual
        "police-route": (1, 2),  # the police know 4 and 5 alone
    }


def test_the_largest_published_gain_comes_first_and_ties_keep_their_order(tables):
    (side,) = protect(tables["gain"], "round-5").dimensions
    published = {category.code: category.ranked for category in side.categories}
    assert published == {"open": False, "court-route": True, "court-kind": True, "police-route": True}


def test_the_headline_says_what_is_decided_and_what_would_decide_most(tables):
    said = {name: headline_of(protect(table, "round-5"), "reports") for name, table in tables.items()}
    assert (said["known-from"].figure, said["known-from"].sentence) == (
        "5",
        "reports for which this is decided with the data of all partners together.",
    )
    assert said["gain"].figure == "5"
    assert said["gain"].sentence == "reports: not decided. “court-route” would decide at least 0 and at most 5."
