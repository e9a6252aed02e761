"""However many concepts a scheme has, the engine and the referee count the same, cell by cell."""

import pytest
from counting import counted, refereed
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from long_scheme import alliance, codes

LENGTHS = (2, 62, 63, 64, 65, 126, 127, 130)
NUMBER, DAY = st.sampled_from("123"), st.sampled_from(["", "2021-01-05"])


def rows(leaves):
    kind = st.sampled_from(codes(leaves))
    hotline = {"number": NUMBER, "received": st.just("2021-01-05"), "kind": kind, "referred": DAY, "court": kind}
    shelter = {"number": NUMBER, "kind": kind}
    return st.fixed_dictionaries(
        {
            "hotline": st.lists(st.fixed_dictionaries(hotline), max_size=6, unique_by=lambda row: row["number"]),
            "shelter": st.lists(st.fixed_dictionaries(shelter), max_size=6),
        }
    )


@examples(3)
@given(case=st.sampled_from(LENGTHS).flatmap(lambda leaves: st.tuples(st.just(leaves), rows(leaves))))
def test_engine_and_referee_agree(case: tuple[int, dict], tmp_path_factory: pytest.TempPathFactory):
    leaves, delivered = case
    folder = tmp_path_factory.mktemp("count")
    declared = alliance(leaves)
    slow = refereed(declared, delivered, folder)
    for table in counted(declared, delivered, folder).values():
        categories = [[category.code for category in dimension.categories] for dimension in table.dimensions]
        assert {cell.coordinates: table.bounds(cell) for cell in table.cells} == slow.count(table.indicator, categories)
