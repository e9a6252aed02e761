"""What a case file says of its persons

The register of case files may say what helps to recognise the persons of a file, such as the docket of a court, and
name no person itself. A contract says so by `{attribute: docket, of: file}`, and persons are linked by it.

All rows are invented.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import small
from broken import edit, faults_of
from named_persons import PROVIDER
from template_with_persons import alliance_with_persons

from schakel.identity import link_persons, open_ledger
from schakel.model import Alliance, Column, Contract, Partner, PersonAttributes, UnitKey

DAY = date(2026, 3, 2)
MODEL = """\
attributes:
  name: {kind: name}
  docket: {kind: code}
comparisons: {name: {levels: [same], frequency: false}, docket: {levels: [same], frequency: false}}
blocking: [[name]]
thresholds: {join: 6, review: 0}
weights:
  dated: 2026-03-01
  by: hand
  records: 1000
  matches: 1
  levels:
    name: {same: {m: 0.9, u: 0.1}, otherwise: {m: 0.1, u: 0.9}}
    docket: {same: {m: 0.9, u: 0.000001}, otherwise: {m: 0.1, u: 0.999999}}
"""


def alliance(folder: Path) -> Alliance:
    """The police name persons and the number of their file; the court names files and their dockets, and no person."""
    (folder / "persons.yaml").write_text(MODEL, encoding="utf-8")
    accused = (Column("number"), Column("file"), Column("name", person="name"))
    police = Contract("police", "police", "1.0.0", accused, units=(UnitKey("file", ("file",)),))
    files = (Column("file"), Column("docket", person="docket", person_of="file"))
    court = Contract("court", "court", "1.0.0", files, units=(UnitKey("file", ("file",)),))
    partners = {one.partner: Partner(one.partner, small.text(one.partner), one, ()) for one in (police, court)}
    attributes = PersonAttributes("persons.yaml", {"name": "name", "docket": "code"})
    return replace(small.alliance(), folder=folder, partners=partners, persons=attributes)


def rows(columns: str, *written: str) -> pa.Table:
    """Rows in force: what is written between commas, with nothing where a value is not known."""
    values = zip(*(one.split(",") for one in written), strict=True)
    said = {name: [value or None for value in of_all] for name, of_all in zip(columns.split(","), values, strict=True)}
    place = {"delivery": [1] * len(written), "row": range(1, len(written) + 1), "known": [DAY] * len(written)}
    return pa.table({**place, **said})


ACCUSED = rows("number,file,name", "1,F1,Jan Smit", "2,F2,Jan Smit", "3,F3,Jan Smit")


@pytest.mark.parametrize(
    ("files", "persons"),
    [
        (("F1,D7", "F2,D7", "F3,D8"), 2),  # two files of one docket: one Jan Smit in both
        (("F1,D7", "F2,D6", "F3,D8"), 3),
        (("F1,D7", "F2,D7", "F2,D6", "F3,D8"), 3),  # two dockets of one file: which it has is not known
        (("F1,", ",D7", "F9,D7"), 3),
    ],
)
def test_persons_of_files_are_linked_by_what_the_register_of_files_says(
    files: Sequence[str], persons: int, tmp_path: Path
) -> None:
    delivered = {"police": ACCUSED, "court": rows("file,docket", *files)}
    linked = link_persons(alliance(tmp_path), delivered, PROVIDER, open_ledger(tmp_path / "persons"), DAY)
    assert len(set(linked.rows["person"].to_pylist())) == persons
    assert set(linked.rows["partner"].to_pylist()) == {"police"}, "a row about a file is a record of nobody"


def test_what_is_said_of_persons_of_a_unit_is_of_one_that_rows_name_by_a_number(tmp_path: Path) -> None:
    folder = alliance_with_persons(tmp_path)
    edit(folder, "partners/helpline/contract.yaml", "value: birth_date}", "value: {attribute: birth_date, of: case}}")
    assert "There is no unit `case`." in " ".join(faults_of(folder))
