"""Numbers of an earlier layout become those of today, however either was written."""

import pytest
from arrivals import DAY, deliver, in_force, rule, shelter

from schakel.model import Column, UnitKey
from schakel.model.file_layout import FileLayout, LayoutColumn
from schakel.store import Workspace


@pytest.mark.parametrize(
    ("today", "earlier", "fine", "becomes"),
    [
        ("", "1.234,56", "1.250,5", "1250.5"),
        ("1.234,56", "1,234.56", "1,250.5", "1250,500000000"),
        ("1.234,56", "", ".5", "0,500000000"),
    ],
)
def test_numbers_may_have_been_written_another_way(tmp_path, today, earlier, fine, becomes):
    """A clerk wrote 1.250,50 until the end of the year, and the new system writes 1250.50."""
    columns = (Column("number"), Column("fine", type="number", format=today))
    then = (LayoutColumn("number", "number"), LayoutColumn("fine", "fine", "number", today, earlier))
    partner = shelter(
        rule("type", "fine", "number", today),
        columns=columns,
        units=(UnitKey("report", ("number",)),),
        events=(),
        delimiter=";",
        layouts=(FileLayout("0.1.0", DAY, then),),
    )
    workspace, rows = Workspace(tmp_path / "workspace"), (f"1;{fine}", "2;", "3;many")
    receipt = deliver(workspace, tmp_path, *rows, header="number;fine", partner=partner)
    assert [one.value for one in receipt.refusals] == ["many"]
    found = in_force(partner.contract, [receipt.delivery], workspace, tmp_path)
    assert [row["fine"] for row in found] == [becomes, None]
