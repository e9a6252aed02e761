"""Categories in the order of their published counts, where a table asks for it.

The order is drawn from published counts alone: an order by unprotected counts would tell which of two counts that were
rounded to the same number is the larger. Categories with equal counts keep the order in which they were declared.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

from schakel.model.figure import Figure
from schakel.model.table import Category, Dimension


def rank(dimensions: tuple[Dimension, ...], counts: Mapping[tuple[str, ...], Figure]) -> tuple[Dimension, ...]:
    """Return the dimensions with every run of ranked categories sorted, the largest count first.

    A category is ranked by its count where all other dimensions are at their first category: by the lower bound,
    then by the upper one. One whose count is not published comes last.
    """
    first = [dimension.categories[0].code for dimension in dimensions]

    def size(side: int, category: Category) -> tuple[float, float]:
        figure = counts[(*first[:side], category.code, *first[side + 1 :])]
        return -(figure.lower if figure.lower is not None else -1), -(figure.upper or 0)

    def ranked(side: int, dimension: Dimension) -> Dimension:
        categories: list[Category] = []
        # Runs are sorted and not the whole, so that a total, or "other", keeps the place that was declared.
        for _, run in groupby(dimension.categories, key=lambda category: category.ranked):
            categories += sorted(run, key=lambda category: size(side, category) if category.ranked else (0, 0))
        return replace(dimension, categories=tuple(categories))

    return tuple(ranked(side, dimension) for side, dimension in enumerate(dimensions))
