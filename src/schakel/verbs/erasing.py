"""Erase, and expire: rows that were withdrawn or ran out leave the whole workspace; releases stay.

The order is always the same: finish what was begun, say what would go, write it down, erase it, log it, strike it out.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from schakel.alliance import read
from schakel.identity.judging.left_over import LeftOver, forget_left_over
from schakel.intake.running_out import Rows, erased_deliveries, files_due, has_rows, rows_run_out
from schakel.model.alliance import Alliance
from schakel.model.delivery import Delivery, ErasureCause, Receipt
from schakel.store.access_log import job_under_way, reading, record_access
from schakel.store.catalogue import Catalogue
from schakel.store.editions import editions_from
from schakel.store.erasing import (
    Erasure,
    begin,
    erase_derived,
    erase_rows,
    extracts_of,
    files_left_behind,
    finish,
    forget_left_behind,
    next_number,
    under_way,
)
from schakel.store.workspace import Workspace
from schakel.verbs.remainders import leave_remainder
from schakel_base import clock
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError

_PURPOSE = "rows are kept no longer than their contract says"

NOTHING = frozenset[int]()


def plan_erasure(
    alliance: Alliance,
    workspace: Workspace,
    on: date,
    cause: ErasureCause,
    reason: str,
    chosen: Rows,
    due: frozenset[int] = NOTHING,
    taken_back: frozenset[int] = NOTHING,
) -> Erasure:
    """Return what goes with some rows, and with the files of some deliveries; nothing is erased yet.

    What deliveries that are `taken_back` replaced counts again.
    """
    receipts = Catalogue(workspace).receipts()
    deliveries = tuple(erased_deliveries(workspace, receipts, chosen, due, taken_back))
    losing = {one.number for one in deliveries if one.rows}
    places = (workspace.analysis_editions, workspace.moments)
    editions = {name for place in places for name in editions_from(place, losing)}
    left = LeftOver(alliance, workspace, _by_partner(receipts), deliveries)
    return Erasure(
        number=next_number(receipts),
        on=on,
        cause=cause,
        reason=reason,
        deliveries=deliveries,
        editions=tuple(sorted(editions)),
        extracts=tuple(extracts_of(workspace, sorted(editions))),
        records=left.records() if losing else (),
        units=left.units() if losing else {},
        left_behind=files_left_behind(workspace),
        taken_back=tuple(sorted(taken_back)),
    )


def finish_begun(workspace: Workspace) -> Erasure | None:
    """Finish an erasure that was killed half-way; return it, if there was one."""
    begun = under_way(workspace)
    if begun is not None:
        _carry_out(workspace, begun)
    return begun


def carry_out(alliance: Alliance, workspace: Workspace, erasure: Erasure) -> None:
    """Erase what was planned, and log it in counts."""
    if erasure.deliveries or erasure.left_behind:
        begin(workspace, erasure)
        leave_remainder(alliance, workspace, erasure)
        _carry_out(workspace, erasure)


def _carry_out(workspace: Workspace, erasure: Erasure) -> None:
    erase_derived(workspace, erasure)
    forget_left_over(workspace, erasure)
    erase_rows(workspace, erasure)
    forget_left_behind(workspace, erasure.left_behind)
    # Logged once it is done, and before it is struck out: killed in between, it is finished and logged again.
    record_access(workspace.access_log, "erase", erasure.reason, **_told(erasure))
    finish(workspace)


def _told(erasure: Erasure) -> Mapping[str, str]:
    """What the log says about an erasure: counts and numbers, and nothing of a row."""
    job = job_under_way()
    return ({"job": job} if job else {}) | {
        "erasure": str(erasure.number),
        "cause": erasure.cause,
        "on": erasure.on.isoformat(),
        "rows": str(erasure.rows),
        "deliveries": ", ".join(str(one.number) for one in erasure.deliveries),
        "files": str(len(erasure.deliveries) + len(erasure.left_behind)),
        "records": str(len(erasure.records)),
        "editions": str(len(erasure.editions)),
        "extracts": str(len(erasure.extracts)),
    }


def _by_partner(receipts: Sequence[Receipt]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = {}
    for receipt in receipts:
        if has_rows(receipt):
            found.setdefault(receipt.delivery.partner, []).append(receipt.delivery)
    return found


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
    with writing_to(workspace.folder), reading(workspace, "expire", _PURPOSE, ", ".join(alliance.products), **what):
        # An erasure that was cut off comes first: its rows would otherwise be chosen again, half of them gone.
        begun = None if dry_run else finish_begun(workspace)
        receipts = Catalogue(workspace).receipts()
        chosen, due = rows_run_out(alliance, workspace, receipts, by), files_due(alliance, receipts, by)
        erasure = plan_erasure(alliance, workspace, today, ErasureCause.RAN_OUT, _PURPOSE, chosen, due)
        if not dry_run:
            carry_out(alliance, workspace, erasure)
    return (*([begun] if begun else []), erasure)
