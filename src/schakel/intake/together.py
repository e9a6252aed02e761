"""Files that arrive together are checked by any free process, and settled in order of arrival."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from schakel.intake.locked import workbench_in
from schakel.intake.taking_in import Arrival, Examination, keep_and_examine, settle
from schakel.model.delivery import Receipt
from schakel.model.handing_on import HandOn
from schakel.store.drafts import draft_folder
from schakel.store.own_folder import own_folder
from schakel.store.workspace import Workspace
from schakel_base.errors import SchakelError
from schakel_base.progress import Progress, silent

BATCH = 12
"""So many files share a workbench."""

AHEAD = 4
"""So many batches are handed on before the first of them is settled; what was found in them takes room on the disk."""


def take_in_together(workspace: Workspace, arrivals: Iterable[Arrival], hand_on: HandOn) -> tuple[Receipt, ...]:
    """Take in several files; receipts and rows are those of taking in one after the other.

    They are asked for some at a time, so that they can be examined while others are still on their way.

    Raises
    ------
    DeliveryError, DeclarationError
        As `take_in` does, for the first file that is at fault; those before it are taken in.
    """
    receipts: list[Receipt] = []
    with draft_folder(workspace) as drafts:
        batches = enumerate(_batches(arrivals))
        futures = (hand_on(examine_batch, workspace, batch, drafts / str(number)) for number, batch in batches)
        with closing(_ahead(futures)) as looking:
            for future in looking:
                batch = future.result()
                # In the order of arrival, whichever was examined first, so that numbers do not depend on the machine.
                receipts += [settle(workspace, one) for one in batch.files]
                if batch.fault:
                    raise batch.fault
    return tuple(receipts)


@dataclass(frozen=True)
class ExaminedFiles:
    """The examined files of a batch: all, or those before the first that is at fault, and its fault."""

    files: tuple[Examination, ...]
    fault: SchakelError | None = None


def examine_batch(
    workspace: Workspace, arrivals: Sequence[Arrival], folder: Path, progress: Progress = silent
) -> ExaminedFiles:
    """Examine a batch of files on a workbench in a new folder, where what is found stays."""
    own_folder(folder)
    found = list[Examination]()
    with workbench_in(workspace.sealed(folder)) as workbench:
        for arrival in arrivals:
            try:
                found.append(keep_and_examine(workspace, arrival, workbench, progress))
            except SchakelError as fault:
                # As one after the other would have done: the files before the fault count, and those after it are not
                # looked at.
                return ExaminedFiles(tuple(found), fault)
    return ExaminedFiles(tuple(found))


def _batches(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    remaining = iter(arrivals)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _ahead(batches: Iterator[Future[ExaminedFiles]]) -> Generator[Future[ExaminedFiles]]:
    """Hand on a few batches before they are asked for; once closed, none of them is at work any more."""
    waiting = deque(islice(batches, AHEAD))
    try:
        while waiting:
            yield waiting.popleft()
            waiting.extend(islice(batches, 1))
    finally:
        # Their drafts are removed next, which must not happen under the hands of whoever is still at work.
        wait([one for one in waiting if not one.cancel()])
