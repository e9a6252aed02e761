"""Training an alliance's link model on its own records, in memory inside the intake zone.

What rows in force say of persons is read, standardised and compared in memory. Weights go into the model, and a page
with levels, weights and counts of pairs beside the workspace, for its owner alone.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schakel.alliance import read
from schakel.identity.judging.relinking import rows_of_persons
from schakel.identity.record_name import RECORD
from schakel.identity.who_is_who.kept import open_ledger
from schakel.store.own_folder import own_file
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent
from schakel_linkage.training import TrainingReport, train_file, training_page


@dataclass(frozen=True)
class Training:
    """What training learnt, the page that shows it, and whether persons are linked already, by other weights."""

    report: TrainingReport
    page: Path
    are_linked: bool


def train_persons(folder: Path, today: date, progress: Progress = silent, language: str = "en") -> Training:
    """Train the model by which an alliance links persons, write its weights into it, and a page about them.

    Parameters
    ----------
    today
        The day that the weights are dated.

    Raises
    ------
    SchakelError
        If the alliance links no persons, no row says anything of one, or the records teach no persons.
    """
    alliance = read(folder)
    if alliance.persons is None:
        raise RequestError(f"{alliance.name} links no persons: it has no linking/persons.yaml")
    workspace, file = Workspace.of(folder, alliance.name), folder / alliance.persons.file
    progress("reading what partners wrote", 0.0)
    table = rows_of_persons(alliance, workspace)
    if not table.num_rows:
        raise RequestError("no row in force says anything of a person; deliver first")
    report = train_file(table, file, today, progress, RECORD)
    page = workspace.training
    page.unlink(missing_ok=True)
    with open(page, "w", encoding="utf-8", opener=own_file) as written:
        written.write(training_page(report, alliance.name, today, language))
    return Training(report, page, are_linked=open_ledger(folder).size > 0)
