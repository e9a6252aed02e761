"""An alliance as hypothesis writes it, with rows: units and their parents, claims, events, numbers, what is asked.

Everything that the referee knows of can stand beside everything else. What `schakel check` would refuse is not written:
nothing is asked that no partner says (`knowable_from`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import small
from counting import Handed
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from schakel.alliance.knowable import Knowable, happenings_of, knowable_from, spans_of
from schakel.model import (
    Alliance,
    Column,
    Contract,
    Coverage,
    DimensionRule,
    EventRule,
    Magnitude,
    Partner,
    Phase,
    Snapshot,
    StatedMagnitude,
    Unit,
    UnitKey,
)
from schakel.model.alliance import EventOfChildren, Which
from schakel.model.column import Derivation
from schakel.model.contract import Relation, RelationKind
from schakel.model.indicator import Condition, ExtraAttribute, Indicator, Speaker
from schakel.model.mapping import MappingLine, Match

UNITS = {"person": (), "file": ("person",), "case": ("file", "person")}
"""The kinds of unit, with those that each can belong to."""
PARTNERS, EVENTS = ("court", "police"), ("begun", "ended")
CONCEPTS = {"form": ("sexual", "domestic", "cross-border", "labour"), "court": ("yes", "no")}
DAYS = st.dates(date(2019, 11, 1), date(2021, 2, 28))
FORMS = ("%Y-%m-%d", "%d-%m-%Y", "%Y-%m", "%Y")
NUMBERS = {"": ("0", "7", "-2", "12.5"), "1.234,56": ("0", "7,0", "-2", "1.012,5")}
VALUES = ("a", "b", "c")
SEVERAL = (("", ""), (";", ""), ("", "[a-z]"), ("", "([a-z])[^;]*"))
"""How a cell can have several values: what stands between them, or the pattern of each."""
TURN = date(2020, 6, 1)
"""From this day on a value can have another meaning."""


def some(of: Any, least: int = 0) -> SearchStrategy[tuple[Any, ...]]:
    """Some of a few things, in any order; so many at least, where there are."""
    things = tuple(of)
    if not things:
        return st.just(())
    numbers = st.lists(st.sampled_from(things), min_size=min(least, len(things)), max_size=len(things), unique=True)
    return numbers.map(tuple)


@st.composite
def alliances(draw: DrawFn) -> tuple[Alliance, Mapping[str, Sequence[Handed]]]:
    """Write an alliance of one or two partners, and the rows that these deliver."""
    attributes = {
        "form": replace(small.alliance().attributes["form"], many=draw(st.booleans())),
        "court": replace(small.alliance().attributes["court"], precedence=draw(some(PARTNERS))),
    }
    happens = {event: draw(st.sampled_from(tuple(UNITS))) for event in EVENTS}
    claimed = tuple(name for name, one in attributes.items() if not one.many)
    written = [draw(contracts(name, happens, claimed)) for name in draw(some(PARTNERS, 1))]
    partners = {one.partner: Partner(one.partner, small.text(one.partner), one, draw(mappings(one))) for one in written}
    units = draw(units_of(happenings_of(partners.values()), spans_of(partners.values())))
    alliance = replace(
        small.alliance(), units=units, attributes=attributes, partners=partners,
        magnitudes={"sentence": Magnitude("sentence", small.text("sentence"))},
    )  # fmt: skip
    alliance = replace(alliance, indicators=draw(indicators(alliance)))
    return alliance, {one.partner: draw(deliveries(one)) for one in written}


@st.composite
def units_of(draw: DrawFn, happens: Mapping[str, str], spans: Mapping[str, str]) -> dict[str, Unit]:
    """Write which units belong to which, and what they have from those above and below."""
    found, parents = {}, {name: draw(some(above)) for name, above in UNITS.items()}
    for name, above in parents.items():
        own = [event for event, unit in happens.items() if unit == name]
        below = [(child, event) for event, child in happens.items() if name in parents[child] and event not in spans]
        events = tuple(
            EventOfChildren(f"{name}-{which}-{event}", child, event, which)
            for which, (child, event) in draw(some(product(Which, below), draw(st.integers(0, 2))))
        )
        text = small.text(name)
        found[name] = Unit(name, text, text, above, draw(some(CONCEPTS)), events=events, once=draw(some(own)))
    return found


@st.composite
def contracts(draw: DrawFn, partner: str, happens: Mapping[str, str], claimed: tuple[str, ...]) -> Contract:
    """Write which units the rows of a partner name, and what they say of them."""
    named = draw(some(UNITS, 2))
    keyless = draw(st.sampled_from((*named, "", "")))
    columns = [Column(name, required=True) for name in named if name != keyless]
    relations, joined = [], set()
    for unit in draw(some(tuple(one.name for one in columns))):
        kind = draw(st.sampled_from(RelationKind))
        relations.append(Relation(kind, unit, (f"other {unit}",)))
        columns.append(Column(f"other {unit}"))
        joined |= {unit} if kind is RelationKind.JOINED_TO and draw(st.booleans()) else set()
    for name in draw(some(("kind", "seen"))):
        attribute = draw(st.sampled_from(tuple(CONCEPTS)))
        split, each = draw(st.sampled_from(SEVERAL)) if attribute not in claimed else ("", "")
        columns.append(Column(name, units=draw(some(named, 1)), attribute=attribute, split=split, each=each))
    if draw(st.booleans()):
        stated = StatedMagnitude(draw(st.sampled_from(named)), "sentence")
        columns.append(Column("months", type="number", format=draw(st.sampled_from(tuple(NUMBERS))), stated=stated))
    events: list[EventRule] = []
    told = tuple(event for event, unit in happens.items() if unit in named)
    for event in draw(some(told, min(1, len(told)))):
        occurs = draw(st.sampled_from(("", event, f"{event} at all")))
        claims = tuple((attribute, f"{event} {attribute}") for attribute in draw(some(claimed)))
        before = draw(st.sampled_from(("", *(one.event for one in events))))
        events.append(EventRule(event, happens[event], event, occurs, claims, before))
        columns.append(Column(event, type="date", format=draw(st.sampled_from(FORMS)), required=not occurs))
        columns += [
            Column(name) for name in dict.fromkeys((occurs, *(one for _, one in claims))) if name not in ("", event)
        ]
    columns += draw(derived(columns, named))
    dated = st.sampled_from(("", *(one.event for one in events)))
    columns = [replace(one, valid_on=draw(dated)) if one.attribute else one for one in columns]
    keys = tuple(UnitKey(name, () if name == keyless else (name,), name in joined) for name in named)
    days = [one.happened for one in events if "%d" in one_column(columns, one.happened).format]
    return Contract(
        partner, partner, "1.0.0", tuple(columns), units=keys, events=tuple(events), relations=tuple(relations),
        supersedes_by=draw(some(name for key in keys for name in key.columns)),
        snapshot=draw(st.sampled_from((None, None, Snapshot(), *map(Snapshot, days)))),
    )  # fmt: skip


def one_column(columns: Sequence[Column], name: str) -> Column:
    """The column of that name."""
    return next(column for column in columns if column.name == name)


@st.composite
def derived(draw: DrawFn, columns: Sequence[Column], units: tuple[str, ...]) -> list[Column]:
    """Write a claim that is made out of others, or none: out of the first that is filled, or a part of their text."""
    of = draw(some([one.name for one in columns if one.attribute]))
    if not of:
        return []
    join, pattern = draw(st.sampled_from(((None, ""), (None, "[ab]"), (" ", "([a-z]) ?$"))))
    attribute = draw(st.sampled_from(tuple(CONCEPTS)))
    return [
        Column(
            "made",
            units=draw(some(units, 1)),
            attribute=attribute,
            derived=Derivation(of, join, pattern, (("b", "a"),)),
        )
    ]


def claims_in(contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield each column that claims something, with the attribute that it says."""
    yield from ((one.name, one.attribute) for one in contract.columns if one.attribute)
    yield from ((column, attribute) for event in contract.events for attribute, column in event.claims)


