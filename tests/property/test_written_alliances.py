"""Whatever alliance somebody writes and whatever its partners deliver, engine and referee agree, cell by cell."""

import pytest
import written_alliances
from counting import counted, refereed
from examples import examples
from hypothesis import given


@examples(8, derandomize=True)
@given(written=written_alliances.alliances())
def test_engine_and_referee_agree_on_alliances_that_are_written_alike_each_time(written, tmp_path_factory):
    hold_against_referee(*written, tmp_path_factory)


@pytest.mark.slow
@examples(40)
@given(written=written_alliances.alliances())
def test_engine_and_referee_agree_on_any_alliance(written, tmp_path_factory):
    hold_against_referee(*written, tmp_path_factory)


def hold_against_referee(alliance, delivered, tmp_path_factory):
    folder = tmp_path_factory.mktemp("count")
    slow = refereed(alliance, delivered, folder)
    for table in counted(alliance, delivered, folder).values():
        categories = [[category.code for category in dimension.categories] for dimension in table.dimensions]
        bounds = {cell.coordinates: table.bounds(cell) for cell in table.cells}
        assert bounds == slow.count(table.indicator, categories)
