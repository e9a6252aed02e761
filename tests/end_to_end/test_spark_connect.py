"""The chain through a server of Spark Connect: the cells of DuckDB; a server that spills in clear is refused."""

from importlib.util import find_spec

import incidents
import pytest
from counting import counted

from benchmarks.spark_cluster import connect_server
from schakel.model.alliance import Engine
from schakel.store.spark import spark_engine
from schakel_base.errors import EngineError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not find_spec("grpc"), reason="needs 44 MB more of packages: pip install pyspark[connect]"),
]


def test_through_spark_connect_the_same_is_counted(tmp_path):
    server, there, here = (tmp_path / name for name in ("server", "there", "here"))
    for folder in (server, there, here):
        folder.mkdir()
    with (
        connect_server(server, spark_io_encryption_enabled="true") as address,
        spark_engine(Engine(memory=1 << 30, spark=address)) as run,
    ):
        found = counted(incidents.ALLIANCE, incidents.DELIVERED, there, run)
    assert found == counted(incidents.ALLIANCE, incidents.DELIVERED, here)


def test_a_server_that_does_not_encrypt_what_it_spills_is_refused(tmp_path):
    with (
        connect_server(tmp_path) as address,
        pytest.raises(EngineError, match="does not encrypt what it spills"),
        spark_engine(Engine(memory=1 << 30, spark=address)),
    ):
        pass
