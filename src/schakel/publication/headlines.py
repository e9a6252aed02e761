"""What a table says in one sentence, written from its published figures alone.

A sentence states nothing that the figures do not: of an uncertain group it says at least how many, never how many.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schakel.disclosure.protected import ProtectedCell, ProtectedTable
from schakel.model.figure import Figure
from schakel.model.indicator import Indicator
from schakel.model.table import Category, Dimension
from schakel.publication.arrangement import Cells
from schakel.publication.localisation import Localisation


@dataclass(frozen=True)
class Headline:
    """The main figure of a table in words, and the sentence that goes with it."""

    figure: str
    sentence: str


@dataclass(frozen=True)
class _Reader:
    """Reads one table, with all but one dimension at their first category."""

    table: ProtectedTable
    unit: str
    language: Localisation

    def at(self, dimension: Dimension, category: Category) -> ProtectedCell | None:
        return Cells(self.table).get({dimension.name: category.code})

    def of_kind(self, kind: str) -> Dimension | None:
        names = [rule.name for rule in self.table.indicator.dimensions if rule.kind == kind]
        return next((one for one in self.table.dimensions if one.name in names), None)

    def first(self) -> Headline:
        """The figure of the whole table, and its unit."""
        first = [dimension.categories[0] for dimension in self.table.dimensions]
        narrower = [self.language.text(category.label) for category in first if category.level > 0]
        unit = f"{self.unit} ({', '.join(narrower)})" if narrower else self.unit
        return Headline(self.language.figure(self.table.cells[0].count), unit)


def headline(table: ProtectedTable, unit: str, language: Localisation) -> Headline:
    """Return what a table says, by what its indicator declares."""
    reader = _Reader(table, unit, language)
    return next((said for tell in _TELLERS if (said := tell(reader))), reader.first())


def _median(reader: _Reader) -> Headline | None:
    declared = next((one for one in reader.table.indicator.statistics if one.kind == "median"), None)
    figure = reader.table.cells[0].statistics.get("median")
    if not declared or not figure:
        return None
    return Headline(reader.language.figure(figure, "median"), f"{reader.language.text(declared.label)}.")


def _phases(reader: _Reader) -> Headline | None:
    """How many there are in the first phase, and how many of those in each later one."""
    phases = reader.of_kind("phase")
    if not phases:
        return None
    later = [_phase(reader, phases, category) for category in phases.categories[1:]]
    first = reader.first()
    return Headline(first.figure, f"{first.sentence}. {'. '.join(said for said in later if said)}.")


def _phase(reader: _Reader, phases: Dimension, category: Category) -> str:
    cell = reader.at(phases, category)
    if not cell:
        return ""
    label, said = reader.language.label(category.label), reader.language.figure(cell.count)
    share = cell.statistics.get("share")
    shown = f" ({reader.language.figure(share, 'share')})" if share and not share.mark else ""
    return f"{label}: {said}{shown}"


def _periods(reader: _Reader) -> Headline | None:
    """From the first period to the last."""
    periods = reader.of_kind("period")
    shown = [category for category in periods.categories if category.level > 0] if periods else []
    if not periods or len(shown) < 2 or not (reader.table.indicator.chart == "trend" or periods is _main(reader.table)):
        return None
    cells = [reader.at(periods, category) for category in (shown[0], shown[-1])]
    first, last = (cell.count if cell else None for cell in cells)
    if first is None or last is None:
        return None
    whole = reader.first()
    sentence = reader.language.say(
        "{units}. From {first} ({first_period}) to {last} ({last_period}){trend}.",
        units=whole.sentence,
        first_period=reader.language.label(shown[0].label),
        first=reader.language.figure(first),
        last_period=reader.language.label(shown[-1].label),
        last=reader.language.figure(last),
        trend=_trend(first, last, reader.language),
    )
    return Headline(whole.figure, sentence)


def _trend(first: Figure, last: Figure, language: Localisation) -> str:
    """Fewer or more, where the bounds of the two periods leave no doubt."""
    if first.lower is None or last.lower is None or first.upper is None or last.upper is None:
        return ""
    if last.upper < first.lower:
        return language.say(": fewer")
    if last.lower > first.upper:
        return language.say(": more")
    return language.say(": as many") if first.is_exact and last.is_exact else language.say(": fewer or more is open")


def _decided(reader: _Reader) -> Headline | None:
    """Of what least is known."""
    attributes = reader.of_kind("decided")
    if not attributes:
        return None
    known = [(category, cell) for category in attributes.categories[1:] if (cell := reader.at(attributes, category))]
    shares = [(category, cell.statistics["share"]) for category, cell in known if "share" in cell.statistics]
    shares = [(category, share) for category, share in shares if not share.mark]
    if not shares:
        return None
    category, share = min(shares, key=lambda one: (one[1].lower or 0, one[0].code))
    sentence = reader.language.say(
        "{units}: share of which “{attribute}” is known, the least known of all.",
        units=reader.unit,
        attribute=reader.language.text(category.label),
    )
    return Headline(reader.language.figure(share, "share"), sentence)


def _decided_by(reader: _Reader) -> Headline | None:
    """The share that all partners decide together, the second category after the total."""
    groups = reader.of_kind("decided-by")
    cell = reader.at(groups, groups.categories[1]) if groups else None
    if not groups or not cell:
        return None
    share = cell.statistics.get("share")
    figure = reader.language.figure(share, "share") if share else reader.language.figure(cell.count)
    return Headline(figure, f"{reader.first().sentence}: {reader.language.text(groups.categories[1].label)}.")


def _gain(reader: _Reader) -> Headline | None:
    """How many are not decided, and the attribute that would settle most of them: the first, as they are ranked."""
    extra = reader.of_kind("gain")
    cell = reader.at(extra, extra.categories[1]) if extra else None
    if not extra or not cell or cell.count.mark:
        return None
    undecided, first = extra.categories[:2]
    message = _exactly if cell.count.is_exact else _at_least
    said = message(reader.language, reader.language.label(first.label), cell.count)
    whole = reader.first()
    return Headline(whole.figure, f"{whole.sentence}: {reader.language.text(undecided.label)}. {said}")


def _conflict(reader: _Reader) -> Headline | None:
    """What is contradicted most."""
    attributes = reader.of_kind("conflict")
    if not attributes:
        return None
    known = [(category, cell) for category in attributes.categories[1:] if (cell := reader.at(attributes, category))]
    known = [(category, cell) for category, cell in known if not cell.count.mark]
    if not known:
        return None
    category, cell = max(known, key=lambda one: one[1].count.lower or 0)
    sentence = reader.language.say(
        "{units} on which the sources contradict each other about “{attribute}”, the most contradicted of all.",
        units=reader.unit,
        attribute=reader.language.text(category.label),
    )
    return Headline(reader.language.figure(cell.count), sentence)


def _largest(reader: _Reader) -> Headline | None:
    """The whole, and the group of which most are certain: the largest, where the bounds leave no doubt."""
    dimension = _main(reader.table)
    groups = [
        (category, cell.count)
        for category in _finest(dimension)
        if (cell := reader.at(dimension, category)) and not cell.count.mark
    ]
    if not groups:
        return None
    category, figure = max(groups, key=lambda one: (one[1].lower or 0, one[0].code))
    whole = reader.first()
    if not figure.lower:
        return whole
    return Headline(whole.figure, f"{whole.sentence}. {_told(reader.language, category, figure, groups)}")


def _told(language: Localisation, category: Category, figure: Figure, groups: Sequence[tuple[Category, Figure]]) -> str:
    """A group and its figure; that it is the largest only where no other can be larger."""
    others = [other.upper or 0 for one, other in groups if one is not category]
    if others and (figure.lower or 0) > max(others):
        group = language.text(category.label)
        return language.say("Most: {group}, {figure}.", group=group, figure=language.in_words(figure))
    message = _exactly if figure.is_exact else _at_least
    return message(language, language.label(category.label), figure)


def _exactly(language: Localisation, group: str, figure: Figure) -> str:
    return language.say("{group}: {figure}.", group=group, figure=language.figure(figure))


def _at_least(language: Localisation, group: str, figure: Figure) -> str:
    assert figure.lower is not None and figure.upper is not None
    return language.say(
        "{group}: at least {lower}, at most {upper}.",
        group=group,
        lower=language.number(figure.lower),
        upper=language.number(figure.upper),
    )


_TELLERS: tuple[Callable[[_Reader], Headline | None], ...] = (
    _median,
    _periods,
    _decided_by,
    _gain,
    _phases,
    _decided,
    _conflict,
    _largest,
)


def _main(table: ProtectedTable) -> Dimension:
    indicator: Indicator = table.indicator
    along = next((statistic.along for statistic in indicator.statistics), table.dimensions[0].name)
    return next(dimension for dimension in table.dimensions if dimension.name == along)


def _finest(dimension: Dimension) -> list[Category]:
    """The categories with none under them, in a list in which each stands directly before those under it."""
    following = [*[category.level for category in dimension.categories[1:]], 0]
    return [one for one, level in zip(dimension.categories, following, strict=True) if 0 < one.level >= level]
