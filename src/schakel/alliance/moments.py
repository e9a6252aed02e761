"""The earlier reference dates that comparisons use, which are counted with each edition."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schakel.model.alliance import Alliance
from schakel.model.product import DeclaredComparison, Product
from schakel.model.written_figure import WrittenFigure, read_written


@dataclass(frozen=True)
class Moment:
    """An earlier reference date, and the tables for which comparisons ask what was known then, or compare with it."""

    as_of: date
    tables: tuple[str, ...]


def comparisons_by(alliance: Alliance, product: Product, as_of: date) -> tuple[DeclaredComparison, ...]:
    """Return the comparisons of a product that an edition can make: none with what became known after it."""
    return tuple(
        one
        for one in product.comparisons
        if all(written.moment is None or written.moment <= as_of for written in _written(alliance, one))
    )


def moments_asked(alliance: Alliance, as_of: date) -> tuple[Moment, ...]:
    """Return the moments before an edition that comparisons of any product ask for."""
    asked: dict[date, set[str]] = {}
    for product in alliance.products.values():
        for comparison in comparisons_by(alliance, product, as_of):
            ends = list(_written(alliance, comparison))
            for moment in {one.moment for one in ends if one.moment and one.moment < as_of}:
                asked.setdefault(moment, set()).update(one.table for one in ends)
    return tuple(Moment(moment, tuple(sorted(tables))) for moment, tables in sorted(asked.items()))


def _written(alliance: Alliance, comparison: DeclaredComparison) -> Iterator[WrittenFigure]:
    for request in (comparison.start, comparison.end):
        if written := read_written(request, alliance.indicators):
            yield written
