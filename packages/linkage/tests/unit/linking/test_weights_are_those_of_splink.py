"""Splink is the referee: the same model gives each pair the same weight."""

import logging
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from linkage_sets import SETS
from splink import DuckDBAPI, Linker

from benchmarks.splink_settings import as_splink_reads, splink_settings
from schakel_linkage import LinkModel, StandardisedRecords, read_model, read_records, standardise
from schakel_linkage.linking.pairing import Pairs, find_pairs
from schakel_linkage.linking.scales import level_of


def as_splink_reads_variants(records: StandardisedRecords, pairs: Pairs, model: LinkModel) -> pa.Table:
    """Give Splink the variants with our frequencies, which are counted over variants and steadied."""
    first = {name: codes[pairs.variants.first] for name, codes in records.parts.items()}
    variants = as_splink_reads(StandardisedRecords(first, records.lexicon), model)
    for comparison in model.comparisons:
        if comparison.frequency:
            rarity = pairs.variants.columns[f"{comparison.attribute}_rarity"]
            share = level_of(model, comparison, "same").u / np.exp2(rarity)
            variants = variants.append_column(f"tf_{comparison.attribute}_value", pa.array(share))
    return variants


@pytest.mark.parametrize(
    ("records", "model"), [("fake_1000", "fake_1000"), ("febrl_1", "febrl"), ("historical_sample", "historical")]
)
def test_the_same_pairs_have_the_same_weights(records: str, model: str) -> None:
    declared = read_model(SETS / f"{model}.yaml")
    assert declared.trained is not None
    standardised = standardise(read_records(SETS / f"{records}.csv", declared), declared, date(2026, 1, 1))
    pairs = find_pairs(standardised, declared, floor=-1000)
    prior = declared.trained.prior(len(pairs.variants))
    linker = Linker(
        DuckDBAPI(duckdb.connect()).register(as_splink_reads_variants(standardised, pairs, declared)),
        splink_settings(declared, chance=2**prior / (1 + 2**prior)),
        log_level=logging.ERROR,
    )
    expected = linker.inference.predict(threshold_match_weight=-1000).as_pyarrow_table().to_pydict()
    sides = zip(expected["record_l"], expected["record_r"], expected["match_weight"], strict=True)
    found = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.weight.tolist(), strict=True)
    assert {(one, other): weight for one, other, weight in found} == pytest.approx(
        {(one, other): weight for one, other, weight in sides}
    )
