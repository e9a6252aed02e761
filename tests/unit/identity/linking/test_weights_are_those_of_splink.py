"""Splink is the referee: the same model gives each pair the same weight."""

import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from splink import DuckDBAPI, Linker

from schakel.identity.linking.declared import LinkModel, Thresholds
from schakel.identity.linking.pairing import find_pairs
from schakel.identity.linking.reading import read_model
from schakel.identity.linking.record_file import read_records
from schakel.identity.linking.scoring import level_of
from schakel.identity.linking.standardising import standardise
from schakel.identity.linking.training import splink_settings

SETS = Path(__file__).parents[3] / "data" / "linkage"


def with_frequencies(variants: pa.Table, model: LinkModel) -> pa.Table:
    """Give Splink our frequencies, which are counted over variants and steadied."""
    for comparison in model.comparisons:
        if comparison.frequency:
            rarity = variants[f"{comparison.attribute}_rarity"].to_numpy()
            share = level_of(model, comparison, "same").u / np.exp2(rarity)
            variants = variants.append_column(f"tf_{comparison.attribute}_value", pa.array(share))
    return variants


@pytest.mark.parametrize(("records", "model"), [("fake_1000", "fake_1000"), ("febrl_1", "febrl")])
def test_the_same_pairs_have_the_same_weights(records: str, model: str) -> None:
    declared = replace(read_model(SETS / f"{model}.yaml"), thresholds=Thresholds(-100, -100))
    table = read_records(SETS / f"{records}.csv", declared)
    pairs = find_pairs(standardise(table, declared, date(2026, 1, 1)), declared)
    variants = with_frequencies(pairs.variants.table.rename_columns({"id": "record"}), declared)
    linker = Linker(DuckDBAPI(duckdb.connect()).register(variants), splink_settings(declared), log_level=logging.ERROR)
    expected = linker.inference.predict(threshold_match_weight=-200).as_pyarrow_table().to_pydict()
    sides = zip(expected["record_l"], expected["record_r"], expected["match_weight"], strict=True)
    found = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.weight.tolist(), strict=True)
    assert {(one, other): weight for one, other, weight in found} == pytest.approx(
        {(one, other): weight for one, other, weight in sides}
    )
