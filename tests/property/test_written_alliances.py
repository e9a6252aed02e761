"""Whatever alliance somebody writes and whatever its partners deliver, engine and referee agree, cell by cell."""

import written_alliances
from counting import counted, refereed
from examples import examples
from hypothesis import given


@examples(8)
@given(written=written_alliances.alliances())
def test_engine_and_referee_agree_on_any_alliance(written, tmp_path_factory):
    alliance, delivered = written
    folder = tmp_path_factory.mktemp("count")
    slow = refereed(alliance, delivered, folder)
    for table in counted(alliance, delivered, folder).values():
        categories = [[category.code for category in dimension.categories] for dimension in table.dimensions]
        bounds = {cell.coordinates: table.bounds(cell) for cell in table.cells}
        assert bounds == slow.count(table.indicator, categories)
