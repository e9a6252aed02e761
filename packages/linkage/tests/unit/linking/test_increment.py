"""New records are given the persons of known ones, or new ones; whom a model would join people are asked about."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
from linkage_sets import SETS

from schakel_linkage import read_model, read_records
from schakel_linkage.link_model.declared import Thresholds
from schakel_linkage.linking import Increment, Pool

DAY = date(2026, 1, 1)
MODEL = read_model(SETS / "febrl.yaml")
ROWS = read_records(SETS / "febrl_1.csv", MODEL)


def twice(model=MODEL):
    """Some records beside nobody, and the same records again under other names, compared with the first."""
    some = ROWS.slice(0, 20)
    first = Increment.of(some, model, Pool.empty(), DAY)
    again = some.set_column(0, model.record, pa.array([f"again {place}" for place in range(20)]))
    return first, Increment.of(again, model, Pool.empty().extended(first.part), DAY).compared()


def test_who_is_known_keeps_a_person_and_others_are_numbered_on():
    first, compared = twice()
    nobody = np.empty(0, np.int32)
    linked = first.compared().linked(nobody, 7)
    made = sorted(set(linked.of_record.tolist()))
    assert made == list(range(7, linked.persons)) and len(made) > 1
    again = compared.linked(linked.of_new[compared.near], linked.persons)
    assert again.of_record.tolist() == linked.of_record.tolist() and again.persons == linked.persons
    assert (again.heaviest > MODEL.thresholds.join).all()


def test_between_two_persons_who_may_be_one_the_heaviest_weight_is_asked_about_below_nought_too():
    """Where whoever is known has a person of their own, every pair that is left is one that people may judge."""
    far = replace(MODEL, thresholds=Thresholds(90.0, -90.0))
    _, compared = twice(far)
    linked = compared.linked(np.arange(len(compared.near), dtype=np.int32), len(compared.near))
    asked = linked.to_judge()
    assert all(one < other for one, other in asked) and min(asked.values()) < 0 < max(asked.values())
    left, right = linked.of_variant[linked.pairs.left], linked.of_variant[linked.pairs.right]
    for (one, other), weight in asked.items():
        between = ((left == one) & (right == other)) | ((left == other) & (right == one))
        assert weight == max(linked.pairs.weight[between].round(3))
