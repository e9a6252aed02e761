"""Counts as known at an earlier reference date, from the same store, as far as comparisons need them.

Such a moment is in the analysis zone as an edition of a few tables does, and nothing of it in the intake zone.
"""

import shutil

from schakel.alliance.moments import Moment
from schakel.chain.bearing import bearing_on
from schakel.model.alliance import Alliance
from schakel.store.editions import draft_of, dropped_if_broken_off, put_in_place, write_manifest
from schakel.verbs.base_cells import count_cells, counts_of
from schakel.verbs.linking_persons import persons_of
from schakel.verbs.pipeline import Pipeline, engine_of
from schakel.verbs.planning import deliveries_of, plan
from schakel_base.disk import writing_to
from schakel_base.progress import Progress, silent


def count_moment(alliance: Alliance, moment: Moment, progress: Progress = silent) -> None:
    """Count the units of some tables as they were known at a moment, and put them in their place.

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
        counts = counts_of(indicators.values(), part)
        count_cells(run, counts, chain, draft.folder("bases"), pipeline.tell_of_rest)
        write_manifest(edition, draft)
        # Rows under natural keys are no longer needed once the units are counted, and stay nowhere longer than needed.
        shutil.rmtree(intake.path)
        put_in_place(draft, workspace.moments.folder(edition.name))
