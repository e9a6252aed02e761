"""The interval of a share, beside that of statsmodels."""

from statistics import NormalDist

import pytest
from statsmodels.stats.proportion import proportion_confint

from schakel_base.share_interval import wilson


@pytest.mark.parametrize(("part", "whole"), [(0, 5), (5, 5), (8, 10), (2183, 2249)])
def test_it_is_that_of_statsmodels(part: int, whole: int) -> None:
    expected = proportion_confint(part, whole, alpha=0.05, method="wilson")
    assert wilson(part / whole, whole, NormalDist().inv_cdf(0.975)) == pytest.approx(expected)
