"""A model is trained by Splink: `u` from random pairs, `m` by expectation maximisation, the chance from all pairs.

Records that say the same are not collapsed here, so that they count as often as they occur. Each session of expectation
maximisation blocks on one attribute, or two, and estimates the others. How many matches a record has is not taken from
deterministic rules, which can be far off, but is the number at which the pairs together promise as many.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from itertools import combinations
from typing import Any, TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.identity.linking.declared import HIGHEST_CHANCE, Comparison, Level, LinkModel, Trained
from schakel.identity.linking.levels import OTHERWISE, UNKNOWN, on_columns
from schakel.identity.linking.pairing import find_pairs
from schakel.identity.linking.standardising import Records
from schakel.model.errors import RequestError
from schakel.model.progress import Progress, silent

SEED = 1
U_PAIRS = 5e6
EM_PAIRS = 1e6
ROUNDS = (25, 12, 6, 3)
MATCHES_HIDE_IN = 200
FEWEST_SESSIONS = 2
FEWEST_PAIRS = 20
"""Of so few pairs, as share a second name that hardly anybody has, a session learns nothing."""
_SAME = ("same", "same and vague")
LEAST_M, LEAST_U = 0.001, 1 / U_PAIRS
"""No level is impossible, for one person or for two."""
BY_ERROR = 1e-9
"""So many pairs of two persons share a unique number: by error alone, and too few for a sample to show."""
LEAST_OTHERWISE = 0.005
"""Anything may be wrong in a record, even what never was in those that trained."""
START_MATCHES, ROUNDS_FOR_MATCHES = 1.0, 200
_NEVER_SEEN = Level(LEAST_U, LEAST_U)

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
    """Return the model with weights from these records: some hundreds, or more.

    Raises
    ------
    RequestError
        If nothing can be learnt from them.
    """
    weighed = estimate(records, model, today, progress)
    assert weighed.trained is not None
    progress("training: the chance of a match", 0.9)
    pairs = find_pairs(records, weighed, floor=-np.inf)
    size = len(pairs.variants)
    matches = matches_from(pairs.weight - weighed.trained.prior(size), size)
    return replace(weighed, trained=replace(weighed.trained, matches=matches))


def estimate(records: Records, model: LinkModel, today: date, progress: Progress = silent) -> LinkModel:
    """Return the model with `m` and `u` from these records, of very many from a sample; the chance is still a guess."""
    from splink import DuckDBAPI

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    table = DuckDBAPI(connection=connection).register(as_splink_reads(records, model))
    progress("training: random pairs", 0.0)
    settings = _random_pairs(table, splink_settings(replace(model, trained=None)))
    u = _shares(settings, "u_probability")
    rules = sessions(model, _same_value(records, model, u), len(records))
    found: list[_Shares] = []
    for number, rule in enumerate(rules, start=1):
        progress(f"training: {' + '.join(rule)}", number / (len(rules) + 1))
        found.append(_maximise(table, settings, " AND ".join(f"l.{one}_value = r.{one}_value" for one in rule)))
    levels = _levels(model, u, found)
    trained = Trained(today, f"splink {version('splink')}", len(records), START_MATCHES, levels)
    return replace(model, trained=trained)


def _same_value(records: Records, model: LinkModel, u: _Shares) -> dict[str, float]:
    """Return the share of random pairs with the same value, of each attribute of which enough pairs have.

    Raises
    ------
    RequestError
        If there is none, or nothing beside it: nothing can be learnt.
    """
    if len(model.comparisons) < 2:
        raise RequestError("a model needs two attributes to be trained: one is learnt where another agrees")
    shares = {
        one.attribute: sum(u.get((one.attribute, level), 0.0) for level in _SAME)
        for one in model.comparisons
        if _pairs_of_one_value(records.parts[f"{one.attribute}_value"]) >= FEWEST_PAIRS
    }
    if not shares:
        raise RequestError(
            f"nothing can be learnt from these records: of no attribute do {FEWEST_PAIRS} pairs of records say the same"
        )
    return shares


def _pairs_of_one_value(codes: npt.NDArray[Any]) -> int:
    _, each = np.unique(codes[codes >= 0], return_counts=True)
    return int(np.sum(each * (each - 1) // 2))


def sessions(model: LinkModel, u: Mapping[str, float], records: int) -> list[tuple[str, ...]]:
    """Return which attributes each session blocks on: the most telling, until every comparison has been estimated.

    Among few matches expectation maximisation finds something else than matches, such as people of one country. So
    a session blocks on one attribute if that leaves a match in two hundred pairs or more, and else on two.

    Parameters
    ----------
    u
        The share of random pairs with the same value, by attribute; those that few pairs share are not in it.
    records
        How many there are; the guess is that each has a match.
    """
    most = MATCHES_HIDE_IN / max(records, 1)
    telling = sorted((one for one in u if u[one] <= most), key=lambda one: u[one])
    weak = [one for one in u if u[one] > most]
    names = {comparison.attribute for comparison in model.comparisons}
    # With two attributes in all, blocking on both would leave nothing to estimate.
    both = sorted(combinations(weak, 2), key=lambda rule: u[rule[0]] * u[rule[1]]) if len(names) > 2 else []
    chosen, estimated = list[tuple[str, ...]](), set[str]()
    for rule in (*((one,) for one in telling), *both):
        if len(chosen) >= FEWEST_SESSIONS and estimated >= names:
            break
        chosen.append(rule)
        estimated |= names - set(rule)
    return chosen or [(one,) for one in u]


def _random_pairs(table: Any, settings: dict[str, Any]) -> dict[str, Any]:
    from splink import Linker

    linker = Linker(table, settings, log_level=logging.CRITICAL)
    linker.training.estimate_u_using_random_sampling(max_pairs=U_PAIRS, seed=SEED)
    found: dict[str, Any] = linker.misc.save_model_to_json()
    return found


def _maximise(table: Any, settings: dict[str, Any], rule: str) -> _Shares:
    """Run one session, with fewer rounds where a share gets too small for Splink, which then stops with an error.

    Where no two records share a block, nothing is learnt.
    """
    from splink import Linker
    from splink.internals.exceptions import EMTrainingException

    for rounds in ROUNDS:
        linker = Linker(table, {**settings, "max_iterations": rounds}, log_level=logging.CRITICAL)
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, max_pairs=EM_PAIRS, estimate_without_term_frequencies=True
            )
        except ValueError:
            continue
        except EMTrainingException:
            break
        return _shares(linker.misc.save_model_to_json(), "m_probability")
    return {}


def _shares(settings: dict[str, Any], kind: str) -> _Shares:
    return {
        (made["output_column_name"], level["label_for_charts"]): level[kind]
        for made in settings["comparisons"]
        for level in made["comparison_levels"]
        if level.get(kind) is not None
    }


def _levels(model: LinkModel, u: _Shares, sessions: list[_Shares]) -> dict[str, dict[str, Level]]:
    """Take the mean over the sessions that could estimate a comparison, as Splink does."""
    found: dict[str, dict[str, Level]] = {}
    for comparison in model.comparisons:
        name = comparison.attribute
        levels = (*comparison.levels, OTHERWISE)
        estimating = [session for session in sessions if any((name, level) in session for level in levels)]
        found[name] = {}
        for level in levels:
            m = float(np.mean([session.get((name, level), 0.0) for session in estimating])) if estimating else 0.0
            by_error = model.attribute(name).unique and level != OTHERWISE
            least_m = LEAST_OTHERWISE if level == OTHERWISE else LEAST_M
            found[name][level] = _level(m, BY_ERROR if by_error else max(u.get((name, level), 0.0), LEAST_U), least_m)
    return found


def _level(m: float, u: float, least_m: float) -> Level:
    """A level that was hardly seen, in no pair of one person and none of two, says nothing."""
    if m < LEAST_M and u <= LEAST_U:
        return _NEVER_SEEN
    return Level(max(m, least_m), u)


def matches_from(weights: npt.NDArray[np.float64], variants: int) -> float:
    """Return how many matches a variant has, such that all pairs together promise as many.

    Parameters
    ----------
    weights
        The weights in bits of all blocked pairs, without the prior.
    """
    found, odds = START_MATCHES, np.exp2(np.clip(weights, -100, 100))
    for _ in range(ROUNDS_FOR_MATCHES):
        chance = min(found / max(variants - 1, 1), HIGHEST_CHANCE)
        posterior = odds * chance / (1 - chance + odds * chance)
        update = max(2 * float(np.sum(posterior)), 1.0) / max(variants, 1)
        settled = abs(update / found - 1) < 1e-4
        found = update
        if settled:
            break
    return found


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
