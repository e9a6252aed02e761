"""A table rests on the deliveries behind its units, which are all invented or all real."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schakel.verbs.provenance import deliveries_of_units, is_synthetic
from schakel_base.errors import DisclosureError, RequestError


def test_deliveries_of_several_units_are_named_once(tmp_path):
    known = {"unit": ["case", "case", "verdict", "signal"], "delivery": [3, 1, 3, 9]}
    pq.write_table(pa.table(known), tmp_path / "provenance.parquet")
    assert deliveries_of_units(("verdict", "case"), tmp_path) == (1, 3)


def test_an_edition_of_an_earlier_version_is_to_be_built_again(tmp_path):
    with pytest.raises(RequestError, match=f"edition {tmp_path.name} was built by an earlier version"):
        deliveries_of_units(("case",), tmp_path)


def test_real_and_invented_deliveries_never_meet():
    with pytest.raises(DisclosureError, match=r"table t rests on real deliveries and on synthetic ones \(2\)"):
        is_synthetic("table t", (1, 2), {1: False, 2: True})
    assert is_synthetic("table t", (2,), {2: True})
    assert not is_synthetic("table t", (), {})
