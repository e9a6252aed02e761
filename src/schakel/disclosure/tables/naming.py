"""Names for cells: the requirements of a count, so that equal requirements give the same cell.

A cell of a table asks what its table asks of all units, and what the codes at which it stands ask. Of two cells that
count units of one kind, one that asks all that the other does, and more, is a part of the other: whoever reads both
knows it, though no table shows them beside each other.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from schakel.indicators.defining import speakers
from schakel.indicators.recounting import period_rule
from schakel.model.alliance import Alliance
from schakel.model.asked import Asked
from schakel.model.definition import Criterion, Definition
from schakel.model.indicator import Condition, DimensionRule, Phase
from schakel.model.table import TOTAL, Cell, Dimension, Table
from schakel_protection.tables import Key, Reserved

_RESERVED = frozenset(Reserved)
_SAID_OTHERWISE = ("kind", "name", "label", "show", "phases")
_SAID_BY_CODES: Mapping[str, tuple[str, ...]] = {
    "period": ("years", "since"),
    "stock": ("since",),
    "duration": ("classes",),
    "magnitude": ("classes",),
    "decided": ("attributes",),
    "conflict": ("attributes",),
}
"""By kind the fields that say which codes there are: `1-7` days ask the same beside whichever other classes."""
_EVERYTHING = ("attribute", "period", "decided", "decided-by", "conflict", "delivery", "outcome")
_KNOWN = ("decided", "decided-by")
_OVERLAPPING = ("phase", "decided", "decided-by", "conflict", "gain")
"""The kinds of dimension of which a unit can be in several categories."""
ATTRIBUTE = "attribute "
"""What the question of an attribute begins with, in the name of a cell."""
PHASE, _BETWEEN = "phase", "; "
_EDITION_THEN = re.compile(r"^as known in (\d{4}-\d\d-\d\d)-\S+$")


@dataclass(frozen=True)
class ReleasedTable:
    """A table that leaves, and the release in which its units are all there are (none if they are of the alliance)."""

    table: Table
    within: str = ""

    @property
    def name(self) -> str:
        """Its name among all tables of all releases."""
        return f"{self.within}/{self.table.indicator.name}" if self.within else self.table.indicator.name


def key_of_cell(one: ReleasedTable, cell: Cell) -> Key:
    """Return the name of a cell of a table.

    Returns
    -------
    Key
        Pairs of a variable and a code, sorted. Two cells with one key ask the same of units of one kind.
    """
    rules = {rule.name: rule for rule in one.table.indicator.dimensions}
    sides = zip(one.table.dimensions, cell.coordinates, strict=True)
    pairs = [pair for side, code in sides for pair in _pair(rules.get(side.name), side, code)]
    # Sorted, so that two tables with their dimensions in another order name one cell alike.
    return tuple(sorted([(Reserved.UNIT, _population(one)), *pairs]))


def asks_more(one: ReleasedTable) -> bool:
    """Whether a table asks something of all the units that it shows: how far they came, or that a duration is known."""
    return any(rule.kind not in _EVERYTHING for rule in one.table.indicator.dimensions)


def asking_less(key: Key) -> tuple[Key, ...]:
    """Return the names of cells that ask the same of units however far they came and whatever is known of them.

    The first asks least. If all units came that far, or it is known of all of them, a cell counts the same units.
    """
    known = {pair for pair in key if kind_of(pair[0]) in _KNOWN or pair[1] == TOTAL}
    reached = {pair for pair in key if pair[0] == PHASE}
    dropped = dict.fromkeys(map(frozenset, (known | reached, reached, known)))
    return tuple(tuple(pair for pair in key if pair not in some) for some in dropped if some)


def bounded(key: Key, bound: str) -> Key:
    """Return the name of one bound of a count."""
    return tuple(sorted([*key, (Reserved.BOUND, bound)]))


def _pair(rule: DimensionRule | None, side: Dimension, code: str) -> Iterator[tuple[str, str]]:
    """What a code asks of a unit: nothing, where it is the total of everything."""
    # Other kinds have a total that is no total of everything: that of durations is of the units that have one.
    if code == TOTAL and (rule is None or rule.kind in _EVERYTHING):
        return
    if rule is None:
        yield side.name, code
    elif rule.kind == PHASE:
        yield PHASE, next((_reached(phase) for phase in rule.phases if phase.name == code), code)
    else:
        yield _question(rule, code), code


def _question(rule: DimensionRule, code: str) -> str:
    """The same question has the same name, whatever a table calls it and whichever answers it shows."""
    if rule.kind == "attribute":
        return f"{ATTRIBUTE}{rule.attribute}"
    # Every field that is declared is part of the question, also those that a later version adds: two questions must
    # never pass for one.
    asked = ((one.name, getattr(rule, one.name)) for one in fields(rule) if one.name not in _SAID_OTHERWISE)
    return _said_now(" ".join([rule.kind, *(f"{name}={_plain(value)}" for name, value in asked if value)]), code)


def _said_now(question: str, code: str) -> str:
    """A question without what its code says by itself; of all that have a number remains where the numbers begin."""
    kind, *asked = question.split(" ")
    said = dict(one.partition("=")[::2] for one in asked)
    first = said.get("classes", "").partition("+")[0]
    begins = [f"from={first}"] if first not in ("", "0") and not code[:1].isdigit() else []
    return " ".join(
        [kind, *(one for one in asked if one.partition("=")[0] not in _SAID_BY_CODES.get(kind, ())), *begins]
    )


def named_now(key: Key) -> Key:
    """Return the name of a cell as it is given now; a name of today stays as it is.

    Earlier versions named a class after all that were declared, and an earlier day after its edition.
    """
    now = tuple(_pair_now(name, code) for name, code in key)
    return key if now == key else tuple(sorted(now))


def _pair_now(name: str, code: str) -> tuple[str, str]:
    if name == Reserved.STATED:
        *conditions, last = (_condition_now(said) for said in code.split(_BETWEEN))
        # Whose rows must name the unit is said at the end.
        parts = [*sorted(conditions), last] if last.startswith("by ") else sorted([*conditions, last])
        return name, _BETWEEN.join(parts)
    return (name if name in _RESERVED else _said_now(name, code)), code


def _condition_now(said: str) -> str:
    asked, equals, of = _EDITION_THEN.sub(r"as known on \1", said).rpartition("=")
    return f"{_said_now(asked, of)}{equals}{of}"


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "+".join(_plain(getattr(part, "name", getattr(part, "partner", part))) for part in value)
    return str(value)


def _reached(what: Phase | Condition) -> str:
    since = f"since {what.since}" if what.since else ""
    within = f"within {what.within} of {what.of}" if isinstance(what, Phase) and what.within else ""
    return " ".join(part for part in (what.event, what.attribute, what.concept, since, within) if part)


def _population(one: ReleasedTable) -> str:
    indicator = one.table.indicator
    conditions = sorted(one for said in indicator.population for one in _asked_of_all(said))
    within = [f"within {one.within}"] if one.within else []
    return _BETWEEN.join([indicator.unit, *conditions, *within])


def _asked_of_all(condition: Condition) -> Iterator[str]:
    """What a condition asks: an event since a day asks for the event as well."""
    if condition.since and not condition.excluded:
        yield _reached(replace(condition, since=None))
    yield f"{'not ' * condition.excluded}{_reached(condition)}"


def kind_of(question: str) -> str:
    """Return the kind of dimension that a question of a name is about."""
    return question.partition(" ")[0]


def overlaps(question: str, schemes: Collection[str]) -> bool:
    """Whether a unit can be in several categories of a question, as it is named.

    Parameters
    ----------
    schemes
        The attributes of which a unit has one concept.
    """
    if question.startswith(ATTRIBUTE):
        return question.removeprefix(ATTRIBUTE) not in schemes
    return kind_of(question) in _OVERLAPPING


def conditions_of(key: Key) -> tuple[str, list[str]]:
    """Return the kind of unit that a cell is about, and the conditions of its population."""
    unit, *conditions = dict(key).get(Reserved.UNIT, "").split(_BETWEEN)
    return unit, conditions


def unit_of(key: Key) -> str:
    """Return the kind of unit that a cell is about, by its name; empty of a cell that is named otherwise."""
    return conditions_of(key)[0]


def asked_by_key(key: Key) -> Asked | None:
    """Read off the name of a cell, of one bound or of both, what it asks; None of a cell that is no count of units.

    Parameters
    ----------
    key
        As `key_of_cell` gives it, with or without a pair that names one of its bounds.

    Returns
    -------
    Asked or None
        The kind of unit, and the conditions that its units meet.
    """
    said = {variable: code for variable, code in key if variable in _RESERVED and variable != Reserved.BOUND}
    if set(said) != {Reserved.UNIT}:
        return None
    unit, conditions = conditions_of(key)
    pairs = (pair for pair in key if pair[0] not in _RESERVED)
    return Asked(unit, frozenset([*conditions, *(_condition(*pair) for pair in pairs)]))


def _condition(question: str, code: str) -> str:
    """A code said as a condition of a population would be."""
    if question == PHASE:
        return code
    if question.startswith(ATTRIBUTE):
        return f"{question.removeprefix(ATTRIBUTE)} {code}"
    return f"{question}={code}"


def asked_by_definition(definition: Definition, alliance: Alliance, edition: str) -> Asked:
    """Return what a definition asks; of another `edition` than this one, that units were known then.

    Parameters
    ----------
    alliance
        Says whose rows name the unit: a source that is all of them asks nothing.
    edition
        The name of the edition that is published.

    Returns
    -------
    Asked
        Equal for two definitions that ask the same of a unit, whatever their tables call it.
    """
    criteria = [_criterion(one) for one in definition.population | definition.classification]
    if definition.date:
        criteria.append(
            _condition(_question(period_rule(definition.date, definition.period), definition.period), definition.period)
        )
    moment = definition.moment if definition.moment != edition else ""
    source = definition.source if not definition.source >= speakers(definition.unit, alliance) else frozenset()
    return Asked(definition.unit, frozenset(criteria), source, moment)


def _criterion(criterion: Criterion) -> str:
    rule = criterion.rule
    said = (
        _reached(rule.phases[0]) if rule.kind == PHASE else _condition(_question(rule, criterion.code), criterion.code)
    )
    return f"not {said}" if criterion.excluded else said
