"""Lifts keep every relation, and clear what an attack on rounded figures asks for without a solver."""

import numpy as np
from disclosure_tables import instance, square

from schakel_protection import find_profile
from schakel_protection.attack import Knowledge
from schakel_protection.attack.attacker import Unknowns
from schakel_protection.attack.lifts import Lifts
from schakel_protection.attack.parts import connected
from schakel_protection.releases import ProposedRelease
from schakel_protection.releases.rounded import round_release


def unknowns(table, open_by=4.0) -> Unknowns:
    """All cells of a table, each open by so much."""
    known = Knowledge(np.maximum(table.values - open_by, 0.0), table.values + open_by)
    return max((part.unknowns for part in connected(table, known)), key=lambda part: len(part.places))


def test_lifts_and_pairs_of_lifts_keep_all_relations():
    whole = unknowns(instance("S").equations)
    lifts = Lifts(whole)
    pairs = lifts.pairs(np.arange(len(whole.places)), np.random.default_rng(1))
    assert lifts.single.shape[1] > 100 and pairs.shape[1] > 100
    assert abs(whole.rows @ lifts.single).max() == 0 and abs(whole.rows @ pairs).max() == 0


def test_one_unit_more_in_a_cell_is_one_more_in_its_totals():
    lifts = Lifts(unknowns(square([[1, 2], [3, 4]]).equations))
    assert sorted(np.diff(lifts.single.indptr).tolist()) == [4, 4, 4, 4]  # the cell, its row, its column, and all


def test_where_totals_are_published_there_are_no_lifts():
    table = square([[1, 2], [3, 4]]).equations
    total = np.array([len(key) < 2 for key in table.keys])
    known = Knowledge(np.where(total, table.values, 0.0), np.where(total, table.values, 9.0))
    (part,) = connected(table, known)
    assert Lifts(part.unknowns).single.nnz == 0


def test_a_table_rounded_by_itself_is_attacked():
    found = round_release(ProposedRelease(instance("S").equations), find_profile("round-5-additive")).audit
    assert found is not None and found.findings and not found.exposed
