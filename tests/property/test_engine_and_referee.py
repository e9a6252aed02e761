"""Whatever a partner delivers, the engine and the referee count the same, cell by cell."""

from dataclasses import replace

import incidents
from counting import counted, refereed
from delivered import ALLIANCE, ROWS
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = st.sampled_from(["1", "2", "3"])
DAYS = st.sampled_from(["", "2020-03-01", "2020-03-02", "2021-05-01"])
CASES = st.lists(
    st.fixed_dictionaries(
        {
            "case": NUMBERS,
            "incident": NUMBERS,
            "person": NUMBERS,
            "kind": st.sampled_from(["", "dom", "sex", "dom; lab", "lab;unknown to the mapping"]),
            "seen": st.sampled_from(["", "dom", "sex"]),
        }
    ),
    min_size=1,
    max_size=5,
)
DISPOSITIONS = st.lists(
    st.fixed_dictionaries(
        {
            "case": NUMBERS,
            "disposed": DAYS,
            "court": st.sampled_from(["", "J", "N", "?"]),
            "months": st.sampled_from(["", "0", "7", "12"]),
        }
    ),
    min_size=1,
    max_size=5,
)


def agree(alliance, delivered, folder):
    slow = refereed(alliance, delivered, folder)
    for table in counted(alliance, delivered, folder).values():
        categories = [[category.code for category in dimension.categories] for dimension in table.dimensions]
        bounds = {cell.coordinates: table.bounds(cell) for cell in table.cells}
        assert bounds == slow.count(table.indicator, categories)
        assert all(lower <= upper for lower, upper in bounds.values())


@examples(10)
@given(rows=ROWS)
def test_engine_and_referee_agree(rows, tmp_path_factory):
    agree(ALLIANCE, {"hotline": rows}, tmp_path_factory.mktemp("count"))


ONCE = replace(incidents.ALLIANCE.units["case"], once=("disposition",))
DISPOSED_ONCE = replace(incidents.ALLIANCE, units={**incidents.ALLIANCE.units, "case": ONCE})


@examples(5)
@given(alliance=st.sampled_from([incidents.ALLIANCE, DISPOSED_ONCE]), cases=CASES, dispositions=DISPOSITIONS)
def test_they_agree_on_children_two_parents_many_values_and_magnitudes(alliance, cases, dispositions, tmp_path_factory):
    folder = tmp_path_factory.mktemp("count")
    agree(alliance, {"prosecution": cases, "court": dispositions}, folder)
