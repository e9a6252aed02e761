"""Splink is the referee: the same model gives each pair the same weight."""

import pytest
from splink_referee import LEAST, MODELS, Ask, read, stored_weights, weights

from schakel_linkage.linking.pairing import find_pairs


@pytest.mark.parametrize("ask", [stored_weights, pytest.param(weights, marks=pytest.mark.slow)])
@pytest.mark.parametrize("records", MODELS)
def test_the_same_pairs_have_the_same_weights(records: str, ask: Ask) -> None:
    standardised, model = read(records)
    pairs = find_pairs(standardised, model, floor=LEAST)
    found = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.weight.tolist(), strict=True)
    expected = zip(*ask(records).select(["left", "right", "weight"]).to_pydict().values(), strict=True)
    assert {(one, other): weight for one, other, weight in found} == pytest.approx(
        {(one, other): weight for one, other, weight in expected}
    )
