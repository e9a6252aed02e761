"""The referee: every table of an alliance, counted again from the delivered files in plain Python.

It is slow and obvious on purpose, and shares nothing with the engine but the declarations. It reads the files with
the csv module, keeps concepts as sets of notations rather than masks, and visits every unit for every cell. Where it
and the engine differ, the engine is wrong until shown otherwise.

It takes the files to be free of refused rows (tests of the intake room are elsewhere), and each partner to have
delivered once: which rows of several deliveries count, `rows_that_count` says.
"""

import csv
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from schakel.model.alliance import Alliance, EventOfChildren, Partner, Which
from schakel.model.column import Column, Derivation
from schakel.model.contract import Contract, EventRule, UnitKey
from schakel.model.delivery import Delivery
from schakel.model.indicator import Condition, DimensionRule, Indicator, Phase
from schakel.model.mapping import Match
from schakel_base.text import NOTHING

Leaves = frozenset[str]
Row = Mapping[str, str]
Place = tuple[str, int]  # partner, row number
Said = tuple[str, Leaves]  # partner, what it says


def number_of(text: str, form: str) -> float:
    """A number, from a text in a form such as 1.234,56, whose last mark stands before decimals."""
    point = form[-3:-2] or "."
    return float("".join("." if sign == point else sign for sign in text if sign.isdigit() or sign in f"+-{point}"))


@dataclass
class Event:
    """Something that happened to a unit, on a day or on one that nobody knows, with what is claimed of it."""

    name: str
    happened: date | None
    early: bool
    latest: date | None = None
    """The last day that it can have been, where rows say its year or month alone."""
    claims: dict[str, Leaves] = field(default_factory=dict)
    of_all: list[list["Event"]] = field(default_factory=list)
    """Where it is an event of children: the events of each of those that it is of."""
    every: bool = False


@dataclass
class Unit:
    """A unit with everything that the rows say of it."""

    kind: str = ""
    claims: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    events: list[Event] = field(default_factory=list)
    rows: set[Place] = field(default_factory=set)
    parents: list[tuple[str, "Unit"]] = field(default_factory=list)
    children: list[tuple[str, "Unit"]] = field(default_factory=list)


class NumberGraph:
    """Which numbers are one unit, and which units are joined to which: found by looking again until nothing changes."""

    def __init__(self, alliance: Alliance, files: Mapping[str, Path]) -> None:
        self.said: list[tuple[str, str, object, object]] = []
        for partner in alliance.partners.values():
            if partner.name in files:
                self._read(partner.contract, files[partner.name])
        self.same = [(unit, one, other) for kind, unit, one, other in self.said if kind == "same-as"]
        appeals = [(unit, one, other) for kind, unit, one, other in self.said if kind == "appeal-of"]
        once = []
        for unit, one, other in appeals:
            firsts = {
                self.unit(unit, to) for name, appeal, to in appeals
                if name == unit and self.unit(unit, appeal) == self.unit(unit, one)
            }  # fmt: skip
            if len(firsts) == 1:
                once.append((unit, one, other))
        self.same += once

    def _read(self, contract: Contract, file: Path) -> None:
        keys = {key.unit: key.columns for key in contract.units}
        for row in rows_of(contract, file):
            for relation in contract.relations:
                one = tuple(row[column] for column in keys[relation.unit])
                other = tuple(row[column] for column in relation.to)
                if all((*one, *other)) and one != other:
                    self.said.append((relation.kind, relation.unit, one, other))

    def unit(self, name: str, number: object) -> object:
        """All numbers of the unit of this number."""
        found = {number}
        while True:
            more = {end for unit, *ends in self.same if unit == name and found & {*ends} for end in ends} - found
            if not more:
                return frozenset(found)
            found |= more

    def joined_to(self, name: str, unit: object) -> set[object]:
        """All units that are joined to this one, directly or by way of others."""
        edges = [
            (self.unit(name, one), self.unit(name, other))
            for kind, which, one, other in self.said
            if kind == "joined-to" and which == name
        ]
        found: set[object] = set()
        while more := {one for one, other in edges if other == unit or other in found} - found:
            found |= more
        return found - {unit}