@st.composite
def mappings(draw: DrawFn, contract: Contract) -> tuple[MappingLine, ...]:
    """Write what the values of a partner mean, on any day or on each side of one; of some nothing is written."""
    lines = []
    for (column, attribute), value in product(claims_in(contract), VALUES):
        turn = draw(st.sampled_from((None, TURN)))
        for since, until in ((None, turn), *(((turn, None),) if turn else ())):
            match = draw(st.sampled_from((*Match, None)))
            least = {Match.EXACT: 1, Match.BROAD: 1, Match.NARROW: 2}.get(match, 0)
            concepts = draw(some(CONCEPTS[attribute], least))[:least] if least else ("",)
            lines += [MappingLine(column, value, one, match, since, until, "test", "", 0) for one in concepts if match]
    return tuple(replace(line, line=number) for number, line in enumerate(lines, start=2))


def deliveries(contract: Contract) -> SearchStrategy[list[Handed]]:
    """What a partner delivers: rows at once, or corrections and snapshots later; some it withdraws."""
    one_row = st.fixed_dictionaries({column.name: cell(column) for column in contract.delivered_columns})
    covers = st.tuples(DAYS, DAYS).map(sorted).map(lambda days: Coverage(*days))
    covered = covers if contract.snapshot and contract.snapshot.by else st.none()
    rows = st.lists(one_row, min_size=1, max_size=5)
    withdrawn = st.just(frozenset[int]()) | st.frozensets(st.integers(1, 5), max_size=2)
    as_a_whole = st.sampled_from((False, False, False, True))
    return st.lists(st.builds(Handed, rows, covered, withdrawn, as_a_whole), min_size=1, max_size=3)


