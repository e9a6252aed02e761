"""Whatever a partner delivers, the engine and the referee count the same, cell by cell."""

from counting import counted, refereed
from delivered import ALLIANCE, ROWS
from examples import examples
from hypothesis import given


@examples(10)
@given(rows=ROWS)
def test_engine_and_referee_agree(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("count")
    slow = refereed(ALLIANCE, {"hotline": rows}, folder)
    for table in counted(ALLIANCE, {"hotline": rows}, folder).values():
        categories = [[category.code for category in dimension.categories] for dimension in table.dimensions]
        bounds = {cell.coordinates: table.bounds(cell) for cell in table.cells}
        assert bounds == slow.count(table.indicator, categories)
        assert all(lower <= upper for lower, upper in bounds.values())
