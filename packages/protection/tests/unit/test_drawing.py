"""The leaves of small counts are drawn first, while large sums leave them room."""

from dataclasses import replace

import numpy as np
import scipy.sparse as sparse

from schakel_protection.epochs import Leaves, drawing
from schakel_protection.epochs.drawing import draw_table

DIMENSIONS = 20


def many_dimensions(seed):
    """A thousand units that differ in much, some of them in a rare class, with all pairs of twenty dimensions."""
    random = np.random.default_rng(seed)
    rows = (random.random((1000, DIMENSIONS)) < 0.45).astype(int)
    rows[random.random(rows.shape) < 0.0007] = 2
    found, counts = np.unique(rows, axis=0, return_counts=True)
    beside, places = found.copy(), np.arange(len(found))
    changed = random.integers(DIMENSIONS, size=len(found))
    beside[places, changed] = found[random.integers(len(found), size=len(found)), changed]
    flags = np.hstack([np.vstack([found, beside]) == code for code in range(3)])
    pairs = (flags[:, one] & flags[:, other] for one in range(flags.shape[1]) for other in range(one + 1))
    cells = np.array([pair for pair in pairs if pair.any()], np.int8)
    keys = tuple((("cell", str(place)),) for place in range(len(cells)))
    return Leaves(np.concatenate([counts, np.zeros(len(found))]), sparse.csr_array(cells), keys)


def shown_as_they_are():
    """The share of counts of 1 to 9 whose figure is the count itself, over some tables."""
    shares = []
    for leaves in map(many_dimensions, range(3)):
        ranges = (np.maximum(leaves.sums - 9, 0), leaves.sums + 9)
        small = (leaves.sums > 0) & (leaves.sums <= 9)
        shown = leaves.summed(draw_table(leaves, ranges, b"a secret"))
        shares.append((shown == leaves.sums)[small].mean())
    return float(np.mean(shares))


def test_fewer_small_counts_are_shown_as_they_are(monkeypatch):
    """As on tables so large that the walk hardly gets around: .37 of them, and .61 where no leaves come first."""
    monkeypatch.setattr(drawing, "DRAWING", replace(drawing.DRAWING, sweeps=3))
    assert shown_as_they_are() < 0.45
    monkeypatch.setattr(drawing, "SMALL", -1.0)
    assert shown_as_they_are() > 0.5