def cell(column: Column) -> SearchStrategy[str]:
    """What can stand in a column of a row."""
    blank = st.nothing() if column.required else st.just("")
    if column.type == "date":
        return blank | DAYS.map(lambda day: day.strftime(column.format))
    if column.stated:
        return blank | st.sampled_from(NUMBERS[column.format])
    if column.name in UNITS or column.name.startswith("other "):
        return blank | st.sampled_from("123")
    values = st.sampled_from((*VALUES, "d"))
    return (
        blank
        | values
        | (st.lists(values, min_size=2, max_size=3).map(";".join) if column.has_several else st.nothing())
    )


@st.composite
def indicators(draw: DrawFn, alliance: Alliance) -> dict[str, Indicator]:
    """Ask a few things of what the partners make known."""
    schemes = {name: alliance.scheme_of(name) for name in alliance.attributes}
    knowable = knowable_from(list(alliance.partners.values()), alliance.units, schemes)
    rules = [(unit, one) for unit in sorted(knowable.units or ()) for one in dimensions(unit, alliance, knowable)]
    found = {}
    children = alliance.events_of_children.keys()
    for number, kind in enumerate(draw(some(dict.fromkeys(one.kind for _, one in rules), 1))[:4]):
        of_kind = [one for one in rules if one[1].kind == kind]
        # Few of all questions are about what happened to children, so these are half of those that are asked.
        about = [one for one in of_kind if children & events_of(one[1])]
        unit, rule = draw(st.sampled_from(draw(st.sampled_from((of_kind, about or of_kind)))))
        beside = [one for of, one in rules if of == unit and one.kind == "attribute" and one.name != rule.name]
        population = draw(some(conditions(unit, knowable)))[:1]
        name = f"{number}-{rule.kind}"
        found[name] = replace(
            small.indicator(rule, *draw(some(beside))[:1], name=name, population=population), unit=unit
        )
    return found


def events_of(asked: DimensionRule) -> set[str]:
    """The events that a dimension is about."""
    return {asked.event, asked.start, asked.end, *(phase.event for phase in asked.phases)}


