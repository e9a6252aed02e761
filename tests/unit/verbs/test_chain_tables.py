"""The tables of the chain of a built edition, of which a file can be lost."""

import pytest

from schakel.store.sealed import Seal, SealedFolder
from schakel.verbs.chain_tables import chain_tables
from schakel_base.errors import RequestError


def test_a_table_of_which_the_file_was_lost_is_named(tmp_path):
    place = tmp_path / "2025-01-15-cd0733a8"
    place.mkdir()
    (place / "wide_report.parquet").touch()
    tables = chain_tables(SealedFolder(place, Seal(b"k" * 32)))
    assert tables["wide_report"].path == place / "wide_report.parquet"
    with pytest.raises(RequestError, match="edition 2025-01-15-cd0733a8 has lost the file of its table wide_incident"):
        tables["wide_incident"]
