"""Where a linkage is kept: a folder with a ledger and a pool, encrypted as the intake zone is, and always in step.

The pool is written first, as a draft; then the ledger; then the draft takes its place. A crash in between leaves one of
two states, and the number of entries that the pool knows of shows which: the draft knows exactly those of the ledger,
and takes its place now, or the ledger was not written, and the draft is dropped. Anything else is refused.

The pool is in a first file and one for each delivery after it, which is named by the entries that it comes after.
It is written again, in one file, after people judged, and before there are too many.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from schakel.alliance import read
from schakel.alliance.general import FILE
from schakel.identity.who_is_who.judgements import ATTACHED, CREATED
from schakel.identity.who_is_who.ledger import Ledger
from schakel.store.access_log import reading
from schakel.store.keys import RootKey
from schakel.store.own_folder import own_folder
from schakel.store.sealed import Seal, SealedFile, SealedFolder
from schakel.store.secret import load_secret, secret_path
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError, ZoneError
from schakel_linkage import LinkModel
from schakel_linkage.linking import Pool

ALONE = "linkage"
"""Under this name the root of ledgers stands that are of no alliance."""
POOL, PART, DRAFT = "pool.sealed", "pool-{:012}.sealed", "pool.draft"
MOST_FILES = 12
OTHER_WEIGHTS = (
    "The weights changed: who was linked before keeps that person, new records are weighed by the new ones. "
    "`schakel judge relink` links all of them anew."
)


def sealed_folder(folder: Path) -> SealedFolder:
    """Return the folder of a linkage under its seal: of an alliance that in its intake zone, or else one of its own."""
    if (folder / FILE).exists():
        workspace = Workspace.of(folder, read(folder).name)
        return workspace.sealed(workspace.persons)
    return SealedFolder(folder, Seal(RootKey(load_secret(secret_path(ALONE))).derive("schakel linkage")))


@contextmanager
def reading_linkage(folder: Path, action: str) -> Iterator[None]:
    """Record an access to who is who in an alliance, and read until the end of the block.

    A linkage of no alliance is in no zone: it is its owner's, as the records are that were linked.
    """
    if not (folder / FILE).exists():
        yield
        return
    alliance = read(folder)
    with reading(Workspace.of(folder, alliance.name), action, "who is who", ", ".join(alliance.products)):
        yield


def open_ledger(folder: Path) -> Ledger:
    """Return the ledger in a folder."""
    return Ledger(sealed_folder(folder))


@dataclass(frozen=True)
class Kept:
    """The ledger and the pool of one folder."""

    folder: SealedFolder

    @classmethod
    def of(cls, folder: Path) -> "Kept":
        """Return what is kept in a folder."""
        return cls(sealed_folder(folder))

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        return Ledger(self.folder)

    def pool(self, model: LinkModel, day: date) -> tuple[Pool, str]:
        """Return the pool, in step with the ledger on a day; say so where the weights changed since it was made.

        Raises
        ------
        RequestError
            If the pool and the ledger do not belong together, the ledger has later entries, or the model asks for
            other parts than the pool holds.
        """
        self.settle()
        self.ledger.check_moment(day)
        pool, size = self._read(), self.ledger.size
        if not pool.fits(model):
            raise RequestError(
                "the pool was made by another model: its attributes, comparisons or blocking differ; put that model "
                "back, or link all records again with this one: schakel judge relink"
            )
        if pool.entries > size:
            raise RequestError(
                f"the pool knows {pool.entries} entries of the ledger, which has {size}; a file is missing"
            )
        later = self.ledger.since(pool.entries) if pool.entries < size else []
        # What people judged can be read from the ledger; records that were linked cannot be made again from it.
        if any(entry.judgement.kind in (CREATED, ATTACHED) for entry in later):
            raise RequestError(
                f"the ledger has {size} entries and the pool knows {pool.entries} of them, none of the later records; "
                "put both back from one copy of the folder and link the later deliveries again"
            )
        return self._with_persons(pool, size, day), "" if pool.weighs_as(model) else OTHER_WEIGHTS

    def keep(self, pool: Pool, part: Pool, judgements: pa.Table) -> None:
        """Write judgements and the part of the pool that knows of them, so that a crash leaves both or neither."""
        self._write(part if 0 < pool.files < MOST_FILES else pool.extended(part).gathered(), judgements)

    def keep_anew(self, pool: Pool, judgements: pa.Table) -> None:
        """Write judgements and a pool that takes the place of all there was, so that a crash leaves both or neither."""
        self._write(pool.gathered(), judgements)

    def _write(self, pool: Pool, judgements: pa.Table) -> None:
        draft = self.folder / DRAFT
        own_folder(self.folder.path)
        draft.path.unlink(missing_ok=True)
        # In this order a crash leaves a draft that the next run can finish or drop, by the number of entries that it
        # knows.
        with draft.create() as target:
            pool.write(target)
        self.ledger.append_table(judgements, after=pool.entries - judgements.num_rows)
        self._take_in(pool.after)

    def _take_in(self, after: int) -> None:
        """Let the draft take its place; before one that holds all, the parts it was made of are no longer read."""
        place = self.folder / (PART.format(after) if after else POOL)
        (self.folder / DRAFT).path.replace(place.path)
        if not after:
            for part in self.folder.path.glob(PART.format(0).replace("0" * 12, "*")):
                part.unlink()

    def settle(self) -> None:
        """Finish, or take back, what a crash interrupted."""
        draft = self.folder / DRAFT
        if draft.path.exists():
            found, size = _whole(draft), self.ledger.size
            # The ledger was written and the pool was not put in place: the draft knows exactly what the ledger holds.
            if found is not None and found.entries == size and size != self._entries():
                self._take_in(found.after)
            else:
                draft.path.unlink()

    def _entries(self) -> int:
        """How many entries the pool in its place knows; none if a pool of its kind can no longer be read."""
        try:
            return self._read().entries
        except RequestError:
            return 0

    def _read(self) -> Pool:
        """Read the first file, and after each the part that follows it."""
        parts, file = list[Pool](), self.folder / POOL
        while file.path.exists():
            parts.append(Pool.read(file.read_buffer()))
            file = self.folder / PART.format(parts[-1].entries)
        return Pool.of(parts)

    def _with_persons(self, pool: Pool, size: int, day: date) -> Pool:
        """Ask the ledger who is who, if people judged since the pool was written, or what they judged ended."""
        if pool.in_step(size, day):
            return pool
        names = pool.records.take(pa.array(pool.record))
        persons = self.ledger.persons(day, records=names).of_record
        ids = pa.array([persons[name] for name in names.to_pylist()], pa.string()).dictionary_encode()
        known = replace(pool, person=ids.indices.to_numpy(), persons=ids.dictionary, ends=self.ledger.ends(day))
        return replace(known, entries=size, files=0)


def _whole(file: SealedFile) -> Pool | None:
    """Return the pool in a file, none if it was half written."""
    try:
        return Pool.read(file.read_buffer())
    except (ZoneError, RequestError):
        return None
