"""The catalogue is the append-only list of receipts: one per delivery, numbered from 1 without a gap.

A receipt is what makes a delivery exist. It is written whole, then linked under the next free number while a lock is
held, so that two processes that deliver at once get different numbers, and see each other's receipts before they
settle what theirs says. A process killed half-way leaves no receipt, takes no number and keeps no lock.
"""

import fcntl
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NoReturn

from schakel.model.delivery import Receipt
from schakel.store.access_log import job_under_way
from schakel.store.archive import move_in_place, put_in_place, write_out
from schakel.store.bundle import bundled
from schakel.store.drafts import draft_folder
from schakel.store.own_folder import own_file, own_folder
from schakel.store.receipt_record import read_record, receipt_record
from schakel.store.sealed import SealedFile
from schakel.store.workspace import Workspace
from schakel_base.errors import ChainError, Fault, message

_MISSING = message(
    "Receipts are missing, and without them the rows of these deliveries would not count: {numbers}. Restore the "
    "workspace from a backup."
)
Settle = Callable[[int, tuple[Receipt, ...]], Receipt]


@dataclass(frozen=True)
class Catalogue:
    """The receipts of one workspace."""

    workspace: Workspace

    def receipts(self) -> tuple[Receipt, ...]:
        """Return all receipts in the order of their numbers.

        Raises
        ------
        ChainError
            If one is missing: what its delivery holds would no longer count, without a word.
        """
        self.workspace.seal.require_open()  # of those that were read before, too
        # Twice: another process may have moved receipts into a bundle between the look at bundles and that at files.
        found = self._found()
        if not _is_whole(found):
            found = self._found()
        if not _is_whole(found):
            self._miss({*range(1, found[-1].delivery.number)} - {one.delivery.number for one in found})
        return self._marked(found)

    def receipts_of(self, numbers: Collection[int]) -> dict[int, Receipt]:
        """Return the receipts of some deliveries, by their numbers.

        Raises
        ------
        ChainError
            If one is missing.
        """
        found = {one.delivery.number: one for one in self.receipts() if one.delivery.number in numbers}
        if missing := {*numbers} - found.keys():
            self._miss(missing)
        return found

    def made_for(self, job: str, partner: str = "") -> tuple[Receipt, ...]:
        """Return the receipts that a job made, in the order of their numbers: those of one partner, or of all."""
        return tuple(one for one in self.receipts() if partner in ("", one.delivery.partner) and one.job == job)

    def append(self, settle: Settle) -> Receipt:
        """Add one receipt: `settle` makes it from the number it gets and the receipts before it.

        Whatever belongs to the receipt is put in place by `settle`, before the receipt itself: so if a
        receipt exists, everything that it refers to exists too.

        Raises
        ------
        FileExistsError
            If another process wrote without the lock.
        """
        with self._lock(), draft_folder(self.workspace) as folder:
            earlier = self.receipts()
            number = max((receipt.delivery.number for receipt in earlier), default=0) + 1
            receipt = replace(settle(number, earlier), job=job_under_way())
            draft = self.workspace.sealed(folder) / "receipt.json"
            draft.write_text(json.dumps(receipt_record(receipt), ensure_ascii=False))
            write_out(draft.path)
            # The lock already keeps numbers apart; a link that cannot replace proves that it did.
            if not put_in_place(draft.path, self.workspace.receipts / f"{number}.json"):
                raise FileExistsError(f"receipt {number} was written without holding the lock")
        return receipt

    def replace(self, receipt: Receipt) -> None:
        """Put a receipt in the place of the one with its number: only an erasure does, which takes what it quotes."""
        with self._lock(), draft_folder(self.workspace) as folder:
            draft = self.workspace.sealed(folder) / "receipt.json"
            draft.write_text(json.dumps(receipt_record(receipt), ensure_ascii=False))
            move_in_place(draft.path, self.workspace.receipts / f"{receipt.delivery.number}.json")

    def set_aside(self, numbers: Collection[int]) -> None:
        """Let these deliveries count no more; those that were set aside before and are not among them count again."""
        with self._lock(), draft_folder(self.workspace) as folder:
            draft = self.workspace.sealed(folder) / "set-aside.json"
            draft.write_text(json.dumps(sorted(numbers)))
            move_in_place(draft.path, self.workspace.set_aside.path)

    def _found(self) -> Sequence[Receipt]:
        found = bundled(self.workspace)
        own = [_read(one, one.path.stat().st_mtime_ns) for one in self._files() if _number(one) not in found.by_number]
        if found.receipts and own and found.receipts[-1].delivery.number > own[0].delivery.number:
            return sorted((*found.receipts, *own), key=lambda receipt: receipt.delivery.number)
        return (*found.receipts, *own)

    def _miss(self, numbers: Collection[int]) -> NoReturn:
        told = {"numbers": ", ".join(map(str, sorted(numbers)))}
        raise ChainError(Fault(_MISSING, str(self.workspace.receipts), fields=told))

    def _marked(self, receipts: Sequence[Receipt]) -> tuple[Receipt, ...]:
        """Say which of them are set aside: in a list of their own, so that a receipt stays what its sender was told."""
        place = self.workspace.set_aside
        if not place.path.exists():
            return tuple(receipts)
        numbers = {*json.loads(place.read_text())}
        return tuple(replace(one, set_aside=True) if one.delivery.number in numbers else one for one in receipts)

    def _files(self) -> list[SealedFile]:
        files = self.workspace.sealed(self.workspace.receipts).glob("[0-9]*.json")
        return sorted(files, key=_number)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        own_folder(self.workspace.receipts)
        with open(self.workspace.receipts / ".lock", "wb", opener=own_file) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _is_whole(receipts: Sequence[Receipt]) -> bool:
    """Whether none is missing: they are numbered from one, and none is ever removed."""
    return not receipts or receipts[-1].delivery.number == len(receipts)


def _number(file: SealedFile) -> int:
    return int(file.path.stem)


@lru_cache(maxsize=10_000)
def _read(file: SealedFile, _: int) -> Receipt:
    """A receipt is read once; when it was written tells it from one that an erasure changed, or in another folder."""
    return read_record(json.loads(file.read_text()))
