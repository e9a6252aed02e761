"""Linking the persons of an edition inside the intake zone, with counts of how well it went."""

from collections.abc import Mapping
from datetime import date

from schakel.identity.pseudonyms import KeyedHash
from schakel.indicators.link_tables import DOUBTS, FIGURES, HIDDEN, SAMPLED, SHARED
from schakel.store.engine import Input
from schakel.store.sealed_tables import write_table
from schakel.store.workspace import Workspace
from schakel.verbs.pipeline import Persons, Pipeline
from schakel_base import clock


def persons_of(
    pipeline: Pipeline, rows: Mapping[str, Input], provider: KeyedHash, workspace: Workspace, as_of: date
) -> Persons | None:
    """Return who is who, if the alliance links persons, and write how well they are linked."""
    alliance = pipeline.alliance
    if alliance.persons is None:
        return None
    from schakel.identity.judging.queue import keep_queue
    from schakel.identity.other_linkages import other_linkages
    from schakel.identity.persons import link_persons
    from schakel.identity.who_is_who.ledger import Ledger  # these take scipy along, which other alliances do without

    pipeline.tell("linking persons")
    ledger = Ledger(workspace.sealed(workspace.persons))
    linked = link_persons(alliance, rows, provider, ledger, as_of)
    # Laid ready for those who judge at the desk, as people are asked today and not on the day of the edition.
    keep_queue(workspace.sealed(workspace.persons), clock.today())
    pipeline.tell("how well persons are linked")
    # Of nobody nothing can be measured, and tables of nought would read as a finding.
    if linked.rows.num_rows:
        quality = linked.quality(alliance.persons.groups)
        measured = {
            SHARED: quality.shared, HIDDEN: quality.hidden, FIGURES: quality.figures, DOUBTS: quality.doubts,
            SAMPLED: linked.sampled(alliance.persons.groups, ledger),
        }  # fmt: skip
        for name, table in measured.items():
            write_table(table, pipeline.analysis / f"{name}.parquet")
    return Persons(linked.rows, other_linkages(linked, linked.suggested, alliance, provider))
