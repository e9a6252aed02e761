"""Steps are written in the SQL that DuckDB and Spark share: what only one of them has is refused before it runs."""

from collections.abc import Iterator

import pytest
from conftest import ALLIANCES

from schakel.alliance import read
from schakel.chain.views import long_tables, provenance_step
from schakel.chain.wide import links_step, wide_step, wide_steps
from schakel.indicators.counting import base_step
from schakel.store.spark.dialect import NotSharedError, names_in, to_spark
from schakel.verbs.base_cells import counts_of


def queries(name: str) -> Iterator[str]:
    """The queries by which the chain of an alliance is made and counted."""
    alliance = read(ALLIANCES / name)
    yield from (table.sql for table in long_tables(alliance).values())
    yield from (step.sql for step in (*wide_steps(alliance), provenance_step(alliance)))
    for unit, declared in alliance.units.items():
        yield wide_step(unit, alliance, alliance.partners).sql
        yield from (links_step(unit, parent, alliance, alliance.partners).sql for parent in declared.belongs_to)
    yield from (base_step(indicator, alliance).sql for indicator in alliance.indicators.values())
    yield from (step.sql for one in counts_of(alliance.indicators.values(), alliance) for step in one.answers)


@pytest.mark.parametrize("name", ["ar-linea-145", "nl-mensenhandel"])
def test_every_step_of_the_chain_is_in_the_shared_subset(name: str) -> None:
    assert all(to_spark(query, {}) for query in queries(name))


@pytest.mark.parametrize(
    ("query", "foreign"),
    [
        ("SELECT hash(a) FROM t", "hash"),
        ("SELECT a, median(b) FROM t GROUP BY a", "median"),
        ("SELECT * REPLACE (1 AS a) FROM t", "REPLACE"),
        ("SELECT * EXCLUDE (a) FROM t", "EXCEPT"),
        ("WITH RECURSIVE r AS (SELECT 1 AS a UNION SELECT a + 1 FROM r) SELECT * FROM r", "WITH RECURSIVE"),
    ],
)
def test_what_only_duckdb_has_is_refused(query: str, foreign: str) -> None:
    with pytest.raises(NotSharedError, match=foreign):
        to_spark(query, {})


@pytest.mark.parametrize(
    ("written", "java"),
    [("%d/%m/%Y", "d/M/yyyy"), ("%Y%m%d", "yyyyMMdd"), ("%Y-%m-%dT%H:%M", "yyyy-M-d\\'T\\'H:m")],
)
def test_a_format_of_dates_is_written_in_the_letters_of_java(written: str, java: str) -> None:
    assert f"'{java}'" in to_spark(f"SELECT try_strptime(a, '{written}') FROM t", {})


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT a, strftime(b, '%Y') FROM t WHERE \"C d\" > 1", {"a", "b", "c d", "t"}),
        ("SELECT a FROM (SELECT * FROM t) AS u", {"a", "t", "u"}),
        ("SELECT a FROM t UNION ALL SELECT * FROM u", None),
    ],
)
def test_a_table_needs_no_other_columns_than_a_query_names(query: str, names: set[str] | None) -> None:
    assert names_in(query) == names


def test_a_field_of_a_date_that_java_reads_otherwise_is_refused() -> None:
    with pytest.raises(NotSharedError, match="%j"):
        to_spark("SELECT try_strptime(a, '%Y-%j') FROM t", {})


def test_a_table_goes_by_the_name_that_it_has_in_spark() -> None:
    assert to_spark('SELECT rows.a FROM "rows"', {"rows": "table_1"}) == "SELECT `rows`.`a` FROM `table_1` AS `rows`"
