"""Which days deliveries tell all about: those that every partner behind them says."""

from datetime import date

import pytest

from schakel.model.delivery import Coverage, Delivery, covered


def delivery(partner: str, covers: Coverage | None) -> Delivery:
    return Delivery(1, partner, "1.0.0", "file.csv", "", date(2021, 1, 1), date(2021, 1, 1), covers=covers)


def year(number: int) -> Coverage:
    return Coverage(date(number, 1, 1), date(number, 12, 31))


@pytest.mark.parametrize(
    ("deliveries", "whole"),
    [
        ([("police", year(2019)), ("police", year(2020))], Coverage(date(2019, 1, 1), date(2020, 12, 31))),
        ([("police", year(2020)), ("police", year(2019)), ("court", year(2019))], year(2019)),
        ([("police", year(2018)), ("police", year(2020))], None),  # 2019 is missing
        ([("police", year(2019)), ("police", None)], None),  # nobody said
        ([("police", year(2019)), ("court", year(2020))], None),  # no day that both cover
        ([], None),
    ],
)
def test_the_days_that_all_partners_cover(deliveries, whole):
    assert covered(delivery(*one) for one in deliveries) == whole
