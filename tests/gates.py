"""For tests of the gate: an alliance that has one, and a second edition of which a year says something else."""

from datetime import date
from pathlib import Path

from broken import edit

from schakel import verbs
from schakel.store.waiting_releases import WaitingRelease, drafts
from schakel.store.workspace import Workspace

FIRST, SECOND = date(2025, 2, 1), date(2025, 7, 1)
_HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks"
_ROW = "N{:03},2023-05-{:02},work under duress,police,2023-06-01,no,Northtown,"


def with_gate(folder: Path) -> Path:
    """Let an alliance declare a gate, and build its first edition."""
    edit(folder, "alliance.yaml", "languages: [en]", "languages: [en]\nrelease: gate")
    verbs.deliver_shipped(folder)
    verbs.build(folder, FIRST)
    return folder


def build_second(folder: Path) -> None:
    """Deliver reports that belong to a year that was counted before, and build the edition that knows them."""
    file = folder.parent / "later.csv"
    file.write_text("\n".join([_HEADER, *(_ROW.format(n, n % 28 + 1) for n in range(60))]) + "\n", "utf-8")
    verbs.deliver(folder, "helpline", file, date(2025, 6, 1), synthetic=True)
    verbs.build(folder, SECOND)


def workspace_of(folder: Path) -> Workspace:
    """Return the workspace of a template."""
    return Workspace.of(folder, "template")


def drafts_of(folder: Path) -> list[WaitingRelease]:
    """Return the drafts of the template, the earlier edition first."""
    return sorted(drafts(workspace_of(folder)), key=lambda draft: draft.edition)
