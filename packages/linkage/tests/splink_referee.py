"""Splink as the referee of a link model: what it says of the truth sets, as it was stored or asked now.

To import and ask it takes longer than all that it is compared with. Run as a programme, this stores its figures anew;
`make test-slow` asks it now.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from linkage_sets import SETS

from schakel_linkage import LinkModel, StandardisedRecords, read_model, read_records, standardise
from schakel_linkage.linking.pairing import Pairs, find_pairs
from schakel_linkage.linking.scales import level_of

MODELS = {"fake_1000": "fake_1000", "febrl_1": "febrl", "historical_sample": "historical"}
"""The model of each set of records."""

ALL = 5_000_000
"""More pairs than there are in the sets of which all are taken."""
LEAST = -1000
"""A weight under those of all pairs."""

Ask = Callable[[str], pa.Table]


def read(records: str) -> tuple[StandardisedRecords, LinkModel]:
    """Read a truth set by its model."""
    declared = read_model(SETS / f"{MODELS[records]}.yaml")
    return standardise(read_records(SETS / f"{records}.csv", declared), declared, date(2026, 1, 1)), declared


def shares(records: str) -> pa.Table:
    """Return how often strangers are at each level, of all pairs, as Splink estimates it now."""
    from splink import DuckDBAPI, Linker

    from benchmarks.splink_settings import as_splink_reads, splink_settings

    standardised, model = read(records)
    table = DuckDBAPI().register(as_splink_reads(standardised, model))
    linker = Linker(table, splink_settings(replace(model, trained=None)), log_level=logging.CRITICAL)
    linker.training.estimate_u_using_random_sampling(max_pairs=ALL, seed=1, min_count_per_level=None)
    found = [
        {
            "attribute": made["output_column_name"],
            "level": level["label_for_charts"],
            "share": level.get("u_probability") or 0.0,
        }
        for made in linker.misc.save_model_to_json()["comparisons"]
        for level in made["comparison_levels"]
        if not level.get("is_null_level")
    ]
    return pa.Table.from_pylist(found)


def weights(records: str) -> pa.Table:
    """Return the weight of each pair, as Splink computes it now by the same model."""
    from splink import DuckDBAPI, Linker

    from benchmarks.splink_settings import splink_settings

    standardised, model = read(records)
    pairs = find_pairs(standardised, model, floor=LEAST)
    assert model.trained is not None
    prior = model.trained.prior(len(pairs.variants))
    linker = Linker(
        DuckDBAPI().register(_variants(standardised, pairs, model)),
        splink_settings(model, chance=2**prior / (1 + 2**prior)),
        log_level=logging.ERROR,
    )
    found = linker.inference.predict(threshold_match_weight=LEAST).as_pyarrow_table()
    named = found.select(["record_l", "record_r", "match_weight"]).rename_columns(["left", "right", "weight"])
    return named.sort_by([("left", "ascending"), ("right", "ascending")])


def _variants(records: StandardisedRecords, pairs: Pairs, model: LinkModel) -> pa.Table:
    """Give Splink the variants with our frequencies, which are counted over variants and steadied."""
    from benchmarks.splink_settings import as_splink_reads

    first = {name: codes[pairs.variants.first] for name, codes in records.parts.items()}
    variants = as_splink_reads(StandardisedRecords(first, records.lexicon), model)
    for comparison in model.comparisons:
        if comparison.frequency:
            rarity = pairs.variants.columns[f"{comparison.attribute}_rarity"]
            share = level_of(model, comparison, "same").u / np.exp2(rarity)
            variants = variants.append_column(f"tf_{comparison.attribute}_value", pa.array(share))
    return variants


def stored_shares(records: str) -> pa.Table:
    """Return the shares as they were stored."""
    return pq.read_table(_place("shares", records))


def stored_weights(records: str) -> pa.Table:
    """Return the weights as they were stored."""
    return pq.read_table(_place("weights", records))


def _place(what: str, records: str) -> Path:
    return SETS / "splink" / f"{records}-{what}.parquet"


def _store() -> None:
    for ask, asked in ((shares, ["fake_1000", "febrl_1"]), (weights, [*MODELS])):
        for records in asked:
            found = ask(records).replace_schema_metadata({"splink": version("splink")})
            pq.write_table(found, _place(ask.__name__, records), compression="zstd")


if __name__ == "__main__":
    _store()
