"""Who is who in an edition: persons are linked inside the intake zone, and how well that went is told in counts."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.identity.pseudonyms import PseudonymProvider
from schakel.indicators.link_tables import DOUBTS, FIGURES, HIDDEN, SHARED
from schakel.store.sealed import File
from schakel.store.workspace import Workspace
from schakel.verbs.pipeline import Pipeline


def persons_of(
    pipeline: Pipeline, rows: Mapping[str, File], provider: PseudonymProvider, workspace: Workspace, as_of: date
) -> pa.Table | None:
    """Return the person of each row, if the alliance links persons, and write how well they are linked."""
    alliance = pipeline.alliance
    if alliance.persons is None:
        return None
    from schakel.identity.linking.ledger import Ledger  # these take scipy along, which other alliances do without
    from schakel.identity.persons import link_persons

    ledger = Ledger(workspace.sealed(workspace.persons))
    linked = link_persons(alliance, rows, provider, ledger, as_of)
    if linked.rows.num_rows:
        quality = linked.quality(alliance.persons.groups)
        measured = {
            SHARED: quality.shared, HIDDEN: quality.hidden, FIGURES: quality.figures, DOUBTS: quality.doubts
        }  # fmt: skip
        for name, table in measured.items():
            pq.write_table(table, pipeline.analysis / f"{name}.parquet", compression="zstd")
    return linked.rows
