"""What an interrupted delivery leaves behind: a file in the archive, or rows, without a receipt.

Nothing counts such a file and no retention is known of it, since only a receipt says whose it is. Its sender has no
answer, and delivers it again.
"""

from collections.abc import Iterator
from pathlib import Path

from schakel.store.catalogue import Catalogue
from schakel.store.workspace import Workspace
from schakel_base.disk import sync_folder


def files_left_behind(workspace: Workspace) -> tuple[str, ...]:
    """Return the files that arrived and that no receipt knows, below the folder of the intake zone."""
    known = {receipt.delivery.sha256 for receipt in Catalogue(workspace).receipts()}
    found = (file for file in workspace.archive.glob("??/*") if file.name not in known)
    return tuple(sorted(file.relative_to(workspace.intake).as_posix() for file in found))


def forget_left_behind(workspace: Workspace, files: tuple[str, ...]) -> None:
    """Delete such files, and all rows that have no receipt."""
    places = [workspace.intake / file for file in files]
    for place in (*places, *_rows_left_behind(workspace)):
        place.unlink(missing_ok=True)
        sync_folder(place.parent)


def _rows_left_behind(workspace: Workspace) -> Iterator[Path]:
    """Rows are put in place before their receipt, which nobody may have lived to write."""
    receipts = Catalogue(workspace).receipts()
    # Some files have a receipt and no rows: what stands under their number is of another, which was stopped.
    numbers = {one.delivery.number for one in receipts if not one.refusal and one.same_as is None}
    for folder in (workspace.accepted, workspace.refused):
        yield from (file for file in sorted(folder.glob("*.parquet")) if int(file.stem) not in numbers)


def left_behind_sentence(count: int) -> str:
    """Say that files arrived without a receipt, and what to do; nothing where there are none."""
    if not count:
        return ""
    files = "1 file that arrived has" if count == 1 else f"{count} files that arrived have"
    again = "it" if count == 1 else "them"
    return (
        f"{files} no receipt, because a delivery was stopped: deliver {again} again. "
        "`schakel expire` deletes files without a receipt."
    )
