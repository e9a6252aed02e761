"""A link model as settings of Splink, which is what ours is measured beside and held against.

Where our levels look at codes they are arrays; here stand the same conditions in SQL, written a second time, so that a
test can hold the two against each other.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from schakel_linkage import LinkModel, StandardisedRecords
from schakel_linkage.link_model.declared import AttributeComparison, LinkAttribute
from schakel_linkage.link_model.levels import OTHERWISE, UNKNOWN

_SIDE_AND_PART = re.compile(r"\b([lr])\.(other_)?(\w+)")
_FULL = "NOT l.vague AND NOT r.vague"
_PARTS_EQUAL = "(l.year = r.year)::INT + (l.month = r.month)::INT + (l.day = r.day)::INT"
_ONE_DIGIT = "damerau_levenshtein(lpad(l.value::VARCHAR, 8, '0'), lpad(r.value::VARCHAR, 8, '0')) <= 1"
_CONDITIONS: Mapping[str, str] = {
    "same": "l.value = r.value",
    "same sound": "l.sound = r.sound",
    "initial only": "l.initial = r.initial AND (l.short OR r.short)",
    "same initial": "l.initial = r.initial",
    "swapped": "l.value = r.other_value AND l.other_value = r.value",
    "same and vague": "l.value = r.value",
    "day and month swapped": f"{_FULL} AND l.year = r.year AND l.month = r.day AND l.day = r.month",
    "one digit differs": f"{_FULL} AND {_PARTS_EQUAL} = 2 AND {_ONE_DIGIT}",
    "one part differs": f"{_FULL} AND {_PARTS_EQUAL} = 2",
    "same year, one vague": "l.year = r.year AND (l.vague OR r.vague)",
    "same year": "l.year = r.year",
    "a year apart": "abs(l.year - r.year) <= 1",
    "two parts differ": f"{_FULL} AND {_PARTS_EQUAL} = 1",
    "a week apart": "abs(l.value - r.value) <= 7",
    "a month apart": "abs(l.value - r.value) <= 31",
    "two months apart": "abs(l.value - r.value) <= 62",
}
_SAME_DATE = "l.value = r.value AND NOT l.vague"


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


def _comparison(model: LinkModel, comparison: AttributeComparison) -> dict[str, Any]:
    name = comparison.attribute
    attribute = model.attribute(name)
    unknown = {"sql_condition": f"{name}_value_l IS NULL OR {name}_value_r IS NULL", "is_null_level": True}
    levels: list[dict[str, Any]] = [unknown]
    for level in comparison.levels:
        made = {"sql_condition": _on_columns(_condition(attribute, level), name, comparison.swapped_with)}
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


def as_splink_reads(records: StandardisedRecords, model: LinkModel) -> pa.Table:
    """Return the records with a number of their own and the written texts beside the codes."""
    columns = {
        name: pa.array(codes, mask=None if codes.dtype == np.bool_ else codes == UNKNOWN)
        for name, codes in records.parts.items()
    }
    for attribute in model.attributes:
        if "text" in attribute.rules.parts:
            columns[f"{attribute.name}_text"] = records.texts.take(columns[f"{attribute.name}_value"])
    return pa.table({**columns, "record": np.arange(len(records))})


def _condition(attribute: LinkAttribute, level: str) -> str:
    if attribute.kind == "date" and level == "same":
        return _SAME_DATE
    return attribute.rules.levels[level].text_sql or _CONDITIONS[level]


def _on_columns(condition: str, attribute: str, other: str) -> str:
    """Return a condition as Splink writes it, over one table of pairs: `l.sound` is `surname_sound_l`."""
    return _SIDE_AND_PART.sub(lambda found: f"{other if found[2] else attribute}_{found[3]}_{found[1]}", condition)
