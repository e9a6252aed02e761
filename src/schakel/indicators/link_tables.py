"""The quality of linking as ordinary tables: counts of persons and pairs of records, protected as such.

What was measured is in tables of counts that `identity` wrote; here they become figures with words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, combinations, product
from typing import Any

import pyarrow as pa

from schakel.indicators.labels import word
from schakel.model.alliance import Alliance
from schakel.model.indicator import DimensionRule, Indicator, Statistic
from schakel.model.table import TOTAL, Category, Cell, Dimension, Grounding, Table
from schakel_base.text import Text

Links = Mapping[str, pa.Table]
Figures = dict[tuple[str, ...], int]
"""What was found, by the codes of its categories."""
SHARED, HIDDEN, FIGURES, DOUBTS = "linked_persons", "hidden_numbers", "linked_figures", "link_doubts"
SAMPLED = "link_sample"
LINK_TABLES = (SHARED, HIDDEN, FIGURES, DOUBTS, SAMPLED)
"""What `identity` measured, by the name of its file."""

ROW, PAIR, DOUBT = "row", "pair", "doubt"
_HOW = (TOTAL, "by-number", "by-name")
_OUTCOMES = ("found", "missed", "missed-least", "missed-most", "wrong", "wrong-least", "wrong-most")
_RATIOS = ("recall", "recall-interval", "precision", "precision-interval")
_OF = ("joined", "apart")
_SAMPLED = ("drawable", "confirmed", "refuted", "undecided", "one-least", "one-most")
_COUNTED, _DRAWN = "counted", "draws-low"
_READINGS = ("all-joined", _DRAWN, _COUNTED, "draws-high", "numbers-alone")


def link_tables(alliance: Alliance, links: Links, synthetic: bool) -> tuple[Table, ...]:
    """Return the tables of a linkage: none where nothing was linked.

    Parameters
    ----------
    links
        What `identity` measured, by the names in `LINK_TABLES`.
    """
    if alliance.persons is None or not links or not links[SHARED].num_rows:
        return ()
    tables = (
        _shared(alliance, links[SHARED].to_pylist(), synthetic),
        # Without a number nothing shows what names alone would find.
        *([_hidden(alliance, links[HIDDEN].to_pylist(), synthetic)] if alliance.persons.numbers else []),
        _figures(alliance, links[FIGURES].to_pylist(), synthetic),
        _doubts(links[DOUBTS].to_pylist(), synthetic),
        *_sampled(alliance, links[SAMPLED].to_pylist(), synthetic),
    )
    # Where one partner names persons there are no pairs of partners, and no table of what these have in common.
    return tuple(table for table in tables if all(side.categories for side in table.dimensions))


def quality_indicator(name: str, unit: str, *dimensions: str) -> Indicator:
    """Return the indicator of a table about quality, in the words of the room."""
    sides = tuple(DimensionRule(kind=side, name=side, label=word(side)) for side in dimensions)
    return Indicator(name, word(name), word(f"{name} definition"), unit, sides, chart="none")


def _groups(alliance: Alliance) -> dict[str, Text]:
    assert alliance.persons is not None
    return {TOTAL: word("everybody"), **{one.name: one.label for one in alliance.persons.groups}}


def _shared(alliance: Alliance, rows: Sequence[Mapping[str, Any]], synthetic: bool) -> Table:
    """A base cell holds the persons about whom the same is known, so that every pair of partners sums the same ones."""
    pairs = [pair for pair in combinations(_naming(alliance), 2) if any(_meet(row, pair) for row in rows)]
    cells = [
        Cell((_code(pair), group, how), inside, inside)
        for pair in pairs
        for group in _groups(alliance)
        for how in _HOW
        for inside in [tuple(n for n, row in enumerate(rows) if _is_in(row, pair, group, how))]
    ]
    categories = (Category(_code(pair), _both(alliance, pair), grounding=Grounding.FOUND) for pair in pairs)
    return Table(
        indicator=quality_indicator("linked-persons", _unit(alliance), "partners", "group", "linked"),
        dimensions=(
            Dimension("partners", word("partners"), tuple(categories)),
            _dimension("group", _groups(alliance)),
            _dimension("linked", {how: word("linked at all" if how == TOTAL else how) for how in _HOW}),
        ),
        cells=tuple(cells),
        base=tuple(row["persons"] for row in rows),
        synthetic=synthetic,
    )


def _dimension(name: str, labels: Mapping[str, Text]) -> Dimension:
    return Dimension(
        name, word(name), tuple(Category(code, label, 0 if code == TOTAL else 1) for code, label in labels.items())
    )


def _code(pair: tuple[str, str]) -> str:
    # Sorted, so that a pair has one code, whichever partner is declared first.
    return "--".join(sorted(pair))


def _meet(row: Mapping[str, Any], pair: tuple[str, str]) -> bool:
    return set(pair) <= set(row["partners"])


def _is_in(row: Mapping[str, Any], pair: tuple[str, str], group: str, how: str) -> bool:
    by_number = " ".join(sorted(pair)) in row["by_number"]
    # By name means: by nothing better. Whoever is linked by a number as well is linked by number.
    wanted = how == TOTAL or by_number == (how == "by-number")
    return _meet(row, pair) and wanted and (group == TOTAL or group in row["groups"])


def _both(alliance: Alliance, pair: tuple[str, str]) -> Text:
    one, other = (alliance.partners[name].title for name in sorted(pair))
    return Text({name: f"{one.in_language(name)} – {other.in_language(name)}" for name in alliance.languages})


def _naming(alliance: Alliance) -> list[str]:
    """The partners that write names; those that write numbers alone can be linked by nothing else."""
    assert alliance.persons is not None
    names = alliance.persons.identifying - alliance.persons.numbers
    return [name for name, one in alliance.partners.items() if not names.isdisjoint(one.contract.person_columns)]


def _unit(alliance: Alliance) -> str:
    """The unit that persons are counted as: what is keyed by a person alone."""
    assert alliance.persons is not None
    for partner in alliance.partners.values():
        for key in partner.contract.units:
            if partner.contract.names_person(key, alliance.persons):
                return key.unit
    return ROW


def _hidden(alliance: Alliance, rows: Sequence[Mapping[str, Any]], synthetic: bool) -> Table:
    found: Figures = {(row["group"] or TOTAL, row["outcome"]): row["pairs"] for row in rows}
    groups = {code: label for code, label in _groups(alliance).items() if (code, _OUTCOMES[0]) in found}
    outcomes = {code: word(code) for code in _OUTCOMES}
    table = _of_figures("names-alone", PAIR, {"group": groups, "outcome": outcomes}, found, synthetic)
    ratios = tuple(Statistic(kind, "outcome", word(kind)) for kind in _RATIOS)
    return replace(table, indicator=replace(table.indicator, statistics=ratios))


def _figures(alliance: Alliance, rows: Sequence[Mapping[str, Any]], synthetic: bool) -> Table:
    found: Figures = {(row["partner"] or TOTAL, row["reading"]): row["persons"] for row in rows}
    titles = {name: alliance.partners[name].title for name in _naming(alliance) if (name, _READINGS[0]) in found}
    partners = {TOTAL: word("all partners together"), **titles}
    readings = {reading: word(reading) for reading in _READINGS if (TOTAL, reading) in found}
    for partner in partners:
        # The draws are of chance, and one of them can lie on the wrong side of what was counted by a person or two.
        in_order = _in_order({one: found[partner, one] for one in readings})
        found |= {(partner, one): number for one, number in zip(readings, in_order, strict=True)}
    sides = {"partner": partners, "reading": readings}
    table = _of_figures("linked-figures", _unit(alliance), sides, found, synthetic)
    if _DRAWN in readings:
        return table
    return replace(table, indicator=replace(table.indicator, definition=word("linked-figures no range")))


def _in_order(readings: Mapping[str, int]) -> Sequence[int]:
    """The readings of one figure, each at least the one before: the number as counted lies within its own bounds."""
    counted = readings[_COUNTED]
    before = _READINGS[: _READINGS.index(_COUNTED)]
    within = (min(one, counted) if name in before else max(one, counted) for name, one in readings.items())
    # The largest so far: each reading is at least the one before it.
    return list(accumulate(within, max))


def _sampled(alliance: Alliance, rows: Sequence[Mapping[str, Any]], synthetic: bool) -> Iterator[Table]:
    """What people found in pairs drawn at random: no table where nobody looked at any."""
    found: Figures = {(row["of"], row["group"] or TOTAL, row["outcome"]): row["pairs"] for row in rows}
    if found:
        sides = {
            "sample": {of: word(f"sample of {of}") for of in _OF},
            "group": _groups(alliance),
            "outcome": {code: word(code) for code in _SAMPLED},
        }
        yield _of_figures("clerical-sample", PAIR, sides, found, synthetic)


def _doubts(rows: Sequence[Mapping[str, Any]], synthetic: bool) -> Table:
    found: Figures = {(row["doubt"],): row["number"] for row in rows}
    doubts = {row["doubt"]: word(row["doubt"]) for row in rows}
    return _of_figures("links-in-doubt", DOUBT, {"doubt": doubts}, found, synthetic)


def _of_figures(
    name: str, unit: str, sides: Mapping[str, Mapping[str, Text]], found: Figures, synthetic: bool
) -> Table:
    """Return a table of figures that add up to nothing: each that was found is a base cell of its own."""
    wanted = [one for one in product(*sides.values()) if one in found]
    return Table(
        indicator=quality_indicator(name, unit, *sides),
        dimensions=tuple(_dimension(side, labels) for side, labels in sides.items()),
        cells=tuple(Cell(one, (place,), (place,)) for place, one in enumerate(wanted)),
        base=tuple(found[one] for one in wanted),
        synthetic=synthetic,
    )
