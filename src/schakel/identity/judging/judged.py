"""The human decisions in force on a day, about units and persons; another decision makes another edition."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.relations import RELATIONS
from schakel.identity.who_is_who.judgements import BY_PEOPLE
from schakel.identity.who_is_who.ledger import Ledger
from schakel.model.alliance import Alliance
from schakel.store.workspace import Workspace

_COLUMNS = ("kind", "person", "other", "record")


def units_judged(alliance: Alliance, workspace: Workspace, as_of: date, provider: KeyedHash) -> pa.Table:
    """Return which units were judged to be one, as edges; most alliances have no such judgement."""
    units = units_judged_about(alliance, workspace)
    if not units:
        return RELATIONS.empty_table()
    from schakel.identity.judging.candidate_duplicates import judged_the_same  # takes scipy along

    return judged_the_same([(unit, ledger_of_units(workspace, unit)) for unit in units], as_of, provider)


def units_judged_about(alliance: Alliance, workspace: Workspace) -> list[str]:
    """Return the kinds of unit whose likely duplicates were listed or judged."""
    return [path.name for path in sorted(_places(workspace).glob("*")) if path.name in alliance.units]


def persons_judged(alliance: Alliance, workspace: Workspace, as_of: date) -> pa.Table:
    """Return what was judged of persons, and of samples of pairs: a row for each entry of the ledger."""
    if alliance.persons is None or not workspace.persons.exists():
        return pa.table({})
    ledger = Ledger(workspace.sealed(workspace.persons))
    entries = sorted(ledger.judged_of(BY_PEOPLE, as_of), key=lambda one: BY_PEOPLE.index(one.judgement.kind))
    said = {name: pa.array([getattr(one.judgement, name) for one in entries], pa.string()) for name in _COLUMNS}
    return pa.table({"number": pa.array([one.number for one in entries], pa.int64()), **said})


def ledger_of_units(workspace: Workspace, unit: str) -> Ledger:
    """Return the ledger of what people decided about the units of a kind."""
    return Ledger(workspace.sealed(place_of_units(workspace, unit) / "decisions"))


def place_of_units(workspace: Workspace, unit: str) -> Path:
    """Return the folder in the intake zone for the candidates of a kind of unit and what was decided about them."""
    return _places(workspace) / unit


def _places(workspace: Workspace) -> Path:
    return workspace.intake / "alike"
