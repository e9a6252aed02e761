"""Files that arrive together are looked at by whoever has time, and settled in the order in which they arrive."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import closing
from itertools import islice
from pathlib import Path

from schakel.intake.locked import workbench_in
from schakel.intake.taking_in import Arrival, LookedAt, look_at, settle
from schakel.model.delivery import Receipt
from schakel.model.handing_on import HandOn
from schakel.model.progress import Progress, silent
from schakel.store.drafts import draft_folder
from schakel.store.workspace import Workspace

BATCH = 12
"""So many files share a workbench."""

AHEAD = 4
"""So many batches are handed on before the first of them is settled; what was found in them takes room on the disk."""


def take_in_together(workspace: Workspace, arrivals: Iterable[Arrival], hand_on: HandOn) -> tuple[Receipt, ...]:
    """Take in several files; receipts and rows are those of taking in one after the other.

    They are asked for some at a time, so that they can be looked at while others are still on their way.

    Parameters
    ----------
    hand_on
        Takes over looking at a batch of files.

    Raises
    ------
    DeliveryError, DeclarationError
        As `take_in` does, for the first file that is at fault; those in the batches before it are taken in.
    """
    receipts: list[Receipt] = []
    with draft_folder(workspace) as drafts:
        batches = enumerate(_batches(arrivals))
        futures = (hand_on(look_at_all, workspace, batch, drafts / str(number)) for number, batch in batches)
        with closing(_ahead(futures)) as looking:
            for future in looking:
                receipts += [settle(workspace, one) for one in future.result()]
    return tuple(receipts)


def look_at_all(
    workspace: Workspace, arrivals: Sequence[Arrival], folder: Path, progress: Progress = silent
) -> list[LookedAt]:
    """Look at a batch of files on a workbench in a new folder, where what is found stays."""
    folder.mkdir()
    with workbench_in(workspace.sealed(folder)) as workbench:
        return [look_at(workspace, arrival, workbench, progress) for arrival in arrivals]


def _batches(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    remaining = iter(arrivals)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _ahead(batches: Iterator[Future[list[LookedAt]]]) -> Generator[Future[list[LookedAt]]]:
    """Hand on a few batches before they are asked for; once closed, none of them is at work any more."""
    waiting = deque(islice(batches, AHEAD))
    try:
        while waiting:
            yield waiting.popleft()
            waiting.extend(islice(batches, 1))
    finally:
        wait([one for one in waiting if not one.cancel()])
