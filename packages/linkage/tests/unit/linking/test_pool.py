"""A pool belongs to the model it was made by, and counts what all its parts hold."""

from datetime import date

import numpy as np
import pyarrow as pa
from linkage_sets import SETS

from schakel_linkage import read_model, standardise
from schakel_linkage.linking.pool import Pool, shape_of, weights_of
from schakel_linkage.linking.variants import collapse, rarities

NAMES = ("given", "surname", "country")


def test_a_pool_of_version_0_2_0_belongs_to_its_model_for_ever() -> None:
    model = read_model(SETS / "febrl.yaml")
    assert (shape_of(model), weights_of(model)) == ("453289cfa2253e69", "c294032cd1d23f8e")


def test_a_delivery_counts_names_among_everybody_so_far() -> None:
    level = {"same": {"m": 0.9, "u": 0.1}, "otherwise": {"m": 0.1, "u": 0.9}}
    told = {"dated": date(2026, 1, 1), "by": "hand", "records": 1, "matches": 1}
    model = read_model(
        {
            "attributes": {name: {"kind": "code" if name == "country" else "name"} for name in NAMES},
            "comparisons": {name: {"levels": ["same"], "frequency": True} for name in NAMES},
            "blocking": [["surname"]],
            "origin": "country",
            "weights": {**told, "levels": dict.fromkeys(NAMES, level)},
        }
    )
    rows = [(f"given {n % 7}", f"surname {n % 31}", ("nl", "tr", "")[n % 3]) for n in range(300)]
    table = pa.table({name: [row[n] for row in rows] for n, name in enumerate(NAMES)})
    pool = Pool.empty()
    for delivery in (table.slice(100), table.slice(0, 100)):
        records = standardise(delivery, model, date(2026, 1, 1), known=pool.lexicon)
        variants, before = collapse(records, model), pool
        part = pool.part(records.lexicon, variants, pa.nulls(len(records), pa.string()), model)
        pool = pool.extended(part)
    near, columns, _ = before.beside(part, records.lexicon, model)
    asked = np.concatenate([near, len(before) + np.arange(len(part))])
    at_once = rarities(pool.values, model)
    assert len(near) and len(at_once) == 4
    for name, counted in at_once.items():
        np.testing.assert_array_equal(columns[name], counted[asked], err_msg=name)
