"""deliveries/deliveries.yaml: the files that come with an alliance folder, and when each counts as delivered."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

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
    return tuple(
        ShippedDelivery(
            partner=entry["partner"],
            file=folder / ROOM / entry["file"],
            delivered=date.fromisoformat(entry["delivered"]),
            source=Text(entry["source"]),
            synthetic=entry["synthetic"],
            covers=_coverage(entry["covers"]) if "covers" in entry else None,
        )
        for entry in document.value["deliveries"]
    )


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
        line = document.line("deliveries", index, "file")
        names.check("partner", entry["partner"], FILE, document.line("deliveries", index, "partner"))
        if entry["file"] not in present:
            faults.add(f"There is no file `{entry['file']}` in `{ROOM}`{did_you_mean(entry['file'], data)}", FILE, line)
        if entry["file"] in declared:
            faults.add(f"The file `{entry['file']}` is delivered twice; it is one delivery.", FILE, line)
        declared.add(entry["file"])
        if "covers" in entry and entry["covers"]["until"] < entry["covers"]["from"]:
            faults.add("`until` is before `from`.", FILE, document.line("deliveries", index, "covers", "until"))
    for name in sorted(data - declared):
        faults.add("This file is not declared as a delivery.", f"{ROOM}/{name}")
