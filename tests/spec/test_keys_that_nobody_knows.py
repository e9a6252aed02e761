"""Keys that nobody knows

`schakel check` reads every file of an alliance, and no key passes that nothing reads. Here each place in each YAML file
of the alliances that come with Schakel gets a key that does not exist, and `check` must tell of all of them.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ALLIANCES

from schakel.cli.checking import check
from schakel_base.errors import SchakelError
from schakel_base.faults import Faults
from schakel_base.yaml_file import read_yaml

Place = tuple[object, ...]
Keys = Mapping[Path, Mapping[Place, str]]


def is_data(file: Path, place: Place) -> bool:
    """Whether the keys at a place are data: the names that a simulation draws, and the words that rules read."""
    if file.name == "simulation.yaml":
        return place[:1] == ("parameters",) and place[2:3] == ("value",)
    return file.name == "reading-rules.yaml" and place in {
        ("words", "numbers"),
        ("words", "multipliers"),
        ("provisions",),
    }


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every place in a document that has keys."""
    if isinstance(value, dict):
        yield place
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from places(one, (*place, key))


def with_keys(value: Any, keys: Mapping[Place, str], place: Place = ()) -> Any:
    if isinstance(value, list):
        return [with_keys(one, keys, (*place, number)) for number, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    more = {keys[place]: 1} if place in keys else {}
    return {key: with_keys(one, keys, (*place, key)) for key, one in value.items()} | more


def told(folder: Path) -> str:
    """All that `check` says."""
    try:
        check(folder)
    except SchakelError as error:
        return "\n".join(fault.sentence for fault in error.faults)
    return ""


def untold(folder: Path, documents: Mapping[Path, Any], keys: Keys) -> Keys:
    """The keys that `check` does not tell of; told ones go, since a fault can hide what is further in."""
    while any(keys.values()):
        for file, document in documents.items():
            file.write_text(json.dumps(with_keys(document, keys[file])), encoding="utf-8")  # JSON is YAML too
        said = told(folder)
        left = {file: {place: key for place, key in of.items() if key not in said} for file, of in keys.items()}
        if left == keys:
            break
        keys = left
    return {file: of for file, of in keys.items() if of}


@pytest.mark.parametrize("name", ["_template", "ar-linea-145", "nl-mensenhandel", "nl-strafrechtketen"])
def test_check_tells_of_every_key_that_does_not_exist(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(ALLIANCES / name, folder, ignore=shutil.ignore_patterns(".schakel"))
    documents, keys = dict[Path, Any](), dict[Path, dict[Place, str]]()
    for number, file in enumerate(sorted(folder.rglob("*.yaml"))):
        document = read_yaml(folder, str(file.relative_to(folder)), Faults())
        assert document is not None
        documents[file] = document.value
        found = [place for place in places(document.value) if not is_data(file, place)]
        keys[file] = {place: f"unheard-of-{number}-{order}-" for order, place in enumerate(found)}
    assert told(folder) == ""
    assert untold(folder, documents, keys) == {}
