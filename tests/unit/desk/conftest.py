"""A desk on each kind of database: on SQLite, and on a PostgreSQL that is really started."""

import pytest
from databases import ENGINES, server
from desks import Desk, opened

__all__ = ["server"]


@pytest.fixture(scope="module", params=ENGINES)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    address = request.getfixturevalue("server") if request.param == "postgresql" else ""
    return opened(tmp_path_factory.mktemp("desk"), address)