class Referee:
    """Reads the files of an alliance once, and counts whatever is asked."""

    def __init__(self, alliance: Alliance, files: Mapping[str, Path], delivered: date = date(2000, 1, 1)) -> None:
        self.alliance = alliance
        self.delivered = delivered
        self.units: dict[str, dict[object, Unit]] = {name: {} for name in alliance.units}
        self.numbers = NumberGraph(alliance, files)
        self.under = cache(self._under)
        self.anything = cache(self._anything)
        for partner in alliance.partners.values():
            if partner.name in files:
                self._read(partner, files[partner.name])

        for name, units in self.units.items():
            for event in alliance.units[name].once:
                for unit in units.values():
                    self._once(unit, event)

    # -- reading -----------------------------------------------------------------------------------------------

    def _read(self, partner: Partner, file: Path) -> None:
        contract = partner.contract
        for number, row in enumerate(rows_of(contract, file), start=1):
            found = {key.unit: self._unit(partner, key.unit, key.columns, row, number) for key in contract.units}
            beside = {key.unit: self._joined(key, row) for key in contract.units}
            for name, unit in found.items():
                for one in (unit, *beside[name]):
                    one.rows.add((partner.name, number))
                for kind in self.alliance.units[name].belongs_to:
                    # What a row says of a unit it says of those joined to it as well, also what belongs to which.
                    above = [found[kind], *beside[kind]] if kind in found else []
                    for one, parent in itertools.product((unit, *beside[name]), above):
                        if not any(parent is other for _, other in one.parents):
                            one.parents.append((kind, parent))
                            parent.children.append((name, one))
            for column in contract.columns:
                if column.attribute and row[column.name]:
                    day = self._day(contract, row, column.valid_on)
                    for value in _values(column, row[column.name]):
                        said = self._meaning(partner, column.name, column.attribute, value, day)
                        for unit in column.units:
                            for one in (found[unit], *beside[unit]):
                                one.claims[column.attribute].append((partner.name, said))
            for column in contract.columns:
                if column.stated and row[column.name]:
                    for one in (found[column.stated.unit], *beside[column.stated.unit]):
                        one.numbers[column.stated.magnitude].append(number_of(row[column.name], column.format))
            for rule in contract.events:
                if (event := self._event(partner, rule, row)) is not None:
                    for one in (found[rule.unit], *beside[rule.unit]):
                        one.events.append(event)

    def _unit(self, partner: Partner, name: str, columns: tuple[str, ...], row: Row, number: int) -> Unit:
        key: object = tuple(row[column] for column in columns) if columns else (partner.name, number)
        return self.units[name].setdefault(self.numbers.unit(name, key), Unit(name))

    def _joined(self, key: UnitKey, row: Row) -> list[Unit]:
        """The units that a row speaks about besides its own, because they are joined to that one."""
        if not key.with_joined:
            return []
        own = self.numbers.unit(key.unit, tuple(row[column] for column in key.columns))
        return [self.units[key.unit].setdefault(one, Unit(key.unit)) for one in self.numbers.joined_to(key.unit, own)]

    def _event(self, partner: Partner, rule: EventRule, row: Row) -> Event | None:
        contract = partner.contract
        if not row[rule.occurs or rule.happened]:
            return None
        # Codes are read by the day as it is written; where none is, by that of the delivery.
        day = _date(contract, rule.happened, row) if row[rule.happened] else self.delivered
        claims = {
            attribute: self._meaning(partner, column, attribute, row[column], day)
            for attribute, column in rule.claims
            if row[column]
        }
        if not row[rule.happened]:
            return Event(rule.event, None, early=False, claims=claims)
        happened = day
        latest = _latest(contract, rule, happened)
        first = next((other for other in contract.events if other.event == rule.not_before), None)
        before = _date(contract, first.happened, row) if first and row[first.happened] else None
        early = before is not None and latest < before
        if before and not early and contract.span_of(rule):
            happened = max(happened, before)
        return Event(rule.event, happened, early, latest, claims)

    def _once(self, unit: Unit, name: str) -> None:
        """All that is told of an event that happens once is told of the same: its claims have in common what it was."""
        told = [event for event in unit.events if event.name == name]
        known = {}
        for attribute in {attribute for event in told for attribute in event.claims}:
            claims = [event.claims[attribute] for event in told if attribute in event.claims]
            known[attribute] = frozenset.intersection(*claims) or frozenset.union(*claims)
        # The row's own event may be of a joined unit as well, of which other rows tell other things.
        unit.events = [replace(one, claims=known) if one.name == name else one for one in unit.events]

    def _day(self, contract: Contract, row: Row, event: str) -> date:
        """The day by which a code about a unit is read: that of an event, or, without one, of the first."""
        days = [one.happened for one in contract.events if not event or one.event == event]
        return _date(contract, days[0], row) if days and row[days[0]] else self.delivered

    def _meaning(self, partner: Partner, column: str, attribute: str, value: str, day: date) -> Leaves:
        """All that a partner's value may be, on a day: the union of what the lines of its mapping say."""
        meaning: set[str] = set()
        for line in partner.mapping:
            if line.column != column or value not in (line.source_value, *map(str, line.numbers)):
                continue
            if (line.valid_from and day < line.valid_from) or (line.valid_until and day >= line.valid_until):
                continue
            meaning |= self.anything(attribute) if line.match is Match.NONE else self.under(attribute, line.concept)
        return frozenset(meaning) or self.anything(attribute)

    def _under(self, attribute: str, notation: str) -> Leaves:
        concepts = self.alliance.scheme_of(attribute).concepts
        narrower = [concept.notation for concept in concepts if notation in concept.broader]
        if not narrower:
            return frozenset({notation})
        return frozenset().union(*(self.under(attribute, one) for one in narrower))

    def _anything(self, attribute: str) -> Leaves:
        concepts = self.alliance.scheme_of(attribute).concepts
        return frozenset(
            concept.notation for concept in concepts if self.under(attribute, concept.notation) == {concept.notation}
        )

    # -- what is known about a unit -------------------------------------------------------------------------------

    def _claims(self, name: str, unit: Unit, attribute: str) -> list[Said]:
        return [said for one in self._sources(name, unit, attribute) for said in one.claims[attribute]]

    def _sources(self, name: str, unit: Unit, attribute: str) -> Iterator[Unit]:
        """The unit itself, and those above it from which it has the attribute."""
        yield unit
        for kind, parent in unit.parents if attribute in self.alliance.units[name].inherits else ():
            yield from self._sources(kind, parent, attribute)

    def may_be(self, name: str, unit: Unit, attribute: str, partners: Collection[str] | None = None) -> Leaves:
        """The concepts that a unit may be: what partners say in common; in a conflict what the first says, or any.

        A partner that contradicts itself says what any of its claims does.
        """
        claims: dict[str, list[Leaves]] = {}
        for partner, leaves in self._claims(name, unit, attribute):
            if partners is None or partner in partners:
                claims.setdefault(partner, []).append(leaves)
        if not claims:
            return self.anything(attribute)
        if self.alliance.attributes[attribute].many:
            return frozenset.union(*(one for said in claims.values() for one in said))
        if common := frozenset.intersection(*(one for said in claims.values() for one in said)):
            return common
        says = {partner: frozenset.intersection(*one) or frozenset.union(*one) for partner, one in claims.items()}
        first = [says[one] for one in self.alliance.attributes[attribute].precedence if one in says]
        return first[0] if first else frozenset.union(*says.values())

    def lies_in(self, name: str, unit: Unit, attribute: str, category: Leaves) -> str:
        """Whether a unit is of a category: of an attribute with many values one claim that lies in it is enough."""
        may_be = self.may_be(name, unit, attribute)
        claims = [leaves for _, leaves in self._claims(name, unit, attribute)]
        sure = may_be <= category
        if self.alliance.attributes[attribute].many:
            sure = any(one <= category for one in claims or [self.anything(attribute)])
        return "certainly" if sure else "possibly" if may_be & category else "not"

    def in_conflict(self, name: str, unit: Unit, attribute: str) -> bool:
        """Whether the claims about a unit have nothing in common."""
        claims = [leaves for _, leaves in self._claims(name, unit, attribute)]
        return bool(claims) and not frozenset.intersection(*claims)

    def _events(self, unit: Unit, event: str) -> list[Event]:
        if rule := self.alliance.events_of_children.get(event):
            return [found for one in (unit, *(up for _, up in unit.parents)) for found in self._of_children(one, rule)]
        everything = unit.events + [event for _, parent in unit.parents for event in parent.events]
        return [one for one in everything if one.name == event]

    def _has(self, unit: Unit, rule: EventOfChildren) -> bool:
        """Whether units of a kind have an event by what happens to their children."""
        return rule in self.alliance.units[unit.kind].events

    def _of_children(self, unit: Unit, rule: EventOfChildren) -> Iterator[Event]:
        """Yield the event that a unit has by what happened to its children, if it has it.

        A day that rests on the date of a child that is too early is too early itself. What it would be by the other
        dates is an event beside it.
        """
        theirs = [
            [event for event in child.events if event.name == rule.event]
            for kind, child in unit.children
            if kind == rule.unit and self._has(unit, rule)
        ]
        having = [events for events in theirs if events]
        if not having or (rule.which is Which.ALL and len(having) < len(theirs)):
            return
        day, days = _day_of_children(having, rule.which)
        in_time, _ = _day_of_children([[event for event in events if not event.early] for events in having], rule.which)
        chosen = having
        if rule.which in (Which.FIRST, Which.LAST):
            end = (max if rule.which is Which.LAST else min)(filter(None, days), default=None)
            chosen = [events for events, own in zip(having, days, strict=True) if own in (None, end)]
        own = Event(rule.name, day, day != in_time, of_all=chosen, every=rule.which is not Which.ANY)
        yield from (own, replace(own, happened=in_time, early=False)) if own.early and in_time else (own,)

    # -- counting ----------------------------------------------------------------------------------------------

    def count(
        self, indicator: Indicator, categories: Iterable[Iterable[str]]
    ) -> dict[tuple[str, ...], tuple[int, int]]:
        """Return lower and upper bound of every cell; `categories` are the codes of each dimension."""
        found, units, codes = {}, self.units[indicator.unit].values(), [list(one) for one in categories]
        counted = [self._is_counted(indicator, unit) for unit in units]
        # Many cells share a category: each unit is asked about it once.
        asked = {
            (place, code): [self._is_of(indicator, unit, rule, code) for unit in units]
            for place, (rule, listed) in enumerate(zip(indicator.dimensions, codes, strict=True))
            for code in listed
        }
        for cell in itertools.product(*codes):
            answers = [asked[one] for one in enumerate(cell)]
            tally = Counter(_all_of(one) for one in zip(counted, *answers, strict=True))
            found[cell] = (tally["certainly"], tally["certainly"] + tally["possibly"])
        return found

    def rows_behind(self, indicator: Indicator, cell: tuple[str, ...]) -> set[Place]:
        """Return every row about the units that a cell counts, those about the units they belong to included."""
        rows: set[Place] = set()
        for unit in self.units[indicator.unit].values():
            if self.belongs(indicator, unit, cell) != "not":
                rows |= unit.rows.union(*(parent.rows for _, parent in unit.parents))
                for attribute in self.alliance.units[indicator.unit].inherits:
                    for source in self._sources(indicator.unit, unit, attribute):
                        rows |= source.rows
        return rows

    def belongs(self, indicator: Indicator, unit: Unit, cell: tuple[str, ...]) -> str:
        """Say whether a unit is certainly, possibly or not in a cell."""
        answers = [
            self._is_of(indicator, unit, rule, code) for rule, code in zip(indicator.dimensions, cell, strict=True)
        ]
        return _all_of([self._is_counted(indicator, unit), *answers])

    def _is_counted(self, indicator: Indicator, unit: Unit) -> str:
        return _all_of([self._meets(indicator.unit, unit, condition) for condition in indicator.population])

    def _is_of(self, indicator: Indicator, unit: Unit, rule: DimensionRule, code: str) -> str:
        return _KINDS[rule.kind](self, indicator.unit, unit, rule, code)

    def _meets(self, name: str, unit: Unit, condition: Condition) -> str:
        if condition.event:
            phase = Phase("", NOTHING, condition.event, condition.attribute, condition.concept, condition.since)
            answer = self._came(name, unit, phase)
        else:
            category = self.under(condition.attribute, condition.concept)
            answer = self.lies_in(name, unit, condition.attribute, category)
        return {"certainly": "not", "not": "certainly"}.get(answer, answer) if condition.excluded else answer

    def _attribute(self, name: str, unit: Unit, rule: DimensionRule, code: str) -> str:
        if code == "total":
            return "certainly"
        return self.lies_in(name, unit, rule.attribute, self.under(rule.attribute, code))

    def _period(self, _name: str, unit: Unit, rule: DimensionRule, code: str) -> str:
        events = self._events(unit, rule.event)
        if code == "total":
            return "certainly"
        days = [event.happened for event in events if event.happened]
        if not days:
            return "possibly" if events else "not"
        # Between the first day that the first can have been and the last, each is possible.
        first, last = min(days), min(event.latest or event.happened for event in events if event.happened)
        between = [first + timedelta(number) for number in range((last - first).days + 1)]
        inside = [_is_of_period(day, rule.by, code) for day in between]
        return "certainly" if all(inside) else "possibly" if any(inside) else "not"

    def _phase(self, name: str, unit: Unit, rule: DimensionRule, code: str) -> str:
        return self._came(name, unit, next(one for one in rule.phases if one.name == code))

    def _came(self, name: str, unit: Unit, phase: Phase) -> str:
        """Whether a unit came as far as a phase; where it is not followed long enough, it may come so far yet."""
        answers = {self._reached(event, phase) for event in self._events(unit, phase.event)}
        in_time = [self._since(unit, phase), self._within(unit, phase)]
        answer = next((one for one in ("certainly", "possibly") if one in answers), "not")
        answer = (
            "not" if "not" in in_time else "possibly" if answer == "certainly" and "possibly" in in_time else answer
        )
        may_come = phase.within and self._events(unit, phase.of)
        if may_come and phase.through:
            may_come = self.may_be(name, unit, phase.through) & frozenset().union(
                *(self.under(phase.through, one) for one in phase.concepts)
            )
        return "possibly" if answer == "not" and may_come else answer

    def _since(self, unit: Unit, phase: Phase) -> str:
        """Whether the first of an event was on a day or later."""
        if not phase.since:
            return "certainly"
        days = _ends_of_first(self._events(unit, phase.event))
        late = [day >= phase.since for day in days]
        return "possibly" if not days or (any(late) and not all(late)) else "certainly" if all(late) else "not"

    def _within(self, unit: Unit, phase: Phase) -> str:
        """Whether the first of an event was less than so many years after the first of another, whatever the days."""
        if not phase.within:
            return "certainly"
        begun, events = self._events(unit, phase.of), self._events(unit, phase.event)
        starts, ends = _ends_of_first(begun), _ends_of_first([one for one in events if not one.early])
        if not begun or not starts or not ends:
            return "possibly" if begun else "not"
        soon = [day < _years_later(start, phase.within) for start in starts for day in ends]
        return "certainly" if all(soon) else "possibly" if any(soon) else "not"

    def _stock(self, _name: str, unit: Unit, rule: DimensionRule, code: str) -> str:
        """Whether a unit had begun and not ended at the end of a year; what ended must have begun."""
        begun, ended = self._events(unit, rule.start), self._events(unit, rule.end)
        begin, end = _ends_of_first(begun), _ends_of_first([one for one in ended if not one.early])
        has_begun = bool(begun or ended) and (not begin or begin[0].year <= int(code))
        still_open = not end or end[0].year > int(code)
        if not has_begun or not still_open:
            return "not"
        return "possibly" if not begin or (ended and not end) else "certainly"

    def _reached(self, event: Event, phase: Phase) -> str:
        if not phase.attribute:
            return "certainly"
        if event.of_all:
            return self._reached_by_children(event, phase)
        may_be = event.claims.get(phase.attribute, self.anything(phase.attribute))
        category = self.under(phase.attribute, phase.concept)
        return "certainly" if may_be <= category else "possibly" if may_be & category else "not"

    def _reached_by_children(self, event: Event, phase: Phase) -> str:
        """Certainly, if all of the children that it is of were, or one; possibly, if one may be, or all."""
        answers = [{self._reached(one, phase) for one in events} for events in event.of_all]
        sure = ["certainly" in one for one in answers]
        possible = ["certainly" in one or "possibly" in one for one in answers]
        if all(sure) if event.every else any(sure):
            return "certainly"
        of_all = self.alliance.events_of_children[event.name].which is Which.ALL
        return "possibly" if (all(possible) if of_all else any(possible)) else "not"

    def _duration(self, _name: str, unit: Unit, rule: DimensionRule, code: str) -> str:
        both = [self._events(unit, event) for event in (rule.start, rule.end)]
        dated = [[event for event in events if event.happened] for events in both]
        starts, ends = ([event for event in events if not event.early] for events in dated)
        if not starts or not ends:
            reason = "early" if all(dated) else "undated"
            return "certainly" if all(both) and code == f"left-out-{reason}" else "not"
        started, ended = (
            (min(event.happened for event in events), min(event.latest or event.happened for event in events))
            for events in (starts, ends)
        )
        lengths = range((ended[0] - started[1]).days, (ended[1] - started[0]).days + 1)
        answers = [_is_so_long(days, rule.classes, code) for days in lengths]
        return "certainly" if all(answers) else "possibly" if any(answers) else "not"

    def _magnitude(self, _name: str, unit: Unit, rule: DimensionRule, code: str) -> str:
        """Between the least and the most that any row says, everything is possible."""
        numbers = unit.numbers[rule.magnitude]
        if not numbers or code == "left-out-unstated":
            return "certainly" if not numbers and code == "left-out-unstated" else "not"
        ends = [0, *rule.classes, float("inf")]
        if code == "total":
            low, high = ends[1], ends[-1]
        elif code == "left-out-below":
            low, high = float("-inf"), ends[1]
        else:
            low = float(code.rstrip("+").split("-")[0])
            high = ends[ends.index(low, 1) + 1]
        inside = [low <= number < high for number in (min(numbers), max(numbers))]
        spans = min(numbers) < high and max(numbers) >= low
        return "certainly" if all(inside) else "possibly" if spans else "not"

    def _decided(self, name: str, unit: Unit, _rule: DimensionRule, code: str) -> str:
        return "certainly" if code == "total" or len(self.may_be(name, unit, code)) == 1 else "not"

    def _conflict(self, name: str, unit: Unit, _rule: DimensionRule, code: str) -> str:
        return "certainly" if code == "total" or self.in_conflict(name, unit, code) else "not"

    def _decided_by(self, name: str, unit: Unit, rule: DimensionRule, code: str) -> str:
        everyone = set(self.alliance.partners)
        if code == "total":
            return "certainly"
        if code == "all-partners":
            partners = everyone
        elif code.startswith("without-"):
            partners = everyone - {code.removeprefix("without-")}
        else:
            partners = set(code.split("-and-"))
        return "certainly" if self._is_decided(rule, self.may_be(name, unit, rule.attribute, partners)) else "not"

    def _gain(self, name: str, unit: Unit, rule: DimensionRule, code: str) -> str:
        """Say for every true answer that the partner could have given whether it would have decided the unit."""
        may_be = self.may_be(name, unit, rule.attribute)
        if self._is_decided(rule, may_be):
            return "not"
        if code == "open":
            return "certainly"
        extra = next(one for one in rule.extra if one.name == code)
        if extra.partner not in self._speakers(name, unit, rule) or self.in_conflict(name, unit, rule.attribute):
            return "not"
        answers = set()
        for truth in may_be:
            for value in extra.values:
                says = frozenset().union(*(self.under(rule.attribute, notation) for notation in value))
                if truth in says:
                    answers.add(self._is_decided(rule, may_be & says))
        return "certainly" if answers == {True} else "possibly" if True in answers else "not"

    def _speakers(self, name: str, unit: Unit, rule: DimensionRule) -> set[str]:
        return {partner for one in self._sources(name, unit, rule.attribute) for partner, _ in one.rows}

    def _is_decided(self, rule: DimensionRule, may_be: Leaves) -> bool:
        categories = rule.among or self.anything(rule.attribute)
        return any(may_be <= self.under(rule.attribute, category) for category in categories)


