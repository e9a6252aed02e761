"""What can be asked: units, populations, dimensions and statistics that the tables of a product declare.

Nothing here looks at data. What a question may hold follows from declarations and from earlier questions alone, so that
an answer that is refused, or has to wait, tells nothing of what was counted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from schakel.indicators import labels
from schakel.model.alliance import Alliance
from schakel.model.indicator import OF_QUANTITIES, QUANTITIES, Condition, DimensionRule, Indicator, Statistic, Status
from schakel.model.product import Product
from schakel.model.table_question import TableQuestion
from schakel_base.errors import RequestError
from schakel_base.text import NOTHING, Text

KINDS_ASKED = ("attribute", "period", "phase", "duration", "magnitude")
"""The kinds of dimension by which can be asked; the others tell of registrations and not of what is registered."""
STATISTICS_ASKED = ("share", *OF_QUANTITIES)
MOST_DIMENSIONS = 3
MOST_CELLS = 2_000
"""Caps on every question, for everybody: a table of more is none that somebody reads."""


@dataclass(frozen=True)
class Askable:
    """What can be asked of one kind of unit.

    Parameters
    ----------
    dimensions
        By the name under which each is asked: its own, or that with the table behind it where two bear one name.
    populations
        By the first table that declares each.
    population_by_table
        What each declared table asks of every unit.
    tables
        For each declared table the names of its dimensions here, in their order.
    statistics
        The kinds of statistic that its tables declare, with what they are called.
    """

    unit: str
    dimensions: Mapping[str, DimensionRule]
    populations: Mapping[str, tuple[Condition, ...]]
    population_by_table: Mapping[str, tuple[Condition, ...]]
    tables: Mapping[str, tuple[str, ...]]
    statistics: Mapping[str, Text]

    def families(self, waiting: Sequence[TableQuestion] = ()) -> frozenset[frozenset[str]]:
        """Return the sets of dimensions that can be asked together: pairs, those of a table, and what waited."""
        pairs = (frozenset(pair) for size in (1, 2) for pair in combinations(self.dimensions, size))
        asked = (frozenset(one.asked) for one in waiting if one.unit == self.unit)
        waited = (one for one in asked if len(one) <= MOST_DIMENSIONS and one <= set(self.dimensions))
        return frozenset([*pairs, *map(frozenset, self.tables.values()), *waited]) | {frozenset[str]()}

    @property
    def drawn(self) -> tuple[tuple[str, str], ...]:
        """Each statistic with a dimension along which it can be drawn: shares are of parts, others of quantities."""
        kinds = {name: rule.kind for name, rule in self.dimensions.items()}
        return tuple(
            (statistic, name)
            for statistic in self.statistics
            for name, kind in kinds.items()
            if kind != "period" and (statistic != "share") == (kind in QUANTITIES)
        )

    def population_of(self, question: TableQuestion) -> tuple[Condition, ...]:
        """Return what a question asks of every unit."""
        return self.populations[question.population or next(iter(self.populations))]


def askable(alliance: Alliance, product: Product) -> dict[str, Askable]:
    """Return what can be asked under a product, by kind of unit, without kinds for which a product shows true sums.

    That such a sum is shown says that ten contribute at least: beside an answer that lies within nine of the count,
    that can leave a single number, whichever product the two left under.
    """
    tables = [alliance.indicators[name] for name in product.tables]
    units = dict.fromkeys(one.unit for one in tables)
    everywhere = {name for one in (product, *alliance.products.values()) for name in one.tables}
    told = frozenset[str]().union(*(units_of_sums(alliance.indicators[name]) for name in everywhere))
    offers = (_askable(unit, [one for one in tables if one.unit == unit]) for unit in units if unit not in told)
    return {one.unit: one for one in offers if one.dimensions}


def left_out(alliance: Alliance, product: Product, offered: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of unit that tables of a product count and about which nothing can be asked."""
    counted = dict.fromkeys(alliance.indicators[name].unit for name in product.tables)
    return tuple(unit for unit in counted if unit not in offered)


def units_of_sums(table: Indicator) -> frozenset[str]:
    """Return the kinds of unit that a table's sums show to be ten or more: its own, and those that contribute."""
    return frozenset(unit for unit in (table.unit, table.amount.per) if unit) if table.amount else frozenset()


def _askable(unit: str, tables: Sequence[Indicator]) -> Askable:
    named = _named(tables)
    names = {_bare(rule): name for name, rule in named.items()}
    populations: dict[tuple[Condition, ...], str] = {}
    for one in tables:
        populations.setdefault(one.population, one.name)
    return Askable(
        unit,
        named,
        {name: conditions for conditions, name in populations.items()},
        {one.name: one.population for one in tables},
        {one.name: tuple(names[_bare(rule)] for rule in one.dimensions if rule.kind in KINDS_ASKED) for one in tables},
        {kind.kind: kind.label for one in tables for kind in one.statistics if kind.kind in STATISTICS_ASKED},
    )


