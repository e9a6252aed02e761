"""Numbers of the units on the lists, such as an age: the lowest and highest possible, as query tables.

They are the ends of what the rows say that put a unit on the lists: where rows state several numbers, or a concept
stands for several, it can be any between. A row that leaves everything open says nothing, and where no row says
anything the number can be all that the question allows. Numbers beyond its ends count as these.
"""

from collections.abc import Iterator, Mapping, Sequence

from schakel.model.concept import ConceptScheme
from schakel.research.prevalence.question import UnitNumber
from schakel.vocabulary.masks import columns_in, mask_columns, meets, together
from schakel_base.database import quote_text, quote_texts

Schemes = Mapping[str, ConceptScheme]
"""The scheme of each attribute that tells a number."""


def number_columns(numbers: Sequence[UnitNumber]) -> tuple[str, ...]:
    """Return the columns with the ends of numbers, of each the least before the most."""
    return tuple(f"{end} of number {place}" for place, _ in enumerate(numbers, 1) for end in ("least", "most"))


def table_of(place: int) -> str:
    """Return the table with the ends of a number, `least` and `most`, of each `unit_id`."""
    return f"number_{place}"


def tables(numbers: Sequence[UnitNumber], schemes: Schemes) -> Iterator[str]:
    """Yield the tables with the ends of each number, as parts of a query that has `listed`: rows of units on lists."""
    for place, number in enumerate(numbers, 1):
        if not number.through:
            yield f"{table_of(place)} AS ({_years(number)})"
            continue
        rows = _concepts(number, schemes[number.attribute]) if number.attribute else _magnitudes(number)
        yield f"row_{place} AS ({rows})"
        yield f"{table_of(place)} AS ({_of_units(number, place)})"


def _years(number: UnitNumber) -> str:
    year = _allowed("year(min(happened))", number)
    return f"SELECT unit_id, {year} AS least, {year} AS most FROM listed GROUP BY unit_id"


def _magnitudes(number: UnitNumber) -> str:
    ends = f"{_allowed('min(least)', number)} AS least, {_allowed('max(most)', number)} AS most"
    return _by_row("magnitudes", number, f"magnitude = {quote_text(number.magnitude)}", ends)


def _concepts(number: UnitNumber, scheme: ConceptScheme) -> str:
    """Claims about the units that a row names intersect; a concept without a number allows any."""
    mask = together(columns_in("attributes", mask_columns("mask", scheme.words)))
    others = ~scheme.leaves_of(*(notation for notation, _ in number.values))
    stands_for = [(scheme.leaves_of(notation), value) for notation, value in number.values]
    stands_for += [(others, number.every[0]), (others, number.every[-1])]
    told = ", ".join(f"CASE WHEN {meets(mask, concepts)} THEN {value} END" for concepts, value in stands_for)
    ends = ", ".join(
        f"CAST({end}({told}) AS DOUBLE) AS {name}" for end, name in (("least", "least"), ("greatest", "most"))
    )
    return _by_row("attributes", number, f"attribute = {quote_text(number.attribute)}", ends)


def _by_row(source: str, number: UnitNumber, condition: str, ends: str) -> str:
    return (
        f"SELECT partner, delivery, row, {ends} FROM key_map JOIN {source} USING (unit, unit_id) "
        f"WHERE unit IN ({quote_texts(number.through)}) AND {condition} GROUP BY partner, delivery, row"
    )


def _of_units(number: UnitNumber, place: int) -> str:
    first, last = number.every[0], number.every[-1]
    says = f"FILTER (WHERE least > {first} OR most < {last})"
    return (
        f"SELECT unit_id, coalesce(min(least) {says}, {first}) AS least, coalesce(max(most) {says}, {last}) AS most "
        f"FROM listed LEFT JOIN row_{place} USING (partner, delivery, row) GROUP BY unit_id"
    )


def _allowed(number: str, of: UnitNumber) -> str:
    """The nearest value that the question allows."""
    first, last = of.every[0], of.every[-1]
    steps = f"round((least(greatest({number}, {first}), {last}) - {first}) / {of.step})"
    return f"CAST({first} + {of.step} * {steps} AS DOUBLE)"
