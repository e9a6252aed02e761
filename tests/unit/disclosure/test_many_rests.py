"""What counts leave of each other is tied only where counts are printed as they are, and only as far as can be done."""

import pyarrow as pa
import pytest
import small

from schakel.disclosure import ReleasedTable, protect_together
from schakel.disclosure.tables import parts
from schakel.disclosure.tables.concepts import add_sums_of_concepts
from schakel.disclosure.tables.gathering import Gathered, add_beside
from schakel.disclosure.tables.naming import ATTRIBUTE
from schakel.indicators import tabulate
from schakel.model.indicator import DimensionRule, Phase
from schakel_base.errors import DisclosureError
from schakel_protection import ExposureError
from schakel_protection.releases.rounded import find_witness

NARROWER = ("x", "x/a", "x/b", "x/c", "y")
EVENTS = ("report", "referral", "court")


def flow(*counts):
    """Reports by how far they came."""
    phases = tuple(Phase(event, small.text(event), event) for event in EVENTS)
    bits = [2 ** (far + 1) - 1 for far in range(len(counts))]
    base = pa.table({"phase_certain": bits, "phase_possible": bits, "n": list(counts)})
    declared = small.indicator(DimensionRule("phase", "phase", small.text("phase"), phases=phases), name="flow")
    return ReleasedTable(tabulate(declared, small.alliance(), base))


def test_where_there_are_more_than_can_be_tied_nothing_leaves_under_suppression(monkeypatch):
    monkeypatch.setattr(parts, "_MOST_RESTS", 1)
    with pytest.raises(DisclosureError, match="name a profile that rounds"):
        protect_together([flow(20, 9, 30)], "alliance")


def test_rounded_tables_never_ask_for_them(monkeypatch):
    """Not even where the first rounding is blocked: a release of thousands of counts had millions of rests."""
    monkeypatch.setattr(parts, "_MOST_RESTS", 0)
    monkeypatch.setattr("schakel_protection.releases.rounded.find_witness", _blocked_once())
    made = protect_together([flow(20, 9, 30)], "round-5-additive").tables["flow"]
    assert made.profile.name == "round-10-additive"


def test_a_rest_joins_the_tables_beside_it_without_a_copy_of_them():
    """A copy for each of thousands of rests made the work grow with rests times cells."""
    flows, others = {1, 2}, {3}
    add_beside({"flow": flows, "other": others}, [4], [2, 5])
    assert (flows, others) == ({1, 2, 4}, {3})


def test_what_concepts_leave_of_each_other_is_named_without_a_list_of_all_counts():
    """A list of all counts for each rest made the work grow with the square of them."""
    places = Counted()
    gathered = Gathered(places)
    for code, count in [("x", 20), ("a", 5), ("b", 9), *((f"other {number}", 1) for number in range(50))]:
        gathered.cell(((f"{ATTRIBUTE}form", code),), count)
    add_sums_of_concepts(gathered, {"forms": frozenset(range(3))}, [], {"form": small.scheme("form", *NARROWER)})
    assert (gathered.derived, gathered.values[gathered.derived[0]]) == ([53], 6)
    assert tuple(gathered.places.items())[53][0] == ((f"{ATTRIBUTE}form", "x less a+b"),)
    assert places.times_listed == 1


class Counted(dict):
    """A dict that counts how often all of its keys are gone through."""

    times_listed = 0

    def __iter__(self):
        self.times_listed += 1
        return super().__iter__()


def _blocked_once():
    calls = []

    def find(*given):
        calls.append(given)
        if len(calls) == 1:
            raise ExposureError("blocked", [])
        return find_witness(*given)

    return find
