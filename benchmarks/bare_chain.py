"""The chain of one edition in the bare engine: the same rows and the same queries, and nothing else.

All is one connection in memory. Nothing is encrypted, sorted or checked, only base cells are written, and an id is the
engine's own hash of a key. What a build takes more than this it takes for keeping what it makes, and for pseudonyms
that nobody can guess.

`python -m benchmarks.bare_chain export ALLIANCE PLAIN` decrypts the rows of an edition of simulated deliveries;
`run` makes the chain and the base cells from them; `compare` holds those against the base cells of the edition.
"""

import json
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from schakel.alliance import read
from schakel.chain.said import said_step
from schakel.chain.views import JOINED, provenance_step
from schakel.chain.wide import spoken, spoken_query, wide_steps
from schakel.identity.key_map import check_of
from schakel.identity.related import Related, joined_units, related
from schakel.indicators.counting import base_step
from schakel.intake.in_force import accepted_tables, in_force_step
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.store.access_log import reading
from schakel.store.engine import connect
from schakel.store.sealed import File
from schakel.store.workspace import Workspace
from schakel.verbs.chain_tables import chain_tables
from schakel.verbs.open_edition import OpenEdition, open_edition
from schakel.vocabulary.codes import meaning_table
from schakel_base.database import quote_name, quote_text

_IN_FORCE = "in_force.json"
COMPARED = "compared.json"


def export(folder: Path, plain: Path) -> None:
    """Write the accepted rows of the latest edition, and who is who in it, as plain Parquet."""
    alliance = read(folder)
    workspace = Workspace.of(folder, alliance.name)
    plain.mkdir(parents=True)
    with reading(workspace, "benchmark", "measuring the bare engine", ""):
        edition = open_edition(alliance, "latest")
        _copy(workspace.intake_edition(edition.name) / "persons.parquet", plain / "persons.parquet")
        (plain / _IN_FORCE).write_text(json.dumps(dict(_in_force(edition, workspace, plain))), "utf-8")


def _in_force(edition: OpenEdition, workspace: Workspace, plain: Path) -> Iterator[tuple[str, str]]:
    """Write the accepted rows of each partner, and yield the query of those in force."""
    for name, partner in edition.alliance.partners.items():
        own = [edition.receipts[number].delivery for number in edition.deliveries_of(name)]
        for delivery in own:
            table, file = next(iter(accepted_tables([delivery], workspace).items()))
            _copy(file, plain / f"{table}.parquet")
        yield name, in_force_step(partner.contract, own).sql


