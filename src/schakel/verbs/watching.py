"""Watch: delivers the files that partners put into their folders, and writes each receipt next to its file.

A file is new while it has no receipt, or is another one than that which was delivered. So a watch may be stopped and
started at any time, and a file is tried again when it changes or its receipt is taken away. What was delivered before
is known by its content, under whatever name it comes again.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from schakel.alliance import read
from schakel.intake import receipt_text
from schakel.intake.arriving import MadeFile
from schakel.intake.arriving_file import ArrivingFile
from schakel.intake.drops import Drop, DropFile, open_drop
from schakel.model.alliance import Alliance
from schakel.model.delivery import Receipt
from schakel.store.drafts import draft_folder
from schakel.store.kept import kept
from schakel.store.own_folder import own_file
from schakel.store.workspace import Workspace
from schakel.verbs.delivering import deliver
from schakel_base.disk import writing_to
from schakel_base.errors import DeliveryError, Fault, RequestError
from schakel_base.progress import Progress, silent

SETTLED = 60.0
"""Seconds that a file must not have changed: before that it may still be on its way."""
RECEIPTS = "receipts"
_ON_THEIR_WAY = (".part", ".partial", ".tmp", ".filepart", ".crdownload")


@dataclass(frozen=True)
class Watched:
    """A file, or a folder of several, that was delivered: its receipt, or why it could not be taken in."""

    partner: str
    file: str
    receipt: Receipt | None
    fault: str = ""


@dataclass(frozen=True)
class _Found:
    """What a partner put into its folder, of one or more parts: in its fingerprint are their sizes and times."""

    partner: str
    file: DropFile
    parts: tuple[DropFile, ...]

    @property
    def receipt(self) -> str:
        return f"{self.file.path.rstrip('/').rpartition('/')[0]}/{RECEIPTS}/{self.file.name}.txt"

    @property
    def changed(self) -> float:
        return max(one.changed for one in self.parts)

    def fingerprint(self, key: bytes) -> str:
        parts = [(one.path, one.size, one.changed) for one in self.parts]
        return hmac.new(key, json.dumps(parts).encode(), hashlib.sha256).hexdigest()


@dataclass
class _Seen:
    """Since when each file of a drop is as it is, by our clock, and whether it was delivered; no name is in it."""

    file: Path
    drop: str
    key: bytes
    now: float
    before: dict[str, tuple[float, bool]] = field(default_factory=dict)
    after: dict[str, tuple[float, bool]] = field(default_factory=dict)

    def look(self, found: _Found, told: float | None) -> float | None:
        """Return since when a file is as it is, if it is to be delivered; None if it was."""
        mark = found.fingerprint(self.key)
        since, delivered = self.before.get(mark, (self.now, False))
        if mark not in self.before and not self.before and told is not None:
            # Nothing is known of this drop, as on another machine: its receipts are, by the clock that files have, too.
            delivered = told >= found.changed
        self.after[mark] = since, delivered and told is not None
        return None if self.after[mark][1] else since

    def deliver(self, found: _Found) -> None:
        """Note that a file was delivered."""
        mark = found.fingerprint(self.key)
        self.after[mark] = self.after[mark][0], True
        self.keep()

    def keep(self) -> None:
        """Write it all down, if anything changed; what is not there any more is forgotten."""
        if self.after != self.before:
            known = _read(self.file) | {self.drop: self.after}
            with kept(self.file) as draft, open(str(draft), "w", encoding="utf-8", opener=own_file) as target:
                json.dump(known, target)


def watch_once(
    folder: Path, drop: str | Path, settled: float = SETTLED, progress: Progress = silent
) -> tuple[Watched, ...]:
    """Deliver the new files of a folder that has a folder for each partner, and write a receipt beside each.

    Parameters
    ----------
    drop
        Where partners put their files, as `open_drop` knows it: `PARTNER/FILE`, or `PARTNER/FOLDER/FILE` for several
        that are one delivery. Receipts are written to `PARTNER/receipts/FILE.txt`, of a folder to `FOLDER.txt`. Files
        stay.
    settled
        Seconds that a file, or whatever is in a folder, must not have changed: since it was changed, or, elsewhere than
        on this machine, since it was first seen as it is, because clocks differ.

    Raises
    ------
    SchakelError
        If a declaration is at fault, the place cannot be used, or a folder in it is that of no partner.
    """
    alliance = read(folder)
    place = open_drop(str(drop))
    for one in place.listed():
        if one.is_folder and one.name not in alliance.partners:
            known = ", ".join(alliance.partners)
            raise RequestError(f"{one.path.rstrip('/')} is the folder of no partner; the partners are {known}")
    own = {name: place.within(name) for name in alliance.partners}
    return tuple(_watched(alliance, place.address, own, settled, progress))


def watch_declared(folder: Path, settled: float = SETTLED, progress: Progress = silent) -> Iterator[Watched]:
    """Deliver the new files of every place that a contract of an alliance names, as `watch_once` does.

    Each is the folder of one partner: `FILE`, `FOLDER/FILE` and `receipts/FILE.txt` are in it. Each file is told as
    soon as it was delivered.

    Raises
    ------
    RequestError
        If no contract names a place; and, once all others were looked at, for each place that cannot be used.
    """
    alliance, refused = read(folder), list[Fault]()
    places = [one for partner in alliance.partners.values() for one in partner.contract.drops]
    if not places:
        raise RequestError("no contract names a place to watch among its `servers`; name one there, or a folder here")
    for one in places:
        try:
            place = open_drop(one.address, one.partner, one.endpoint)
            yield from _watched(alliance, place.address + one.endpoint, {one.partner: place}, settled, progress)
        except RequestError as error:  # the servers of others are no reason to leave this one's files
            refused += [replace(fault, message=f"{one.partner}: {fault.message}") for fault in error.faults]
    if refused:
        raise RequestError(refused)


def _watched(
    alliance: Alliance, address: str, places: Mapping[str, Drop], settled: float, progress: Progress
) -> Iterator[Watched]:
    """Deliver what is new at an address, where each partner has a folder."""
    workspace = Workspace.of(alliance.folder, alliance.name)
    with writing_to(workspace.folder):
        seen = _seen(workspace, address)
        new = [one for name, place in places.items() for one in _new(place, name, seen, settled)]
        seen.keep()
        for one in new:
            if done := _delivered(alliance.folder, workspace, places[one.partner], one, seen, progress):
                yield done


def _seen(workspace: Workspace, address: str) -> _Seen:
    key = workspace.watch_key
    name = hmac.new(key, address.encode(), hashlib.sha256).hexdigest()
    before = {mark: (since, done) for mark, (since, done) in _read(workspace.watched).get(name, {}).items()}
    return _Seen(workspace.watched, name, key, time.time(), before)


def _read(file: Path) -> dict[str, dict[str, tuple[float, bool]]]:
    known: dict[str, dict[str, tuple[float, bool]]] = json.loads(file.read_text()) if file.exists() else {}
    return known


def _new(drop: Drop, partner: str, seen: _Seen, settled: float) -> Iterator[_Found]:
    """The new files, and the folders of files that are one delivery."""
    told = {one.name: one.changed for one in drop.listed(RECEIPTS)}
    for file in drop.listed():
        found = _found(drop, partner, file)
        if file.name == RECEIPTS or not found.parts or any(one.name.endswith(_ON_THEIR_WAY) for one in found.parts):
            continue
        since = seen.look(found, told.get(f"{file.name}.txt"))
        if since is not None and (found.changed if drop.is_here else since) <= seen.now - settled:
            yield found


def _found(drop: Drop, partner: str, file: DropFile) -> _Found:
    """A file by itself, or the files in a folder."""
    parts = [one for one in drop.listed(file.name) if not one.is_folder] if file.is_folder else [file]
    return _Found(partner, file, tuple(parts))


def _delivered(
    folder: Path, workspace: Workspace, drop: Drop, found: _Found, seen: _Seen, progress: Progress
) -> Watched | None:
    with _files(workspace, drop, found) as files:
        if not files:
            return None
        receipt, fault = None, ""
        try:
            receipt = deliver(folder, found.partner, files, progress=progress)
        # One file that cannot be read must not keep the others waiting.
        except DeliveryError as error:
            fault = str(error)
    drop.write(found.receipt, (receipt_text(receipt) if receipt else fault) + "\n")
    seen.deliver(found)
    return Watched(found.partner, found.file.path.rstrip("/"), receipt, fault)


@contextmanager
def _files(workspace: Workspace, drop: Drop, found: _Found) -> Iterator[Sequence[ArrivingFile]]:
    """The parts, on this machine; none, if they changed while they were fetched."""
    if drop.is_here:
        yield [Path(one.path) for one in found.parts]
        return
    with draft_folder(workspace) as drafts:
        places = [workspace.sealed(drafts) / str(number) for number, _ in enumerate(found.parts)]
        for one, place in zip(found.parts, places, strict=True):
            drop.fetch(one.path, place)
        whole = [place.size for place in places] == [one.size for one in found.parts]
        same = [one for one in drop.listed() if one.name == found.file.name]
        unchanged = whole and bool(same) and _found(drop, found.partner, same[0]).parts == found.parts
        yield [MadeFile(one.name, at) for one, at in zip(found.parts, places, strict=True)] if unchanged else []
