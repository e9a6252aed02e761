"""How well records are linked, measured without the truth: who links with whom, and what is found when a number is
hidden.

The records that have a unique number know their own truth. Hide the number, link by all else, and hold what was found
against the numbers: that is the recall and precision of linking by names, group by group. It is an upper bound for
those who have no number, whose records are harder, and it tells whether one group is found less often than another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from schakel_base.errors import RequestError
from schakel_linkage.arrays import Flags, Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import UNKNOWN
from schakel_linkage.linking.agreement import Agreement, agreement
from schakel_linkage.linking.linking import link
from schakel_linkage.records.standardising import StandardisedRecords

EVERYBODY = ""


@dataclass(frozen=True)
class GroupQuality:
    """What is known about a group: its records, how many have a number, and what linking by names finds among those."""

    records: int
    numbered: int
    by_names: Agreement


def shares_linked(person: Integers, source: Sequence[str]) -> dict[tuple[str, str], float]:
    """Return for each two sources the share of the persons of the first that the second has as well.

    Parameters
    ----------
    person
        The number of the person of each record, from 0, shape (records,).
    source
        Where each record comes from.

    Returns
    -------
    For each ordered pair of sources, a share between 0 and 1 of the persons of the first.
    """
    coded = pa.array(source).dictionary_encode()
    names, codes = coded.dictionary.to_pylist(), np.asarray(coded.indices)
    has = np.zeros((int(person.max(initial=-1)) + 1, len(names)), dtype=np.bool_)
    has[person, codes] = True
    both = has.astype(np.float32).T @ has.astype(np.float32)
    return {
        (one, other): float(both[row, column] / both[row, row])
        for row, one in enumerate(names)
        for column, other in enumerate(names)
        if one != other
    }


def without_the_number(
    records: StandardisedRecords, model: LinkModel, group: Sequence[str]
) -> Mapping[str, GroupQuality]:
    """Return the quality of linking by names, for everybody (under the name `""`) and for each group.

    The first unique number is the truth; while records are linked all unique numbers are hidden.

    Parameters
    ----------
    records
        From `standardise`.
    model
        A trained model with a unique number.
    group
        The group of each record.

    Returns
    -------
    By group: records, those with a number, and precision and recall among these, as pairs of records. For people
    without a number both are upper bounds, since their records are harder.

    Raises
    ------
    RequestError
        If no attribute of the model is a unique number.
    """
    unique = [attribute.name for attribute in model.attributes if attribute.unique]
    if not unique:
        raise RequestError("quality without truth needs an attribute that is a unique number")
    number = records.parts[f"{unique[0]}_value"]
    person = link(without_numbers(records, unique), without_number_rules(model)).person
    groups = np.asarray(group, dtype=object)
    chosen = {EVERYBODY: np.ones(len(groups), dtype=np.bool_), **{one: groups == one for one in sorted(set(group))}}
    return {name: _quality(person, number, members) for name, members in chosen.items()}


def without_numbers(records: StandardisedRecords, unique: Sequence[str]) -> StandardisedRecords:
    """Return records as they would be if nobody had written these numbers."""
    hidden = {f"{name}_value": np.full(len(records), UNKNOWN, dtype=np.int32) for name in unique}
    return replace(records, parts={**records.parts, **hidden})


def without_number_rules(model: LinkModel) -> LinkModel:
    """Return a model that no longer keeps two numbers apart."""
    return replace(model, cannot_link=tuple(rule for rule in model.cannot_link if rule != "numbers"))


def _quality(person: Integers, number: Integers, members: Flags) -> GroupQuality:
    numbered = members & (number >= 0)
    truth = np.unique(number[numbered], return_inverse=True)[1]
    return GroupQuality(
        int(np.count_nonzero(members)), int(np.count_nonzero(numbered)), agreement(person[numbered], truth)
    )