def _copy(file: File, path: Path) -> None:
    with connect({"rows": file}, path) as connection:
        connection.execute(f"COPY rows TO {quote_text(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def compare(folder: Path, plain: Path) -> None:
    """Write how many indicators have the base cells that the edition has, and how many claims there are."""
    alliance = read(folder)
    workspace = Workspace.of(folder, alliance.name)
    equal = 0
    with reading(workspace, "benchmark", "measuring the bare engine", ""):
        place = open_edition(alliance, "latest").place
        for name in alliance.indicators:
            inputs = {"built": place.folder("bases") / f"{name}.parquet", "bare": plain / f"base_{name}.parquet"}
            with connect(inputs) as connection:
                either = "(FROM built EXCEPT ALL FROM bare) UNION ALL (FROM bare EXCEPT ALL FROM built)"
                equal += connection.sql(f"SELECT count(*) = 0 FROM ({either})").fetchall()[0][0]
        with connect({"claims": chain_tables(place)["claims"]}) as connection:
            claims = connection.sql("SELECT count(*) FROM claims").fetchall()[0][0]
    compared = {"equal": equal, "indicators": len(alliance.indicators), "claims": claims}
    (plain / COMPARED).write_text(json.dumps(compared), "utf-8")


class Bare:
    """One connection in memory, in which the tables of the chain are made one after the other."""

    def __init__(self, alliance: Alliance, plain: Path) -> None:
        self.alliance, self.plain = alliance, plain
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        for file in plain.glob("*.parquet"):
            self.make("VIEW", file.stem, f"FROM read_parquet({quote_text(str(file))})")
        self.connection.register("meanings", meaning_table(alliance))
        self.numbers = alliance.persons.numbers if alliance.persons else frozenset()

    def make(self, kind: str, name: str, query: str) -> None:
        """Make a table or a view."""
        self.connection.execute(f"CREATE {kind} {quote_name(name)} AS {query}")

    def chain(self) -> None:
        """Make all tables of the chain."""
        contracts = [partner.contract for partner in self.alliance.partners.values()]
        in_force = json.loads((self.plain / _IN_FORCE).read_text("utf-8"))
        for contract in contracts:
            self.make("TABLE", f"rows_{contract.partner}", in_force[contract.partner])
        known = related(self._edges(contracts))
        self.connection.register(JOINED, joined_units(known))
        for contract in contracts:
            self._say(contract, known)
        for step in (*wide_steps(self.alliance), provenance_step(self.alliance)):
            self.make("TABLE", step.name, step.sql)

    def count(self) -> None:
        """Write the base cells of all indicators."""
        for indicator in self.alliance.indicators.values():
            to = quote_text(str(self.plain / f"base_{indicator.name}.parquet"))
            self.connection.execute(f"COPY ({base_step(indicator, self.alliance).sql}) TO {to} (FORMAT parquet)")

    def _edges(self, contracts: Iterable[Contract]) -> pa.Table:
        """How the numbers of units are related to each other."""
        parts = ["SELECT '' AS kind, CAST(0 AS BIGINT) AS unit_id, CAST(0 AS BIGINT) AS other_id WHERE false"]
        for contract in contracts:
            for relation in contract.relations:
                key = next(one.columns for one in contract.units if one.unit == relation.unit)
                ends = [_text(key, frozenset()), _text(relation.to, frozenset())]
                one, other = (_id(relation.unit, end) for end in ends)
                parts.append(
                    f"SELECT {quote_text(str(relation.kind))}, {one}, {other} FROM "
                    f"{quote_name(f'rows_{contract.partner}')} AS rows WHERE {ends[0]} <> {ends[1]}"
                )
        return self.connection.sql(" UNION ALL ".join(parts)).to_arrow_table()

    def _say(self, contract: Contract, known: Related) -> None:
        """Make what the rows of a partner say, with the ids of the units that they name."""
        partner = contract.partner
        anything = {name: self.alliance.scheme_of(name).anything.mask for name in self.alliance.attributes}
        same = pa.table({"unit": [*known.unit_of], "goes_by": [*known.unit_of.values()]}, _SAME)
        self.connection.register("same", same)
        self.connection.execute(f"CREATE OR REPLACE VIEW rows AS FROM {quote_name(f'rows_{partner}')}")
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE keys AS {self._keys(contract)}")
        self.make("TABLE", f"said_{partner}", said_step(contract, anything).sql)
        self.make("VIEW", spoken(partner), spoken_query(contract))

    def _keys(self, contract: Contract) -> str:
        """The query of the ids of one partner's rows: a person stands for its number, one number for all of a case."""
        linked = {column for attribute, column in contract.person_columns.items() if attribute in self.numbers}
        columns, joins = ["rows.delivery", "rows.row"], []
        for place, key in enumerate(contract.units):
            own, same = _id(key.unit, _text(key.columns, linked)), f"same_{place}"
            joins.append(f"LEFT JOIN same AS {same} ON {same}.unit = {own}")
            goes_by = f"coalesce({same}.goes_by, {own})"
            columns += [f"{goes_by} AS {quote_name(name)}" for name in (key.unit, check_of(key.unit))]
        persons = f"(SELECT delivery, row, person FROM persons WHERE partner = {quote_text(contract.partner)})"
        source = f"rows LEFT JOIN {persons} AS persons USING (delivery, row)"
        return f"SELECT {', '.join(columns)} FROM {source} {' '.join(joins)}"


_SAME = pa.schema([("unit", pa.int64()), ("goes_by", pa.int64())])


def _text(columns: Iterable[str], linked: Collection[str]) -> str:
    """The expression of a key as one text, empty where a part of it is; a unit without one is its row."""
    values = [
        f"coalesce(persons.person, rows.{quote_name(one)})" if one in linked else f"rows.{quote_name(one)}"
        for one in columns
    ]
    return " || chr(31) || ".join(values) or "concat_ws(chr(31), rows.delivery, rows.row)"


def _id(unit: str, text: str) -> str:
    """The expression of an id: empty where the key is."""
    return f"CASE WHEN {text} IS NOT NULL THEN CAST(hash({quote_text(unit)}, {text}) & {2**63 - 1} AS BIGINT) END"


def run(folder: Path, plain: Path) -> None:
    """Make the chain and all base cells of an exported edition."""
    bare = Bare(read(folder), plain)
    bare.chain()
    bare.count()


WORK = {"export": export, "run": run, "compare": compare}

if __name__ == "__main__":
    WORK[sys.argv[1]](*map(Path, sys.argv[2:]))
