"""Records that say exactly the same are one *variant*, weighed once, and counted once among frequent values.

Offenders come back, so a name that one person carries through ninety records is not a frequent name: how frequent a
value is, is counted over variants. Records that say the same but too little to be surely one person (a famous name and
1 January) stay variants of their own.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.identity.linking.declared import LinkModel
from schakel.identity.linking.scoring import level_of, self_weight_sql
from schakel.identity.linking.standardising import Records

STEADYING = 100
"""So many variants with usual frequencies are added, or a handful of records would make every name a frequent one."""

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Variants:
    """The variants of records.

    Parameters
    ----------
    of_record
        For each record the number of its variant; shape (records,).
    table
        One row for each variant: `id`, the parts of its attributes, their texts, and the rarity of frequent values.
    """

    of_record: Integers
    table: pa.Table


def collapse(connection: duckdb.DuckDBPyConnection, records: Records, model: LinkModel) -> Variants:
    """Return the variants of records under a trained model."""
    connection.register("records", records.parts)
    values = ", ".join(f"{attribute.name}_value" for attribute in model.attributes)
    keys = connection.sql(f"SELECT hash({values}) AS key FROM records").to_arrow_table()["key"].to_numpy()
    _, first, of_record = np.unique(keys, return_index=True, return_inverse=True)
    repeated = np.bincount(of_record)[of_record] > 1
    apart = repeated & _thin(connection, records, model)
    if apart.any():
        first, of_record = _kept_apart(first, of_record, apart)
    table = _with_texts(with_rarities(records.parts.take(first), model), records.texts, model)
    return Variants(of_record, table.append_column("id", pa.array(np.arange(table.num_rows, dtype=np.int32))))


def _thin(connection: duckdb.DuckDBPyConnection, records: Records, model: LinkModel) -> npt.NDArray[np.bool_]:
    """Tell which records say too little to be surely one person with another that says the same.

    How frequent a value is counts over records here: that many stand written alike may itself be the trap.
    """
    assert model.trained is not None, "a model is trained before it weighs"
    connection.register("written", with_rarities(records.parts, model))
    weighed = connection.sql(f"SELECT {self_weight_sql(model)} AS weight FROM written l").to_arrow_table()
    thin: npt.NDArray[np.bool_] = weighed["weight"].to_numpy() + model.trained.prior < model.thresholds.join
    return thin


def _kept_apart(first: Integers, of_record: Integers, apart: npt.NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Give each record that stays apart a variant of its own; return the first records and the variants anew."""
    later = np.flatnonzero(apart & (first[of_record] != np.arange(len(of_record))))
    renumbered = of_record.copy()
    renumbered[later] = len(first) + np.arange(len(later))
    return np.concatenate([first, later]), renumbered


def with_rarities(table: pa.Table, model: LinkModel) -> pa.Table:
    """Add to each frequent value by how many bits it is rarer than `u` says, as Splink adjusts for term frequencies."""
    for comparison in model.comparisons:
        if comparison.frequency:
            codes = table[f"{comparison.attribute}_value"].combine_chunks()
            known = np.asarray(codes.fill_null(0))
            counts = np.bincount(known, weights=np.asarray(codes.is_valid()))
            usual = level_of(model, comparison, "same").u
            share = (counts[known] + STEADYING * usual) / (counts.sum() + STEADYING)
            rarity = np.log2(usual) - np.log2(share)
            table = table.append_column(f"{comparison.attribute}_rarity", pa.array(rarity))
    return table


def _with_texts(table: pa.Table, texts: pa.Array, model: LinkModel) -> pa.Table:
    for attribute in model.attributes:
        if "text" in attribute.rules.parts:
            codes = table[f"{attribute.name}_value"].combine_chunks()
            table = table.append_column(f"{attribute.name}_text", texts.take(codes))
    return table
