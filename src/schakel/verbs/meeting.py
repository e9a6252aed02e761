"""Which partners name a kind of unit by keys that (almost) never meet those of another partner, or in part only.

Then they may write one key in two ways, and a unit counts twice. What is told of keys is their number and their form,
as in `AA-9999`: never a key, nor a form that few of them have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import duckdb

from schakel.chain.columns import names_it
from schakel.chain.wide import wide
from schakel.identity.key_map import text_of_key
from schakel.model.alliance import Alliance
from schakel.model.contract import UnitKey
from schakel.store.engine import Input, connect
from schakel.verbs.alike_keys import FEWEST, AlikeKeys, ReadAlike, form_of, table_of
from schakel_base.database import quote_name
from schakel_base.errors import Fault, message

ALMOST_NONE = 100
"""Fewer than one in so many units, of the partner or of all others if these have fewer, are almost none."""

_NEVER = message(
    "Of the {number} units `{unit}` of {partner}, {met} are units of another partner too ({others}). If the "
    "partners write one key in two ways, derive one from the other; if no unit is at both, declare the key `apart`."
)
_FORMS = message("Most of these keys look like this, with A, a and 9 for capitals, small letters and digits: {forms}.")
_WITHIN = message(
    "{more} of the {number} units `{unit}` of {partner} have the key of another of its units but for capitals, marks "
    "or zeros before a number, and count beside it. If they are the same, derive the key in one way."
)
_PAIR = message("Two such keys look like this, with A, a and 9 for capitals, small letters and digits: {forms}.")
_APART = message(
    "The contract of {partner} declares its units `{unit}` `apart`, but {met} of {number} have the key of a unit of "
    "another partner, and count as one with it."
)


@dataclass(frozen=True)
class _Meeting:
    """How many units of a kind a partner names, how many of these others name too, and how many others name in all."""

    unit: str
    partner: str
    own: int
    met: int
    others: Mapping[str, int]
    of_others: int

    @property
    def is_almost_none(self) -> bool:
        """Whether there are enough units to tell, and almost none of them meet."""
        fewer = min(self.own, self.of_others)
        return fewer >= FEWEST and self.met * ALMOST_NONE < fewer


def remarks_on_meeting(alliance: Alliance, chain: Mapping[str, Input], rows: Mapping[str, Input]) -> tuple[Fault, ...]:
    """Return a sentence for each partner whose keys should meet those of others and do not, or should not and do.

    Parameters
    ----------
    chain
        The tables of the chain, of which the wide ones say who names a unit.
    rows
        The rows in force by partner, with their values: the forms of keys are looked up there, and nothing else.
    """
    # All rows are opened once: for each kind of unit anew takes longer than to look at their keys.
    with connect({table_of(name): one for name, one in rows.items()}) as opened:
        return tuple(fault for unit in alliance.units for fault in _remarks(unit, alliance, chain, opened))


def _remarks(
    unit: str, alliance: Alliance, chain: Mapping[str, Input], rows: duckdb.DuckDBPyConnection
) -> Iterator[Fault]:
    keys = _keys(unit, alliance)
    found = _meetings(unit, keys, chain) if keys else []
    for one in found:
        if keys[one.partner].apart and one.met:
            yield Fault(_APART, fields={"partner": one.partner, "unit": unit, "met": one.met, "number": one.own})
    never = [one for one in found if one.is_almost_none and not keys[one.partner].apart]
    # Of two partners the same is said of either.
    for one in never[: 1 if len(never) == 2 and len(never[0].others) == 1 else None]:
        yield _never(one)
        yield from _forms({name: keys[name] for name in (one.partner, *one.others)}, alliance, rows)
    yield from _remarks_on_alike(found, _written(keys, alliance), rows, between=not never)


def _remarks_on_alike(
    meetings: Sequence[_Meeting], keys: Mapping[str, UnitKey], rows: duckdb.DuckDBPyConnection, between: bool
) -> Iterator[Fault]:
    """What is told of keys that are alike, of one partner and, if that was not told, of two."""
    by_name = {one.partner: one for one in meetings if one.partner in keys}
    own = {name: one.own for name, one in by_name.items()}
    alike = AlikeKeys(rows, {name: keys[name] for name in own}, own)
    if found := alike.within():
        yield from (_alike(_WITHIN, by_name[name], more=more) for name, more in found.more.items())
        yield from _pair(found)
    if between and (found := alike.between()):
        one = by_name[max(found.more, key=lambda name: found.more[name] / own[name])]
        yield _alike(found.reading, one, met=one.met, would=one.met + found.more[one.partner])
        yield from _pair(found)


def _alike(said: str, one: _Meeting, **numbers: int) -> Fault:
    return Fault(said, fields={"number": one.own, "unit": one.unit, "partner": one.partner, **numbers})


def _pair(found: ReadAlike) -> Iterator[Fault]:
    if found.forms:
        yield Fault(_PAIR, fields={"forms": found.forms})


def _written(keys: Mapping[str, UnitKey], alliance: Alliance) -> dict[str, UnitKey]:
    """The keys that their partners write: where persons stand in a key, it has a form of ours."""
    contracts = {name: alliance.partners[name].contract for name in keys}
    return {name: key for name, key in keys.items() if key not in contracts[name].linked_keys(alliance.persons)}


def _keys(unit: str, alliance: Alliance) -> dict[str, UnitKey]:
    """The key by which each partner names a kind of unit, if by any."""
    contracts = [partner.contract for partner in alliance.partners.values()]
    return {one.partner: key for one in contracts for key in one.units if key.unit == unit and key.columns}


def _meetings(unit: str, keys: Mapping[str, UnitKey], chain: Mapping[str, Input]) -> list[_Meeting]:
    """How the units of each partner that has some meet those of others."""
    named = _named(unit, [*keys], chain)
    own = {name: number for name in keys if (number := sum(named[by] for by in named if name in by))}
    shared = [name for name in own if not keys[name].apart]
    found = []
    for name in own:
        # Nobody else has what is apart; what is not is expected at the others of which that is not said either.
        others = {one: own[one] for one in (own if keys[name].apart else shared) if one != name}
        of_others = {by: number for by, number in named.items() if not by.isdisjoint(others)}
        met = sum(number for by, number in of_others.items() if name in by)
        found.append(_Meeting(unit, name, own[name], met, others, sum(of_others.values())))
    return found


def _named(unit: str, partners: Sequence[str], chain: Mapping[str, Input]) -> dict[frozenset[str], int]:
    """How many units of a kind which of some partners name."""
    by = ", ".join(f"coalesce({quote_name(names_it(one))}, false)" for one in partners)
    with connect({"units": chain[wide(unit)]}) as connection:
        found = connection.execute(f"SELECT count(*), {by} FROM units GROUP BY ALL").fetchall()
    return {frozenset(compress(partners, by)): number for number, *by in found}


def _never(one: _Meeting) -> Fault:
    others = ", ".join(f"{partner}: {number:,}" for partner, number in one.others.items())
    said = {"unit": one.unit, "partner": one.partner, "others": others}
    return Fault(_NEVER, fields={**said, "number": one.own, "met": one.met})


def _forms(keys: Mapping[str, UnitKey], alliance: Alliance, rows: duckdb.DuckDBPyConnection) -> Iterator[Fault]:
    """How the keys that partners write look."""
    forms = {name: form for name, key in _written(keys, alliance).items() if (form := _form(name, key, rows))}
    if forms:
        yield Fault(_FORMS, fields={"forms": ", ".join(f"{name}: `{form}`" for name, form in forms.items())})


def _form(partner: str, key: UnitKey, rows: duckdb.DuckDBPyConnection) -> str:
    """The form that most keys of a partner have; empty where few have it."""
    columns, form = ", ".join(map(quote_name, key.columns)), form_of(text_of_key(key.columns))
    distinct = f"SELECT DISTINCT {columns} FROM {quote_name(table_of(partner))}"
    query = f"SELECT {form} AS form, count(*) AS times FROM ({distinct}) GROUP BY ALL"
    found = rows.execute(f"{query} ORDER BY times DESC, form LIMIT 1").fetchall()
    return str(found[0][0]) if found and found[0][1] >= FEWEST else ""
