"""deliveries/deliveries.yaml: the files that come with an alliance folder, and when each counts as delivered."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.model.alliance import Partner, ShippedDelivery
from schakel.model.delivery import Coverage
from schakel_base.faults import did_you_mean
from schakel_base.nouns import noun_of

ROOM = "deliveries"
FILE = f"{ROOM}/deliveries.yaml"
NO_DATA = (".md", ".yaml")
"""The endings of files that tell about deliveries and are none."""


def read_deliveries(reading: FolderReading, partners: Mapping[str, Partner]) -> tuple[ShippedDelivery, ...]:
    """Return the deliveries that come with the folder, none if it has none; note every fault."""
    room = reading.folder / ROOM
    declared = reading.document(FILE, "deliveries") if room.is_dir() else None
    if declared is None:
        return ()
    _check(declared, room)
    _check_snapshots(declared, partners)
    if reading.faults.in_file(FILE):
        return ()
    return tuple(_shipped(entry, room) for entry in declared.document.value["deliveries"])


def _shipped(entry: dict[str, Any], room: Path) -> ShippedDelivery:
    file, *others = (room / name for name in _files(entry))
    covers = _coverage(entry["covers"]) if "covers" in entry else None
    return noun_of(ShippedDelivery, entry, file=file, others=tuple(others), covers=covers)


def _files(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(entry.get("files", ())) or tuple(filter(None, [entry.get("file")]))


def _coverage(covers: dict[str, str]) -> Coverage:
    return Coverage(date.fromisoformat(covers["from"]), date.fromisoformat(covers["until"]))


def _check_snapshots(declared: DeclaredDocument, partners: Mapping[str, Partner]) -> None:
    for index, entry in enumerate(declared.document.value["deliveries"]):
        snapshot = partners[entry["partner"]].contract.snapshot if entry["partner"] in partners else None
        if snapshot and snapshot.by and "covers" not in entry:
            sentence = f"A file of {entry['partner']} is all of a period, so say with `covers` which days it covers."
            declared.add(sentence, "deliveries", index)


def _check(declared: DeclaredDocument, room: Path) -> None:
    present = {path.name for path in room.iterdir() if path.is_file() and path.name[0] != "."}
    data = {name for name in present if Path(name).suffix not in NO_DATA}
    seen: set[str] = set()
    for index, entry in enumerate(declared.document.value["deliveries"]):
        declared.name("partner", entry["partner"], "deliveries", index, "partner")
        if ("file" in entry) == ("files" in entry):
            declared.add("A delivery has a `file`, or several `files`.", "deliveries", index)
        for name in _files(entry):
            place = ("deliveries", index, "files" if "files" in entry else "file")
            if name not in present:
                declared.add(f"There is no file `{name}` in `{ROOM}`{did_you_mean(name, data)}", *place)
            if name in seen:
                declared.add(f"The file `{name}` is delivered twice; it is one delivery.", *place)
            seen.add(name)
        if "covers" in entry and entry["covers"]["until"] < entry["covers"]["from"]:
            declared.add("`until` is before `from`.", "deliveries", index, "covers", "until")
    for name in sorted(data - seen):
        declared.reading.faults.add("This file is not declared as a delivery.", f"{ROOM}/{name}")
