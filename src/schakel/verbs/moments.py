"""What was known at an earlier reference date, counted from the same store as far as declared comparisons ask for it.

Such a moment is in the analysis zone as an edition of a few tables does, and nothing of it in the intake zone.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schakel.chain.bearing import bearing_on
from schakel.indicators.counting import base_step
from schakel.model.alliance import Alliance
from schakel.model.product import DeclaredComparison, Product
from schakel.model.written_figure import WrittenFigure, read_written
from schakel.store.editions import draft_of, dropped_if_broken_off, put_in_place, write_manifest
from schakel.verbs.engines import engine_of
from schakel.verbs.linking_persons import persons_of
from schakel.verbs.pipeline import Pipeline
from schakel.verbs.planning import deliveries_of, plan
from schakel_base.disk import writing_to
from schakel_base.progress import Progress, silent


@dataclass(frozen=True)
class Moment:
    """An earlier reference date, and the tables for which comparisons ask what was known then, or compare with it."""

    as_of: date
    tables: tuple[str, ...]


def comparisons_by(alliance: Alliance, product: Product, as_of: date) -> tuple[DeclaredComparison, ...]:
    """Return the comparisons of a product that an edition can make: none with what became known after it.

    Parameters
    ----------
    as_of
        The reference date of the edition.
    """
    return tuple(
        one
        for one in product.comparisons
        if all(written.moment is None or written.moment <= as_of for written in _written(alliance, one))
    )


def moments_asked(alliance: Alliance, as_of: date) -> tuple[Moment, ...]:
    """Return the moments before an edition that comparisons of any product ask for.

    Parameters
    ----------
    as_of
        The reference date of the edition.

    Returns
    -------
    tuple of Moment
        By date; each with the tables that any comparison asks of it.
    """
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


def count_moment(alliance: Alliance, moment: Moment, progress: Progress = silent) -> None:
    """Count the units of some tables as they were known at a moment, and put them in their place.

    Parameters
    ----------
    alliance
        Declarations that were read and checked.
    moment
        The date, and the tables that are asked for.

    Raises
    ------
    RequestError
        If no delivery was known at that date.
    """
    planned = plan(alliance, moment.as_of)
    workspace, edition = planned.workspace, planned.edition
    indicators = {name: alliance.indicators[name] for name in moment.tables}
    part = bearing_on([one.unit for one in indicators.values()], alliance)
    draft = draft_of(workspace.moments.folder(edition.name))
    # A name of its own: an edition of that day may have its own rows in force there.
    intake = draft_of(workspace.intake_edition(f"{edition.name}.moment"))
    with writing_to(workspace.folder), dropped_if_broken_off(draft, intake), engine_of(alliance) as run:
        pipeline = Pipeline(part, intake, draft, workspace.said, progress, planned.judged, run_step=run)
        deliveries = deliveries_of(part, edition, workspace)
        rows = pipeline.rows_in_force(deliveries)
        persons = persons_of(pipeline, rows, planned.provider, workspace, edition.as_of)
        chain = pipeline.chain(deliveries, rows, planned.provider, persons)
        for name, indicator in indicators.items():
            pipeline.run(base_step(indicator, part), chain, draft.folder("bases"), name)
        write_manifest(edition, draft)
        # Rows under natural keys are no longer needed once the units are counted, and stay nowhere longer than needed.
        shutil.rmtree(intake.path)
        put_in_place(draft, workspace.moments.folder(edition.name))
