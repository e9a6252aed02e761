"""Pairs of variants worth a look: blocked, weighed, and kept from the review threshold on.

A block is one number, computed beforehand, so that finding a pair costs one comparison of numbers. A block of very many
variants (a famous name, a number that everybody shares) is cut into runs of neighbours in the order of what else
they say: the work stays in proportion to the records, and what was cut is reported.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.identity.linking.declared import LinkModel, Rule
from schakel.identity.linking.scoring import highest_weight_sql, weight_sql
from schakel.identity.linking.standardising import Records
from schakel.identity.linking.variants import Integers, Variants, collapse

LARGEST_BLOCK = 2000
RUN = 50


@dataclass(frozen=True)
class CutRule:
    """A blocking rule with blocks that were too large: how many, the largest in variants, and the pairs left out."""

    rule: str
    blocks: int
    largest: int
    pairs_left_out: int

    def __str__(self) -> str:
        return (
            f"Blocked on {self.rule}, {self.blocks:,} blocks are too large (up to {self.largest:,} different records); "
            f"they were cut, and {self.pairs_left_out:,} pairs were not compared there."
        )


@dataclass(frozen=True)
class Pairs:
    """Pairs of variants with their weight in bits, prior included; and the rules whose blocks were cut."""

    variants: Variants
    left: Integers
    right: Integers
    weight: npt.NDArray[np.float64]
    cut: tuple[CutRule, ...]


def find_pairs(records: Records, model: LinkModel, floor: float | None = None) -> Pairs:
    """Return the pairs of records that weigh at least `floor` bits (by default the review threshold)."""
    assert model.trained is not None, "a model is trained before it weighs"
    least = (model.thresholds.review if floor is None else floor) - model.trained.prior
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        variants = collapse(connection, records, model)
        connection.execute("SET preserve_insertion_order = false")
        connection.register("collapsed", variants.table)
        connection.execute(f"CREATE TABLE variants AS SELECT *, {_blocks(model)} FROM collapsed")
        cut = [_cut(connection, model, number) for number in range(len(model.blocking))]
        pairs = _weigh(connection, model, least)
    weight = pairs["weight"].to_numpy() + model.trained.prior
    return Pairs(
        variants, pairs["l"].to_numpy(), pairs["r"].to_numpy(), weight, tuple(one for one in cut if one is not None)
    )


def in_words(rule: Rule) -> str:
    """Return a rule as it is declared."""
    return " + ".join(f"{name}.{part}" for name, part in rule)


def _blocks(model: LinkModel) -> str:
    """Number the blocks of each rule: a hash of 32 bits. Two blocks that share one are compared in vain, no more."""
    return ", ".join(
        f"CASE WHEN {' AND '.join(f'{column} IS NOT NULL' for column in _columns(rule))} "
        f"THEN (hash({', '.join(_columns(rule))}) >> 32)::UINTEGER END AS block_{number}"
        for number, rule in enumerate(model.blocking)
    )


def _columns(rule: Rule) -> list[str]:
    return [f"{name}_{part}" for name, part in rule]


def _cut(connection: duckdb.DuckDBPyConnection, model: LinkModel, number: int) -> CutRule | None:
    block = f"block_{number}"
    large = connection.sql(
        f"SELECT {block}, count(*) AS size FROM variants WHERE {block} IS NOT NULL GROUP BY {block} "
        f"HAVING count(*) > {LARGEST_BLOCK}"
    ).to_arrow_table()
    if not large.num_rows:
        return None
    connection.register("large", large)
    others = [f"{one.name}_value" for one in model.attributes if one.name not in dict(model.blocking[number])]
    order = ", ".join([*others, "id"])
    connection.execute(
        f"UPDATE variants SET {block} = runs.block FROM (SELECT id, (hash({block}, (row_number() OVER "
        f"(PARTITION BY {block} ORDER BY {order}) - 1) // {RUN}) >> 32)::UINTEGER AS block "
        f"FROM variants SEMI JOIN large USING ({block})) AS runs WHERE runs.id = variants.id"
    )
    sizes = large["size"].to_numpy().astype(object)
    left_out = sum(size * (size - 1) // 2 - size // RUN * (RUN * (RUN - 1) // 2) for size in sizes)
    return CutRule(in_words(model.blocking[number]), len(sizes), int(max(sizes)), int(left_out))


def _weigh(connection: duckdb.DuckDBPyConnection, model: LinkModel, least: float) -> pa.Table:
    """Find each pair by the first rule that gives it, drop those that cannot reach `least`, and weigh the others."""
    found = " UNION ALL ".join(_found_by(number, least, model) for number in range(len(model.blocking)))
    connection.execute(f"CREATE TABLE candidates AS {found}")
    return connection.sql(
        f"SELECT * FROM (SELECT l.id AS l, r.id AS r, {weight_sql(model)} AS weight FROM candidates "
        "JOIN variants l ON l.id = candidates.l JOIN variants r ON r.id = candidates.r) "
        f"WHERE weight >= {least!r}"
    ).to_arrow_table()


def _found_by(number: int, least: float, model: LinkModel) -> str:
    earlier = "".join(f" AND l.block_{one} IS DISTINCT FROM r.block_{one}" for one in range(number))
    earlier = "".join(f" AND (l.block_{one} = r.block_{one}) IS NOT TRUE" for one in range(number))
    return (
        f"SELECT l.id AS l, r.id AS r FROM variants l JOIN variants r ON l.block_{number} = r.block_{number} "
        f"AND l.id < r.id{earlier} WHERE {highest_weight_sql(model)} >= {least!r}"
    )