def _named(tables: Sequence[Indicator]) -> dict[str, DimensionRule]:
    """The different dimensions of some tables by name, each with all categories that one of these shows."""
    found: dict[DimensionRule, tuple[str, DimensionRule]] = {}
    for one in tables:
        for rule in one.dimensions:
            if rule.kind in KINDS_ASKED:
                table, known = found.get(_bare(rule), (one.name, rule))
                show = tuple(dict.fromkeys([*known.show, *rule.show])) if known.show and rule.show else ()
                found[_bare(rule)] = table, replace(known, show=show)
    used = [rule.name for _, rule in found.values()]
    return {
        name: replace(rule, name=name)
        for table, rule in found.values()
        for name in [rule.name if used.count(rule.name) == 1 else f"{rule.name}-of-{table}"]
    }


def _bare(rule: DimensionRule) -> DimensionRule:
    """What decides which units are in which category, whatever tables call it and show of it."""
    phases = tuple(replace(phase, label=NOTHING) for phase in rule.phases)
    return replace(rule, name="", label=NOTHING, show=(), phases=phases)


def require_askable(question: TableQuestion, offered: Mapping[str, Askable]) -> Askable:
    """Require that a question holds nothing but what is declared, and is not over the caps.

    Raises
    ------
    RequestError
        In fixed words, from public facts alone.
    """
    if question.unit not in offered:
        raise RequestError(
            "no unit `{name}` can be asked under this product; there are: {names}", **_known(question.unit, offered)
        )
    one = offered[question.unit]
    for name in question.asked:
        if name not in one.dimensions:
            raise RequestError(
                "no dimension `{name}` can be asked under this product; there are: {names}",
                **_known(name, one.dimensions),
            )
    if question.population and question.population not in one.populations:
        raise RequestError(
            "no population `{name}` can be asked under this product; there are: {names}",
            **_known(question.population, one.populations),
        )
    for kind, along in question.statistics:
        if kind not in one.statistics:
            raise RequestError(
                "no statistic `{name}` can be asked under this product; there are: {names}",
                **_known(kind, one.statistics),
            )
        if along not in question.dimensions or (kind, along) not in one.drawn:
            raise RequestError("the statistic {kind} cannot be computed along `{along}`", kind=kind, along=along)
    if not question.dimensions:
        raise RequestError("a question needs at least one dimension")
    if len(set(question.asked)) < len(question.asked):
        raise RequestError("a question names each dimension once")
    if len(question.asked) > MOST_DIMENSIONS:
        raise RequestError(
            "a question has at most {most} dimensions; this one has {number}",
            most=MOST_DIMENSIONS,
            number=len(question.asked),
        )
    return one


def _known(name: str, known: Mapping[str, object]) -> dict[str, str]:
    """What is said about a name that is not declared: all that are."""
    return {"name": name, "names": ", ".join(known) or "–"}


def indicator_of(question: TableQuestion, offer: Askable, alliance: Alliance) -> Indicator:
    """Return the declared count that a question is: one that could be an indicator of the alliance."""
    rules = [offer.dimensions[name] for name in (*question.dimensions, *(name for name, _ in question.only))]
    plural = alliance.units[question.unit].plural
    by = labels.listed([rule.label for rule in rules], ", ") if rules else NOTHING
    return Indicator(
        name="-".join(["asked", question.unit, *question.asked]),
        title=_opening(labels.listed([plural, by], ": ") if by else plural),
        definition=_defined(plural, alliance.indicators[_of_population(question, offer)[0]].title),
        unit=question.unit,
        dimensions=tuple(rules),
        population=offer.population_of(question),
        statistics=tuple(Statistic(kind, along, offer.statistics[kind]) for kind, along in question.statistics),
        status=Status.PROVISIONAL,
        source=alliance.indicators[_of_population(question, offer)[0]].source,
        counted=_counted(question, offer, alliance),
    )


def _opening(text: Text) -> Text:
    return Text({tag: f"{said[:1].upper()}{said[1:]}" for tag, said in text.by_language.items()})


def _defined(plural: Text, table: Text) -> Text:
    """What is counted: the units, in the population of a declared table."""
    said = {
        tag: labels.word("asked", one, table.in_language(tag)).in_language(tag)
        for tag, one in plural.by_language.items()
    }
    return Text(said)


def _counted(question: TableQuestion, offer: Askable, alliance: Alliance) -> Text:
    """What its population is called, where a table that has it says so."""
    same = _of_population(question, offer)
    return next((alliance.indicators[name].counted for name in same if alliance.indicators[name].counted), NOTHING)


def _of_population(question: TableQuestion, offer: Askable) -> list[str]:
    wanted = offer.population_of(question)
    return [name for name, population in offer.population_by_table.items() if population == wanted]


def conditions(offer: Askable) -> tuple[Condition, ...]:
    """Return the conditions of all populations, each once."""
    return tuple(dict.fromkeys(one for population in offer.populations.values() for one in population))
