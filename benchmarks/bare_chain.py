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
from schakel.chain.spoken import JOINED, MERGED, named, relations_query, repeated, told
from schakel.chain.views import provenance_step
from schakel.chain.wide import wide_steps
from schakel.identity.key_map import check_of
from schakel.identity.related import joined_units, merged_units, related
from schakel.identity.relations import RELATIONS, sides
from schakel.indicators.counting import base_step
from schakel.indicators.open_edition import OpenEdition, open_edition
from schakel.intake.accepted import accepted_query, accepted_rows
from schakel.intake.superseding import superseded, superseded_step
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract, UnitKey
from schakel.store.access_log import reading
from schakel.store.engine import connect
from schakel.store.sealed import File
from schakel.store.workspace import Workspace
from schakel.vocabulary.codes import meaning_table
from schakel_base.database import quote_name, quote_text

_QUERIES = "queries.json"
COMPARED = "compared.json"


def export(folder: Path, plain: Path) -> None:
    """Write the accepted rows of the latest edition, and who is who in it, as plain Parquet."""
    alliance = read(folder)
    workspace = Workspace.of(folder, alliance.name)
    plain.mkdir(parents=True)
    with reading(workspace, "build", "measuring the bare engine", ""):
        edition = open_edition(alliance, "latest")
        _copy(workspace.intake_edition(edition.name) / "persons.parquet", plain / "persons.parquet")
        (plain / _QUERIES).write_text(json.dumps(dict(_queries(edition, workspace, plain))), "utf-8")


def _queries(edition: OpenEdition, workspace: Workspace, plain: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Write the accepted rows of each partner, and yield the queries of all of them and of those superseded."""
    for name, partner in edition.alliance.partners.items():
        deliveries = [edition.receipts[number].delivery for number in edition.deliveries_of(name)]
        accepted = accepted_rows(deliveries, workspace, partner.contract)
        for one in accepted:
            _copy(one.file, plain / f"{one.table}.parquet")
        yield name, (accepted_query(partner.contract, accepted), superseded_step(partner.contract, accepted).sql)


def _copy(file: File, path: Path) -> None:
    with connect({"rows": file}, path) as connection:
        connection.execute(f"COPY rows TO {quote_text(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def compare(folder: Path, plain: Path) -> None:
    """Write how many indicators have the base cells that the edition has."""
    alliance = read(folder)
    workspace = Workspace.of(folder, alliance.name)
    equal = 0
    with reading(workspace, "build", "measuring the bare engine", ""):
        place = open_edition(alliance, "latest").place
        for name in alliance.indicators:
            inputs = {"built": place.folder("bases") / f"{name}.parquet", "bare": plain / f"base_{name}.parquet"}
            with connect(inputs) as connection:
                either = "(FROM built EXCEPT ALL FROM bare) UNION ALL (FROM bare EXCEPT ALL FROM built)"
                equal += connection.sql(f"SELECT count(*) = 0 FROM ({either})").fetchall()[0][0]
    compared = {"equal": equal, "indicators": len(alliance.indicators)}
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

    def make(self, kind: str, name: str, query: str) -> None:
        """Make a table or a view."""
        self.connection.execute(f"CREATE {kind} {quote_name(name)} AS {query}")

    def chain(self) -> None:
        """Make all tables of the chain."""
        contracts = [partner.contract for partner in self.alliance.partners.values()]
        queries = json.loads((self.plain / _QUERIES).read_text("utf-8"))
        for contract in contracts:
            rows, gone = queries[contract.partner]
            self.make("OR REPLACE VIEW", "rows", rows)
            self.make("TABLE", superseded(contract.partner), gone)
            self._tell(contract)
        edges = [self._edges(contract) for contract in contracts if contract.relations]
        known = related(pa.concat_tables([RELATIONS.empty_table(), *edges]))
        self.connection.register(JOINED, joined_units(known))
        self.connection.register(MERGED, merged_units(known))
        for step in (*wide_steps(self.alliance), provenance_step(self.alliance)):
            self.make("TABLE", step.name, step.sql)

    def count(self) -> None:
        """Write the base cells of all indicators, each counted by itself."""
        for indicator in self.alliance.indicators.values():
            to = quote_text(str(self.plain / f"base_{indicator.name}.parquet"))
            self.connection.execute(f"COPY ({base_step(indicator, self.alliance).sql}) TO {to} (FORMAT parquet)")

    def _tell(self, contract: Contract) -> None:
        """Make what the rows of a partner say, and which units persons name in them."""
        partner, linked = contract.partner, contract.linked_keys(self.alliance.persons)
        keys = [key for key in contract.units if key not in linked]
        self.make("OR REPLACE TEMP TABLE", "keys", _keys(keys, frozenset()))
        self.make("OR REPLACE TEMP TABLE", "related", _related(contract))
        self.make("TABLE", told(partner), said_step(contract, keys, self.alliance).sql)
        self.make("TABLE", named(partner), _keys(linked, contract.linked_columns(self.alliance.persons), partner))
        own = [key for key in contract.units if not key.columns]  # each row has an id of its own here
        self.make("TABLE", repeated(partner), f"{_keys(own, frozenset())} WHERE false")

    def _edges(self, contract: Contract) -> pa.Table:
        """How the numbers of units are related to each other, as the rows of a partner say."""
        found = self.connection.sql(relations_query(contract.partner, contract).sql)
        return found.to_arrow_table().cast(RELATIONS)


def _keys(keys: Iterable[UnitKey], linked: Collection[str], partner: str = "") -> str:
    """The query of the ids of rows; a person stands for its number."""
    columns = [
        f"{_id(key.unit, _text(key.columns, linked))} AS {quote_name(name)}"
        for key in keys
        for name in (key.unit, check_of(key.unit))
    ]
    persons = f"(SELECT delivery, row, person FROM persons WHERE partner = {quote_text(partner)})"
    joined = f"LEFT JOIN {persons} AS persons USING (delivery, row)" if linked else ""
    return f"SELECT {', '.join(['delivery', 'row', *columns])} FROM rows {joined}"


def _related(contract: Contract) -> str:
    """The query of the ids on both sides of each relation that a row tells of."""
    columns = ["delivery", "row"]
    for place, relation in enumerate(contract.relations):
        key = next(one.columns for one in contract.units if one.unit == relation.unit)
        one, other = (_text(names, frozenset()) for names in (key, relation.to))
        for text, name in zip((one, other), sides(place), strict=True):
            columns.append(f"CASE WHEN {one} <> {other} THEN {_id(relation.unit, text)} END AS {quote_name(name)}")
    return f"SELECT {', '.join(columns)} FROM rows{'' if contract.relations else ' WHERE false'}"


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
