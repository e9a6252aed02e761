"""Rows that come again

A report without a key is its own row. A file that is delivered twice counts once, but the same rows in another order
are another file, and so are the rows of a further period with some of the one before. They count twice; `build` says of
which delivery they are.
"""

from dataclasses import replace

import pyarrow as pa
import pytest
from broken import template
from command_line import schakel
from small import HOTLINE, alliance

from schakel.model import UnitKey
from schakel.verbs.coming_again import remarks_on_coming_again

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: police
name: police
version: {version}
status: active
schema:
  - name: police
    logicalType: object
    customProperties:
      - {{property: units, value: [{{unit: report}}]}}
      - {{property: events, value: [{{event: report, unit: report, happened: day}}]}}
    properties:
      - {{name: day, logicalType: date, required: true}}
"""
ROWS = [f"2024-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 26)]


def said(again, rows, delivery, first):
    return (
        f"{again} of the {rows} rows of delivery {delivery} of police say in all columns that are used what rows of an "
        f"earlier delivery say (most often {first}), and each counts again as a unit `report`, which has no key. If "
        f"they are the same, withdraw delivery {delivery}, name the unit by a key, or declare that each file is a "
        "`snapshot`."
    )


def test_the_same_file_counts_once_and_the_same_rows_in_another_are_told(tmp_path):
    folder, file = template(tmp_path), tmp_path / "reports.csv"
    (folder / "partners" / "police").mkdir()

    def deliver(rows, day, version="1.0.0"):
        (folder / "partners" / "police" / "contract.yaml").write_text(CONTRACT.format(version=version), "utf-8")
        file.write_text("\n".join(["day", *rows]) + "\n", "utf-8")
        done = schakel("deliver", folder, "police", file, "--on", day, "--synthetic")
        assert done.exit_code == 0, done.output

    def built():
        return schakel("build", folder).stdout.splitlines()[1:]

    deliver(ROWS[:30], "2024-03-01")
    deliver(ROWS[:30], "2024-03-02", version="2.0.0")
    assert built() == []
    deliver(ROWS[10:], "2024-03-03", version="2.0.0")
    deliver(reversed(ROWS[:30]), "2024-03-04", version="2.0.0")
    assert built() == [said(20, 40, 3, 2), said(30, 30, 4, 2)]


def remarks(*deliveries):
    """What is told of deliveries of the hotline, each a text with a letter for each row."""
    contract = replace(HOTLINE, units=(UnitKey("report"),))
    rows = [(number, row, ord(one)) for number, text in enumerate(deliveries, 1) for row, one in enumerate(text)]
    told = pa.table(dict(zip(("delivery", "row", "report"), map(list, zip(*rows, strict=True)), strict=True)))
    chain = {"told_hotline": told, "superseded_hotline": told.slice(0, 0), "repeated_hotline": told}
    return [fault.fields["delivery"] for fault in remarks_on_coming_again(alliance(contracts=(contract,)), chain)]


@pytest.mark.parametrize(
    ("deliveries", "told"),
    [
        pytest.param(("abcdefghijkl", "cdefghijklmn"), [2], id="rows that differ within a delivery"),
        pytest.param(("aaaabbbbcccc", "abcabcabcabd"), [], id="rows that often say the same in one delivery too"),
        pytest.param(("aaaabbbbcccc", "abcabcabcabc"), [2], id="all such rows, in another order"),
        pytest.param(("abcdefghijkl", "abcdefghi"), [], id="fewer than ten rows, which may be chance"),
        pytest.param(("abcdefghijkl", "mnopqrstuvwx", "klmnopqrstuv"), [3], id="rows of two earlier deliveries"),
    ],
)
def test_it_is_told_where_chance_does_not_explain_it(deliveries, told):
    assert remarks(*deliveries) == told
