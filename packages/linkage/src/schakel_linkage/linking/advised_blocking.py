"""On what to block where a model declares nothing: as thorough as the size of the file allows.

In a small file records are compared that share any one value. In a large one a frequent name gives more pairs than can
be compared, and cutting its blocks loses persons; so a rule of too many pairs makes room for rules of two values, each
of which gives few.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from schakel_linkage.calibration import MOST_PAIRS_A_RECORD
from schakel_linkage.link_model.declared import SOURCE, LinkModel, Rule
from schakel_linkage.linking.blocking import NO_BLOCK, block_of
from schakel_linkage.records.standardising import StandardisedRecords

_PARTS_OF_DATES = (("month", "day"), ("year", "month"))


def advised_blocking(records: StandardisedRecords, model: LinkModel) -> tuple[Rule, ...]:
    """Return rules that give no more than `MOST_PAIRS_A_RECORD` pairs a record each.

    Parameters
    ----------
    model
        Its blocking is that of every attribute alone, which stays as far as that gives few pairs.
    """
    few = [rule for rule in model.blocking if _pairs_a_record(records, rule) <= MOST_PAIRS_A_RECORD]
    many = [rule for rule in model.blocking if rule not in few]
    if not many:
        return model.blocking
    for rule in _together(model, many):
        # A rule gives nothing new where a part of it gives all its pairs already.
        if not any(set(one) <= set(rule) for one in few) and _pairs_a_record(records, rule) <= MOST_PAIRS_A_RECORD:
            few.append(rule)
    return tuple(few) or model.blocking


def _together(model: LinkModel, many: Sequence[Rule]) -> Iterator[Rule]:
    """Give each two rules of too many pairs as one, and two parts of a date with each other attribute."""
    yield from (one + other for one, other in combinations(many, 2))
    for attribute in model.attributes:
        if attribute.kind == "date":
            for parts in _PARTS_OF_DATES:
                of_date = tuple((attribute.name, part) for part in parts)
                yield from ((*of_date, other) for other in _others(model, attribute.name))


def _others(model: LinkModel, name: str) -> Iterable[tuple[str, str]]:
    for one in model.attributes:
        if one.name != name and one.kind != SOURCE:
            yield one.name, one.rules.blocked


def _pairs_a_record(records: StandardisedRecords, rule: Rule) -> float:
    block = block_of(records.parts, rule)
    sizes = np.unique(block[block != NO_BLOCK], return_counts=True)[1].astype(float)
    return float((sizes * (sizes - 1)).sum()) / 2 / max(len(records), 1)
