"""A model is trained: `u` by Splink from random pairs, then all else from the pairs that blocking gives.

Records that say the same are not collapsed for Splink, so that they count as often as they occur. No session blocks on
one attribute alone, as is usual: from what is usual of one person all pairs find the same weights, or better ones.
"""

import logging
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pyarrow as pa

from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent
from schakel_linkage.link_model.declared import Comparison, Level, LinkModel, Trained
from schakel_linkage.link_model.levels import OTHERWISE, UNKNOWN, on_columns
from schakel_linkage.linking.maximising import LEAST_U, RUNAWAY, START_MATCHES, matches_from, maximise
from schakel_linkage.linking.pairing import Pairs, find_pairs
from schakel_linkage.linking.thresholds import best_join
from schakel_linkage.records.standardising import Records

SEED = 1
U_PAIRS = 5e6
FAINT = -12.0
"""Pairs that weigh less, by what is usual, are one person so seldom that they teach nothing."""
USUALLY_SAME, USUALLY_OTHERWISE = 0.8, 0.05
"""How often records of one person say the same, and something else; the levels between share the rest."""
BY_ERROR = 1e-9
"""So many pairs of two persons share a unique number: by error alone, and too few for a sample to show."""

_Shares: TypeAlias = dict[tuple[str, str], float]
"""The share of pairs at each level of each attribute."""


def splink_settings(model: LinkModel, chance: float = 1e-4) -> dict[str, Any]:
    """Return the model as settings of Splink, with its weights where it has them."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record",
        "probability_two_random_records_match": chance,
        "comparisons": [_comparison(model, one) for one in model.comparisons],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": " AND ".join(f"l.{name}_{part} = r.{name}_{part}" for name, part in rule)}
            for rule in model.blocking
        ],
        "retain_matching_columns": False,
    }


def _comparison(model: LinkModel, comparison: Comparison) -> dict[str, Any]:
    name = comparison.attribute
    kind = model.attribute(name).rules
    unknown = {"sql_condition": f"{name}_value_l IS NULL OR {name}_value_r IS NULL", "is_null_level": True}
    levels: list[dict[str, Any]] = [unknown]
    for level in comparison.levels:
        made = {"sql_condition": on_columns(kind.levels[level].sql, name, comparison.swapped_with)}
        if comparison.frequency and level == "same":
            made |= {"tf_adjustment_column": f"{name}_value"}
        levels.append({**made, "label_for_charts": level, **_weights(model, name, level)})
    levels.append({"sql_condition": "ELSE", "label_for_charts": OTHERWISE, **_weights(model, name, OTHERWISE)})
    return {"output_column_name": name, "comparison_levels": levels}


def _weights(model: LinkModel, name: str, level: str) -> dict[str, float]:
    if model.trained is None:
        return {}
    known = model.trained.levels[name][level]
    return {"m_probability": known.m, "u_probability": known.u}


def train(records: Records, model: LinkModel, today: date, progress: Progress = silent) -> LinkModel:
    """Return the model with weights from these records, and where to join if it does not declare that.

    Raises
    ------
    RequestError
        If nothing can be learnt from them.
    """
    if len(model.comparisons) < 2:
        raise RequestError("a model needs two attributes to be trained: one is learnt where another agrees")
    progress("training: random pairs", 0.0)
    start = as_usual(records, model, today)
    progress("training: all pairs", 0.4)
    pairs = find_pairs(records, start, floor=FAINT)
    if not len(pairs.left) and len(pairs.variants) == len(records):
        raise RequestError(
            "nothing can be learnt from these records: no two of them share anything that they are blocked on"
        )
    learnt = maximise(pairs, start)
    progress("training: where to join", 0.7)
    return _with_matches_and_join(find_pairs(records, learnt, floor=FAINT), learnt)


def _with_matches_and_join(pairs: Pairs, model: LinkModel) -> LinkModel:
    assert model.trained is not None
    size = len(pairs.variants)
    bare = pairs.weight - model.trained.prior(size)
    promised = matches_from(bare, size)
    sound = promised <= RUNAWAY * model.trained.matches
    trained = replace(model.trained, matches=promised if sound else model.trained.matches)
    join = best_join(replace(pairs, weight=bare + trained.prior(size)), model)
    return replace(model, trained=replace(trained, join=join))


def as_usual(records: Records, model: LinkModel, today: date) -> LinkModel:
    """Return the model with the shares of random pairs as `u`, and what is usual of one person as `m`."""
    u = _random_shares(records, model)
    levels = {one.attribute: _start(one, u, model.attribute(one.attribute).unique) for one in model.comparisons}
    return replace(model, trained=Trained(today, f"splink {version('splink')}", len(records), START_MATCHES, levels))


def _start(comparison: Comparison, u: _Shares, unique: bool) -> dict[str, Level]:
    name, between = comparison.attribute, len(comparison.levels) - 1
    usual = dict.fromkeys(comparison.levels, (1 - USUALLY_SAME - USUALLY_OTHERWISE) / max(between, 1))
    usual |= {comparison.levels[0]: USUALLY_SAME, OTHERWISE: USUALLY_OTHERWISE}
    return {
        level: Level(m, BY_ERROR if unique and level != OTHERWISE else max(u.get((name, level), 0.0), LEAST_U))
        for level, m in usual.items()
    }


def _random_shares(records: Records, model: LinkModel) -> _Shares:
    from splink import DuckDBAPI, Linker

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    table = DuckDBAPI(connection=connection).register(as_splink_reads(records, model))
    linker = Linker(table, splink_settings(replace(model, trained=None)), log_level=logging.CRITICAL)
    linker.training.estimate_u_using_random_sampling(max_pairs=U_PAIRS, seed=SEED)
    return {
        (made["output_column_name"], level["label_for_charts"]): level["u_probability"]
        for made in linker.misc.save_model_to_json()["comparisons"]
        for level in made["comparison_levels"]
        if level.get("u_probability") is not None
    }


def as_splink_reads(records: Records, model: LinkModel) -> pa.Table:
    """Return the records with a number of their own and the written texts beside the codes."""
    columns = {
        name: pa.array(codes, mask=None if codes.dtype == np.bool_ else codes == UNKNOWN)
        for name, codes in records.parts.items()
    }
    for attribute in model.attributes:
        if "text" in attribute.rules.parts:
            columns[f"{attribute.name}_text"] = records.texts.take(columns[f"{attribute.name}_value"])
    return pa.table({**columns, "record": np.arange(len(records))})
