"""What keeps a session on Spark from beginning is said in a sentence, with what to do about it."""

import subprocess
import sys

import pytest

from schakel.model.alliance import Engine
from schakel.store.spark.session import session
from schakel_base.errors import EngineError


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    with (
        pytest.raises(EngineError, match=r"not installed; run: pip install schakel\[spark\]"),
        session(Engine(spark="local[2]")),
    ):
        pass


def test_without_java_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EngineError, match="apt install default-jre-headless"), session(Engine(spark="local[2]")):
        pass


def test_without_what_spark_connect_needs_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schakel.store.spark.session.find_spec", lambda name: None if name == "grpc" else name)
    with (
        pytest.raises(EngineError, match=r"needs more of Spark; run: pip install pyspark\[connect\]"),
        session(Engine(spark="sc://127.0.0.1:15002")),
    ):
        pass


def test_a_server_of_spark_connect_that_is_not_there_is_not_asked_for_ten_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("schakel.store.spark.session.find_spec", lambda name: name)  # whether or not it is installed
    with (
        pytest.raises(EngineError, match=r"there is no Spark at .* refused"),
        session(Engine(spark="sc://127.0.0.1:1")),
    ):
        pass


def test_whoever_declares_no_spark_loads_nothing_of_it() -> None:
    program = "import sys, schakel.cli, schakel.verbs; print({'pyspark', 'sqlglot'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"
