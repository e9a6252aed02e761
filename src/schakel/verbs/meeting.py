"""Which partners name a kind of unit by key, but (almost) never one that another partner names as well.

Then they may write one key in two ways, and a unit counts twice. What is told of keys is their number and their form,
as in `AA-9999`: never a key, nor a form that few of them have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from schakel.chain.columns import names_it
from schakel.chain.wide import wide
from schakel.identity.key_map import text_of_key
from schakel.model.alliance import Alliance
from schakel.model.contract import UnitKey
from schakel.store.engine import Input, connect
from schakel_base.database import quote_name
from schakel_base.errors import Fault, message

FEWEST = 10
"""Of fewer units nothing is told, nor is a form that fewer keys have."""
ALMOST_NONE = 100
"""Fewer than one in so many units, of the partner or of all others if these have fewer, are almost none."""

_NEVER = message(
    "Of the {number} units `{unit}` of {partner}, {met} are units of another partner too ({others}). If the "
    "partners write one key in two ways, derive one from the other; if no unit is at both, declare the key `apart`."
)
_FORMS = message("Most of these keys look like this, with A, a and 9 for capitals, small letters and digits: {forms}.")
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
    return tuple(fault for unit in alliance.units for fault in _remarks(unit, alliance, chain, rows))


def _remarks(unit: str, alliance: Alliance, chain: Mapping[str, Input], rows: Mapping[str, Input]) -> Iterator[Fault]:
    keys = _keys(unit, alliance)
    found = _meetings(unit, keys, chain) if len(keys) > 1 else []
    for one in found:
        if keys[one.partner].apart and one.met:
            yield Fault(_APART, fields={"partner": one.partner, "unit": unit, "met": one.met, "number": one.own})
    never = [one for one in found if one.is_almost_none and not keys[one.partner].apart]
    # Of two partners the same is said of either.
    for one in never[: 1 if len(never) == 2 and len(never[0].others) == 1 else None]:
        yield _never(one)
        yield from _forms({name: keys[name] for name in (one.partner, *one.others)}, alliance, rows)


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


def _forms(keys: Mapping[str, UnitKey], alliance: Alliance, rows: Mapping[str, Input]) -> Iterator[Fault]:
    """How the keys of partners look, unless persons stand in them: these have a form of ours."""
    contracts = {name: alliance.partners[name].contract for name in keys}
    written = [name for name, key in keys.items() if key not in contracts[name].linked_keys(alliance.persons)]
    forms = {name: form for name in written if (form := _form(rows[name], keys[name]))}
    if forms:
        yield Fault(_FORMS, fields={"forms": ", ".join(f"{name}: `{form}`" for name, form in forms.items())})


def _form(rows: Input, key: UnitKey) -> str:
    """The form that most keys of a partner have; empty where few have it."""
    form = f"replace({text_of_key(key.columns)}, chr(31), ' + ')"
    for letters, sign in (("[\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}]", "a"), ("\\p{Lu}", "A"), ("[0-9]", "9")):
        form = f"regexp_replace({form}, '{letters}', '{sign}', 'g')"
    columns = ", ".join(map(quote_name, key.columns))
    query = f"SELECT {form} AS form, count(*) AS times FROM (SELECT DISTINCT {columns} FROM rows) GROUP BY ALL"
    with connect({"rows": rows}) as connection:
        found = connection.execute(f"{query} ORDER BY times DESC, form LIMIT 1").fetchall()
    return str(found[0][0]) if found and found[0][1] >= FEWEST else ""
