"""Drift of a linkage model

A pinned model is compared with each delivery. If unrelated records agree more often than the model says, a note says
so.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from linkage_sets import SETS

from schakel.identity import Ledger, assign
from schakel_base.errors import DeclarationError
from schakel_linkage import LinkModel, read_model, read_records
from schakel_linkage.linking import Pool
from schakel_linkage.linking.drift import ONE, TWO, Drift, worth_saying

DAY = date(2026, 1, 1)


def drifts_of(table: pa.Table, model: LinkModel, folder: Path) -> tuple[Drift, ...]:
    return assign(table, model, Pool.empty(), Ledger(folder), DAY)[1].fit.drifts


@pytest.fixture(scope="module")
def model() -> LinkModel:
    return read_model(SETS / "febrl.yaml")


@pytest.fixture(scope="module")
def table(model: LinkModel) -> pa.Table:
    return read_records(SETS / "febrl_1.csv", model)


def test_records_as_the_model_knows_them_say_nothing(table: pa.Table, model: LinkModel, tmp_path: Path) -> None:
    found = drifts_of(table, model, tmp_path)
    assert worth_saying(found, model) == []
    assert {one.of for one in found} == {ONE, TWO}


def test_a_register_that_begins_to_write_one_surname_for_many_is_seen(
    table: pa.Table, model: LinkModel, tmp_path: Path
) -> None:
    unknown = np.random.default_rng(1).random(table.num_rows) < 0.3
    names = np.where(unknown, "smith", np.asarray(table["surname"]))
    changed = table.set_column(table.column_names.index("surname"), "surname", pa.array(names, pa.string()))
    said = worth_saying(drifts_of(changed, model, tmp_path), model)
    assert [(one.attribute, one.level) for one in said] == [("surname", "same")]
    assert said[0].found == pytest.approx(0.3**2, abs=0.02)
    assert str(said[0]).startswith("surname may no longer be as the model says: ")
    lenient = replace(model, thresholds=replace(model.thresholds, drift=said[0].bits + 0.1))
    assert worth_saying(said, lenient) == []


def test_of_a_handful_of_records_nothing_is_said(table: pa.Table, model: LinkModel, tmp_path: Path) -> None:
    """Drawn again and again, the few pairs of three records would seem to be thousands."""
    assert drifts_of(table.slice(0, 3), model, tmp_path) == ()


def test_strangers_that_agree_less_often_are_shown_and_not_said(model: LinkModel) -> None:
    assert worth_saying([Drift("surname", TWO, "same", 0.01, 0.001)], model) == []


def test_the_threshold_is_a_number_of_bits(tmp_path: Path) -> None:
    text = (SETS / "febrl.yaml").read_text("utf-8")
    file = tmp_path / "model.yaml"
    file.write_text(text.replace("thresholds: {", "thresholds: {drift: 0, "), "utf-8")
    with pytest.raises(DeclarationError, match=r"`thresholds.drift` is `0`; it must be a number of bits above 0"):
        read_model(file)
