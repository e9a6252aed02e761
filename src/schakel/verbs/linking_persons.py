"""Who is who in an edition: persons are linked inside the intake zone, and how well that went is told in counts."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.identity.pseudonyms import PseudonymProvider
from schakel.indicators.link_tables import DOUBTS, FIGURES, HIDDEN, SAMPLED, SHARED
from schakel.model.alliance import Alliance
from schakel.store.sealed import File
from schakel.store.workspace import Workspace
from schakel.verbs.pipeline import Persons, Pipeline


def persons_of(
    pipeline: Pipeline, rows: Mapping[str, File], provider: PseudonymProvider, workspace: Workspace, as_of: date
) -> Persons | None:
    """Return who is who, if the alliance links persons, and write how well they are linked."""
    alliance = pipeline.alliance
    if alliance.persons is None:
        return None
    from schakel.identity.other_linkages import other_linkages
    from schakel.identity.persons import link_persons
    from schakel.identity.who_is_who.ledger import Ledger  # these take scipy along, which other alliances do without

    pipeline.tell("linking persons")
    ledger = Ledger(workspace.sealed(workspace.persons))
    linked = link_persons(alliance, rows, provider, ledger, as_of)
    pipeline.tell("how well persons are linked")
    if linked.rows.num_rows:
        quality = linked.quality(alliance.persons.groups)
        measured = {
            SHARED: quality.shared, HIDDEN: quality.hidden, FIGURES: quality.figures, DOUBTS: quality.doubts,
            SAMPLED: linked.sampled(alliance.persons.groups, ledger),
        }  # fmt: skip
        for name, table in measured.items():
            pq.write_table(table, pipeline.analysis / f"{name}.parquet", compression="zstd")
    return Persons(linked.rows, other_linkages(linked, linked.suggested, alliance, provider))


def persons_judged(alliance: Alliance, workspace: Workspace, as_of: date) -> pa.Table:
    """Return what people judged of persons, and of samples, by a day: another judgement makes another edition."""
    if alliance.persons is None or not workspace.persons.exists():
        return pa.table({})
    from schakel.identity.who_is_who.judgements import BY_PEOPLE
    from schakel.identity.who_is_who.ledger import Ledger

    ledger = Ledger(workspace.sealed(workspace.persons))
    entries = [one for kind in BY_PEOPLE for one in ledger.judged(kind, as_of)]
    return pa.table(
        {
            "number": pa.array([one.number for one in entries], pa.int64()),
            **{
                name: pa.array([getattr(one.judgement, name) for one in entries], pa.string())
                for name in ("kind", "person", "other", "record")
            },
        }
    )