_KINDS = {
    "attribute": Referee._attribute,
    "period": Referee._period,
    "phase": Referee._phase,
    "duration": Referee._duration,
    "stock": Referee._stock,
    "magnitude": Referee._magnitude,
    "decided": Referee._decided,
    "conflict": Referee._conflict,
    "decided-by": Referee._decided_by,
    "gain": Referee._gain,
}


def rows_of(contract: Contract, file: Path) -> list[Row]:
    """The rows of a file, with the columns that are derived from others."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=contract.delimiter))
    made = {column.name: column.derived for column in contract.columns if column.derived}
    return [{**row, **{name: _derived(derivation, row) for name, derivation in made.items()}} for row in rows]


def _derived(derivation: Derivation, row: Row) -> str:
    texts = [row[name] for name in derivation.columns]
    text = next(filter(None, texts), "")
    if text and derivation.join is not None:
        text = derivation.join.join(texts)
    if derivation.pattern:
        found = re.search(derivation.pattern, text) if text else None
        text = _group(found) if found else ""
    return dict(derivation.values).get(text, text)


def _group(found: re.Match[str]) -> str:
    return (found[1] or "").strip() if found.re.groups else found[0].strip()


def _values(column: Column, cell: str) -> list[str]:
    """The values in a cell; one that no line of a mapping has, where a pattern finds none."""
    if column.each:
        return [one for one in map(_group, re.finditer(column.each, cell)) if one] or [cell]
    values = [one.strip() for one in cell.split(column.split)] if column.split else [cell]
    return [one for one in values if one]


def rows_that_count(
    contract: Contract, delivered: Sequence[tuple[Delivery, Sequence[Row | None]]]
) -> list[tuple[int, int]]:
    """The rows that no later delivery of a partner corrects or replaces: the number of the delivery, and of the row.

    In place of a row that was withdrawn stands None.
    """
    found = []
    for delivery, rows in delivered:
        later = [one for one in delivered if (one[0].delivered, one[0].number) > (delivery.delivered, delivery.number)]
        for number, row in enumerate(rows, start=1):
            if row is None:
                continue
            corrected = any(other and _has_key(contract, row, other) for _, others in later for other in others)
            replaced = any(_is_of(contract, delivery, row, other) for other, _ in later if other.snapshot)
            if not corrected and not replaced:
                found.append((delivery.number, number))
    return found


def _has_key(contract: Contract, row: Row, other: Row) -> bool:
    return bool(contract.supersedes_by) and all(row[name] == other[name] for name in contract.supersedes_by)


def _is_of(contract: Contract, delivery: Delivery, row: Row, snapshot: Delivery) -> bool:
    """Whether a row is of the population that a snapshot is all of; one without a day goes with its whole delivery."""
    if not contract.snapshot:
        return False
    if not contract.snapshot.by:
        return True
    covers, own = snapshot.covers, delivery.covers
    if row[contract.snapshot.by]:
        day = _date(contract, contract.snapshot.by, row)
        return covers is not None and covers.first_day <= day <= covers.last_day
    return bool(covers and own and covers.first_day <= own.first_day and own.last_day <= covers.last_day)


def _latest(contract: Contract, rule: EventRule, day: date) -> date:
    """The last day of the year or the month that a date says, or that day."""
    span = contract.span_of(rule)
    return next(
        one
        for one in (day + timedelta(number) for number in range(366))
        if not span
        or (one + timedelta(1)).year > day.year
        or (span == "month" and (one + timedelta(1)).month != day.month)
    )


def _day_of_children(having: Sequence[Sequence[Event]], which: Which) -> tuple[date | None, list[date | None]]:
    """The day of an event by those of children, where it is known; with the day of each."""
    days = [min((event.happened for event in events if event.happened), default=None) for events in having]
    end = (max if which in (Which.LAST, Which.ALL) else min)(filter(None, days), default=None)
    return end if which is Which.ANY or all(days) else None, days


def _ends_of_first(events: Sequence[Event]) -> list[date]:
    """The first and the last day that the first of some events can have been; none where no day is known."""
    dated = [(one.happened, one.latest or one.happened) for one in events if one.happened]
    return [min(days) for days in zip(*dated, strict=True)]


def _years_later(day: date, years: int) -> date:
    """The same day so many years later, or the last of February."""
    leap_day = (day.month, day.day) == (2, 29) and (day.year + years) % 4
    return (day - timedelta(1) if leap_day else day).replace(year=day.year + years)


def _all_of(answers: Collection[str]) -> str:
    """Whether all of some answers hold."""
    if "not" in answers:
        return "not"
    return "possibly" if "possibly" in answers else "certainly"


def _is_of_period(day: date, by: str, code: str) -> bool:
    if by == "years":
        begin, end = (int(year) for year in code.split("-"))
        return begin <= day.year <= end
    return {"year": f"{day.year}", "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "month": f"{day:%Y-%m}"}[
        by
    ] == code


def _is_so_long(days: int, classes: tuple[int, ...], code: str) -> bool:
    if code.startswith("left-out"):
        return code == f"left-out-{'backwards' if days < 0 else 'short' if days < classes[0] else ''}"
    if code == "total":
        return days >= classes[0]
    lower, _, upper = code.rstrip("+").partition("-")
    most = 10**9 if code.endswith("+") else int(upper or lower)
    return int(lower) <= days <= most


def _date(contract: Contract, name: str, row: Row) -> date:
    column = next(column for column in contract.columns if column.name == name)
    return datetime.strptime(row[name], column.format or "%Y-%m-%d").date()