def conditions(unit: str, knowable: Knowable) -> tuple[Condition, ...]:
    """What a unit can have to meet."""
    events = [event for of, event in sorted(knowable.known_events or ()) if of == unit]
    what = [Condition(event, since=since) for event in events for since in (None, TURN)]
    what += [
        Condition(one, attribute, CONCEPTS[attribute][0]) for one in events for attribute in claimed_of(one, knowable)
    ]
    what += [Condition("", attribute, CONCEPTS[attribute][0]) for attribute in claimed_of(unit, knowable)]
    return (*what, *(replace(one, excluded=True) for one in what))


def claimed_of(what: str, knowable: Knowable) -> list[str]:
    """The attributes that somebody claims of a kind of unit or event."""
    return [attribute for of, attribute in sorted(knowable.claims or ()) if of == what]


def dimensions(unit: str, alliance: Alliance, knowable: Knowable) -> Iterator[DimensionRule]:
    """Yield all that can be asked of a kind of unit."""
    events = [event for of, event in sorted(knowable.known_events or ()) if of == unit]
    claimed = claimed_of(unit, knowable)
    single = [one for one in claimed if not alliance.attributes[one].many]
    for one in claimed:
        yield rule("attribute", one, attribute=one)
    for event in events:
        for by in ("month", "quarter", "year"):
            yield rule("period", f"{by} of {event}", event=event, by=by)
        yield rule("period", f"years of {event}", event=event, by="years", years=2, since=2019)
    if events:
        yield rule("phase", "phase", phases=tuple(phases(events, claimed, knowable)))
    for start, end in product(events, events):
        if start != end:
            yield rule("duration", f"{start} to {end}", start=start, end=end, classes=(0, 40, 300))
            yield rule("stock", f"{start} not {end}", start=start, end=end, since=2019)
    if (unit, "sentence") in (knowable.magnitudes or ()):
        yield rule("magnitude", "months", magnitude="sentence", classes=(0, 6, 12))
    if single:
        yield rule("decided", "decided", attributes=tuple(single))
        yield rule("conflict", "conflict", attributes=tuple(single))
    speakers = tuple(name for name, of in sorted(knowable.speakers or ()) if of == unit)
    for one, among in product(single, ((), ("sexual", "labour"))):
        if one == "form" or not among:
            yield from of_partners(one, among, speakers)


def of_partners(attribute: str, among: tuple[str, ...], speakers: tuple[str, ...]) -> Iterator[DimensionRule]:
    """Yield what can be asked of who decides an attribute, and of what would."""
    partners = tuple(Speaker(one, small.text(one)) for one in speakers)
    shared = {"attribute": attribute, "among": among}
    yield rule("decided-by", f"who decides {attribute}", partners=partners, together=(speakers,), **shared)
    first, *others = CONCEPTS[attribute]
    extra = tuple(ExtraAttribute(f"more by {one}", small.text(one), one, ((first,), tuple(others))) for one in speakers)
    yield rule("gain", f"gain of {attribute}", extra=extra, **shared)


def phases(events: list[str], claimed: list[str], knowable: Knowable) -> Iterator[Phase]:
    """Yield each phase that a unit can reach by its events."""
    for event in events:
        yield Phase(event, small.text(event), event)
        yield Phase(f"{event} since", small.text(event), event, since=TURN)
        for one in claimed_of(event, knowable):
            yield Phase(f"{event} {one}", small.text(event), event, one, CONCEPTS[one][0])
    for start, end in product(events, events):
        if start != end:
            yield Phase(f"{end} after {start}", small.text(end), end, within=1, of=start)
            for one in claimed:
                name = f"{end} after {start} through {one}"
                yield Phase(name, small.text(end), end, within=1, of=start, through=one, concepts=CONCEPTS[one][:1])


def rule(kind: str, name: str, **others: Any) -> DimensionRule:
    """A dimension that is called as in `name`."""
    return DimensionRule(kind, name, small.text(name), **others)
