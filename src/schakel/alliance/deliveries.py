"""deliveries/deliveries.yaml: the files that come with an alliance folder, and when each counts as delivered."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.names import Names
from schakel.model.alliance import Partner, ShippedDelivery
from schakel.model.delivery import Coverage
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import Text
from schakel_base.yaml_file import YamlFile, read_yaml

ROOM = "deliveries"
FILE = f"{ROOM}/deliveries.yaml"
NO_DATA = (".md", ".yaml")
"""The endings of files that tell about deliveries and are none."""


def read_deliveries(
    folder: Path, languages: tuple[str, ...], names: Names, partners: Mapping[str, Partner], faults: Faults
) -> tuple[ShippedDelivery, ...]:
    """Return the deliveries that come with the folder, none if it has none; note every fault."""
    if not (folder / ROOM).is_dir():
        return ()
    document = read_yaml(folder, FILE, faults)
    if document is None or schema.check(document, "deliveries", languages, faults):
        return ()
    _check(document, folder, names, faults)
    _check_snapshots(document, partners, faults)
    if faults.in_file(FILE):
        return ()
    return tuple(
        ShippedDelivery(
            partner=entry["partner"],
            file=folder / ROOM / _files(entry)[0],
            others=tuple(folder / ROOM / name for name in _files(entry)[1:]),
            delivered=date.fromisoformat(entry["delivered"]),
            source=Text(entry["source"]),
            synthetic=entry["synthetic"],
            covers=_coverage(entry["covers"]) if "covers" in entry else None,
        )
        for entry in document.value["deliveries"]
    )


def _files(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(entry.get("files", ())) or tuple(filter(None, [entry.get("file")]))


def _coverage(covers: dict[str, str]) -> Coverage:
    return Coverage(date.fromisoformat(covers["from"]), date.fromisoformat(covers["until"]))


def _check_snapshots(document: YamlFile, partners: Mapping[str, Partner], faults: Faults) -> None:
    for index, entry in enumerate(document.value["deliveries"]):
        snapshot = partners[entry["partner"]].contract.snapshot if entry["partner"] in partners else None
        if snapshot and snapshot.by and "covers" not in entry:
            sentence = f"A file of {entry['partner']} is all of a period, so say with `covers` which days it covers."
            faults.add(sentence, FILE, document.line("deliveries", index))


def _check(document: YamlFile, folder: Path, names: Names, faults: Faults) -> None:
    present = {path.name for path in (folder / ROOM).iterdir() if path.is_file() and path.name[0] != "."}
    data = {name for name in present if Path(name).suffix not in NO_DATA}
    declared: set[str] = set()
    for index, entry in enumerate(document.value["deliveries"]):
        names.check("partner", entry["partner"], FILE, document.line("deliveries", index, "partner"))
        if ("file" in entry) == ("files" in entry):
            faults.add("A delivery has a `file`, or several `files`.", FILE, document.line("deliveries", index))
        for name in _files(entry):
            line = document.line("deliveries", index, "files" if "files" in entry else "file")
            if name not in present:
                faults.add(f"There is no file `{name}` in `{ROOM}`{did_you_mean(name, data)}", FILE, line)
            if name in declared:
                faults.add(f"The file `{name}` is delivered twice; it is one delivery.", FILE, line)
            declared.add(name)
        if "covers" in entry and entry["covers"]["until"] < entry["covers"]["from"]:
            faults.add("`until` is before `from`.", FILE, document.line("deliveries", index, "covers", "until"))
    for name in sorted(data - declared):
        faults.add("This file is not declared as a delivery.", f"{ROOM}/{name}")
