"""Expire: erases rows whose retention period has ended; releases stay."""

from datetime import date
from pathlib import Path

from schakel.alliance import read
from schakel.intake.running_out import files_due, rows_run_out
from schakel.model.delivery import ErasureCause
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel.store.erasing import Erasure
from schakel.store.workspace import Workspace
from schakel.verbs.erasing import carry_out, finish_begun, plan_erasure
from schakel_base import clock
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError

PURPOSE = "rows are kept no longer than their contract says"


def expire(folder: Path, on: date | None = None, dry_run: bool = False) -> tuple[Erasure, ...]:
    """Erase the rows whose retention has ended, and everything in the workspace that holds or uses them.

    Retention must have ended by the day `on`, by default today; a dry run erases nothing, and its day may lie ahead.
    The first erasure returned is one that an earlier command began and did not finish, if there is one.

    Raises
    ------
    RequestError
        If the day lies ahead.
    """
    alliance, today = read(folder), clock.today()
    by = on or today
    if by > today and not dry_run:
        raise RequestError(f"on {by}, which lies ahead, more will have run out than today; use --dry-run to see what")
    workspace = Workspace.of(alliance.folder, alliance.name)
    what = {"on": by.isoformat(), "dry_run": str(dry_run).lower()}
    with writing_to(workspace.folder), reading(workspace, "expire", PURPOSE, ", ".join(alliance.products), **what):
        # An erasure that was cut off comes first: its rows would otherwise be chosen again, half of them gone.
        begun = None if dry_run else finish_begun(workspace)
        receipts = Catalogue(workspace).receipts()
        chosen, due = rows_run_out(alliance, workspace, receipts, by), files_due(alliance, receipts, by)
        erasure = plan_erasure(alliance, workspace, today, ErasureCause.RAN_OUT, PURPOSE, chosen, due)
        if not dry_run:
            carry_out(alliance, workspace, erasure)
    return (*([begun] if begun else []), erasure)
