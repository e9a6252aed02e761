"""Whether a text is carried once or in each row makes no difference to what is accepted, refused, noted and kept.

The referee takes the same file in with every text in its own row, and each rule asked of all rows.
"""

import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
from arrivals import DAY, accepted, refused, rule, shelter, take_in
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st
from written_files import json_lines

from schakel.intake import carrying, staging
from schakel.intake.formats import parquet, recurring
from schakel.intake.formats.typed import as_texts, type_of
from schakel.intake.types import reading
from schakel.model import Column, FileFormat
from schakel.store import Workspace
from schakel_base.database import connect

PARTNER = shelter(
    rule("required", "number"),
    rule("type", "age", "integer", ""),
    rule("range", "age", "0", "120"),
    rule("values", "kind", "sex", "labour"),
    rule("pattern", "remark", "[a-z ]*"),
    rule("missing", "kind", note=True),
    rule("length", "remark", "", "3", note=True),
    rule("row", "", "number <> kind"),
)
COLUMNS = ("number", "asked", "kind", "age", "remark")
TEXTS = st.sampled_from(
    ["1", "2", "sex", "labour", "", " ", "  ", "12", "121", "1.5", "x\0y", "\0", "caf\u00e9", "2021-02-01"]
)
FEW = st.lists(st.none() | TEXTS, min_size=1, max_size=3)
ALL = {"MOST_DISTINCT": 1.0, "MOST_BYTES_A_ROW": 1e9}
NONE = {"MOST_DISTINCT": -1.0, "MOST_BYTES_A_ROW": -1}


@st.composite
def columns(draw):
    """Columns in which texts recur, and columns in which they may not."""
    count = draw(st.integers(1, 30))
    made = {}
    for name in COLUMNS:
        texts = draw(FEW.map(st.sampled_from) | st.just(st.none() | TEXTS))
        made[name] = draw(st.lists(texts, min_size=count, max_size=count))
    return made


def taken_in(content, name, how, known=1 << 16, rows=1 << 16):
    """Take a file in; return all that came of it."""
    with TemporaryDirectory() as folder, patch.object(staging, "LARGEST_HELD", 0):
        file, workspace = Path(folder) / "places", Workspace(Path(folder) / "workspace")
        file.write_bytes(content)
        at_a_time = {"ROWS_PER_BATCH": rows, "MOST_BYTES_A_ROW": how["MOST_BYTES_A_ROW"]}
        partner = replace(PARTNER, contract=replace(PARTNER.contract, format=FileFormat(name)))
        with (
            patch.object(carrying, "MOST_KNOWN", known),
            patch.object(recurring, "MOST_DISTINCT", how["MOST_DISTINCT"]),
            patch.multiple(parquet, **at_a_time),
        ):
            receipt = take_in(workspace, partner, file, DAY)
        return receipt, *((accepted(workspace), refused(workspace)) if receipt.rows else ())


def as_parquet(made, rows=1 << 20, plain=False):
    file = io.BytesIO()
    table = pa.table({name: pa.array(texts, pa.string()) for name, texts in made.items()})
    pq.write_table(table, file, row_group_size=rows, use_dictionary=not plain)
    return file.getvalue()


@examples(10, deadline=None)
@given(
    columns(),
    st.sampled_from([1, 7, 1 << 16]),
    st.sampled_from([1, 7, 1 << 16]),
    st.sampled_from([1, 1 << 16]),
    st.booleans(),
)
@example({name: ["", " ", None, "x\0y"] * 4 for name in COLUMNS}, 3, 5, 1 << 16, False)
def test_texts_of_parquet_that_are_carried_once_come_to_the_same(made, at_a_time, in_a_group, known, plain):
    content = as_parquet(made, in_a_group, plain)
    assert taken_in(content, "parquet", ALL, known, at_a_time) == taken_in(content, "parquet", NONE)


@examples(5, deadline=None)
@given(columns(), st.sampled_from([1, 1 << 16]))
def test_so_do_those_of_a_format_that_has_no_dictionaries(made, known):
    content = json_lines([dict(zip(made, row, strict=True)) for row in zip(*made.values(), strict=True)])
    assert taken_in(content, "json-lines", ALL, known) == taken_in(content, "json-lines", NONE)


NUMBERS = st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1).map(pa.array) | st.lists(
    st.none() | st.floats(), min_size=1
).map(lambda values: pa.array(values, pa.float64()))


@examples(200)
@given(NUMBERS)
def test_the_text_of_a_number_is_a_number(values):
    texts, _ = as_texts(values, Column("a"))
    logical_type = type_of(values)
    for one in {"integer": ("integer", "number")}.get(logical_type, (logical_type,)) if logical_type else ():
        with connect() as connection:
            connection.register("texts", pa.table({"value": texts}))
            wrong = f"SELECT value FROM texts WHERE value IS NOT NULL AND ({reading(one, '', 'value')}) IS NULL"
            assert connection.sql(wrong).fetchall() == []


def test_what_refused_rows_alone_have_is_not_in_the_file_of_accepted_rows(tmp_path):
    """A dictionary is written whole, whichever rows are left."""
    made = {name: ["a"] * 20 for name in COLUMNS} | {"kind": ["sex", "unheard of"] * 10, "age": [*["1"] * 19, "\0"]}
    workspace, file = Workspace(tmp_path / "workspace"), tmp_path / "places"
    file.write_bytes(as_parquet(made))
    partner = replace(PARTNER, contract=replace(PARTNER.contract, format=FileFormat("parquet")))
    assert take_in(workspace, partner, file, DAY).accepted == 10
    with workspace.accepted_rows(1).open() as opened:
        (found,) = pq.ParquetFile(opened, read_dictionary=["kind"]).read()["kind"].chunks
    assert found.dictionary.to_pylist() == ["sex"]
