"""A YAML file with the line of everything in it.

It is read as YAML 1.2 reads it: `yes`, `no` and `on` are text, dates are text, and a number with a leading zero is
text, so that a code is never changed by being written down. Keys are always text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from schakel_base.faults import Faults
from schakel_base.text_file import read_text

Place = tuple[str | int, ...]
"""Where something is in a file: the keys and positions that lead to it."""

NAMING_KEYS = ("name", "property", "event", "unit", "implementation", "metric")

TAG = "tag:yaml.org,2002:"


class _Loader(yaml.CSafeLoader):
    """The parser of libyaml with the scalars of YAML 1.2."""


# YAML 1.1 reads `no` (a language, a country) as false, and `01` as 1: codes would change. So no resolver of PyYAML is
# kept.
_Loader.yaml_implicit_resolvers = {}


for _kind, _pattern, _first in (
    ("bool", "true|false", ["t", "f"]),
    ("null", "~|null|", ["~", "n", ""]),
    ("int", "[-+]?(0|[1-9][0-9]*)", [*"-+0123456789"]),
    ("float", "[-+]?(0|[1-9][0-9]*)[.][0-9]+", [*"-+0123456789"]),
):
    _Loader.add_implicit_resolver(TAG + _kind, re.compile(f"^(?:{_pattern})$"), _first)

_SCALARS: Mapping[str, Callable[[str], Any]] = {
    f"{TAG}str": str,
    f"{TAG}bool": lambda text: text == "true",
    f"{TAG}null": lambda _: None,
    f"{TAG}int": int,
    f"{TAG}float": float,
}


@dataclass(frozen=True)
class YamlFile:
    """What a YAML file says (`value`), under the name of the file relative to the alliance folder."""

    file: str
    value: Any
    lines: Mapping[Place, int]

    def line(self, *place: str | int) -> int:
        """Return the line of a place, or of the nearest thing around it; the first where there is none.

        Parameters
        ----------
        place
            Keys, and positions in lists from 0.

        Returns
        -------
        int
            From 1.
        """
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def path(self, place: Sequence[str | int]) -> str:
        """Return a place in words: keys with dots between them, from the last entry of a list that has a name.

        Parameters
        ----------
        place
            Keys, and positions in lists from 0, all of them in the file.

        Returns
        -------
        str
            Such as `criteria.age.classes`; an entry of a list without a name is its position from 1.
        """
        words: list[str] = []
        here = self.value
        for step in place:
            here = here[step]
            if isinstance(step, str):
                words.append(step)
            elif name := _name(here):
                words = [name]
            else:
                words.append(str(step + 1))
        return ".".join(words)


def _name(entry: Any) -> str:
    """What an entry of a list is called, if it is called anything."""
    names = (entry.get(key) for key in NAMING_KEYS) if isinstance(entry, dict) else ()
    return next((name for name in names if isinstance(name, str)), "")


def read_yaml(folder: Path, file: str, faults: Faults) -> YamlFile | None:
    """Return a YAML file of the folder that holds a map, or None after noting why it cannot be read.

    Parameters
    ----------
    faults
        Gets a fault, with its line, if the file is missing, is not UTF-8 or not YAML, holds no map, repeats a key, or
        uses an alias or a tag.
    """
    text = read_text(folder, file, faults)
    if text is None:
        return None
    try:
        node = yaml.compose(text, _Loader)
        if not isinstance(node, yaml.MappingNode):
            faults.add("This file must hold keys and values.", file, 1)
            return None
        return _Builder(file, faults).build(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or "").removeprefix("but ")
        faults.add(f"This is not valid YAML: {problem}.", file, mark.line + 1 if mark else 1)
    except yaml.reader.ReaderError as error:
        faults.add(f"This is not valid YAML: {error.reason}.", file, text[: error.position].count("\n") + 1)
    # libyaml has no limit on depth, and a file of brackets alone would end Python.
    except RecursionError:
        faults.add("This file is nested too deeply to be read.", file, 1)
    return None


class _Builder:
    """Turns the nodes of one file into plain values and notes the line of each."""

    def __init__(self, file: str, faults: Faults) -> None:
        self.file, self.faults = file, faults
        self.lines: dict[Place, int] = {}
        self.seen: set[int] = set()
        self.sound = True

    def build(self, root: yaml.Node) -> YamlFile | None:
        value = self.value(root, ())
        return YamlFile(self.file, value, self.lines) if self.sound else None

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if id(node) in self.seen:  # an alias is the same node again, and may even contain itself
            return self.refuse("This is used again by an alias (`*`), which is not read: write it out each time.", node)
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, index)) for index, item in enumerate(node.value)]
        return self.mapping(node, place)

    def mapping(self, node: yaml.Node, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.refuse("A key must be a text.", key)
                continue
            name = str(key.value)
            if name in found:
                self.refuse(f"The key `{name}` is listed twice.", key)
            self.lines[(*place, name)] = key.start_mark.line + 1
            found[name] = self.value(value, (*place, name))
        return found

    def scalar(self, node: yaml.ScalarNode) -> Any:
        if node.tag not in _SCALARS:
            return self.refuse(f"The tag `{node.tag}` is not read here.", node)
        try:
            return _SCALARS[node.tag](node.value)
        except ValueError:
            return self.refuse(f"`{node.value}` does not fit its tag.", node)

    def refuse(self, sentence: str, node: yaml.Node) -> None:
        self.faults.add(sentence, self.file, node.start_mark.line + 1)
        self.sound = False
