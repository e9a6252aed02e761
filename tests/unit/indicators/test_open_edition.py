"""What an edition says is based on the deliveries behind its units, which are all invented or all real."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ALLIANCES

from schakel.alliance import read
from schakel.indicators.open_edition import OpenEdition
from schakel.model.delivery import Delivery, Receipt
from schakel_base.errors import DisclosureError, RequestError


def opened(place, *synthetic):
    """An edition of deliveries that are numbered from 1, each invented or not."""
    day = date(2022, 1, 1)
    sent = [Delivery(n, "p", "1", "f", "", day, day, synthetic=one) for n, one in enumerate(synthetic, start=1)]
    return OpenEdition(read(ALLIANCES / "_template"), place, day, "", {one.number: Receipt(one, 0, 0) for one in sent})


def test_deliveries_of_several_units_are_named_once(tmp_path):
    known = {"unit": ["case", "case", "verdict", "signal"], "delivery": [3, 1, 3, 9]}
    pq.write_table(pa.table(known), tmp_path / "provenance.parquet")
    assert opened(tmp_path).deliveries_behind("verdict", "case") == (1, 3)
    assert opened(tmp_path).deliveries_behind() == ()


def test_an_edition_of_an_earlier_version_is_to_be_built_again(tmp_path):
    with pytest.raises(RequestError, match=f"edition {tmp_path.name} was built by an earlier version"):
        opened(tmp_path).deliveries_behind("case")


def test_real_and_invented_deliveries_never_meet(tmp_path):
    edition = opened(tmp_path, False, True)
    with pytest.raises(DisclosureError, match=r"table t rests on real deliveries and on synthetic ones \(2\)"):
        edition.is_synthetic("table t", (1, 2))
    assert edition.is_synthetic("table t", (2,))
    assert not edition.is_synthetic("table t", (1,))
    assert not edition.is_synthetic("table t", ())
