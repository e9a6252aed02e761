"""How a reader walks who follows `publish`: the calls that it makes, in the order in which they are first made.

The verb is run once on a built edition while every call is noted. What a call inside `verbs` leads to is read on; a
call into another room is a station, where the reader trusts the name. A return is a call into a file of `verbs` that
was read in before. Properties count as fields.

    python -m benchmarks walk            on line 145
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import copytree, ignore_patterns
from types import FrameType

from schakel import verbs

ALLIANCE = Path("alliances/ar-linea-145")
PRODUCT = "monitor"


@dataclass
class Walk:
    """The calls between functions of Schakel, each once, in the order in which they were first made."""

    calls: dict[tuple[str, str], None] = field(default_factory=dict)

    def note(self, frame: FrameType, event: str, _: object) -> None:
        """Note a call; what Python makes of a comprehension belongs to the function in which it is written."""
        if event == "call" and (callee := _function(frame)) and (caller := _caller(frame)):
            self.calls.setdefault((caller, callee))

    @property
    def stations(self) -> list[str]:
        """The modules outside `verbs` that its functions call."""
        return list(dict.fromkeys(_module(two) for one, two in self.calls if _in_verbs(one) and not _in_verbs(two)))

    @property
    def read(self) -> list[str]:
        """The functions of `verbs` that are walked through."""
        return list(dict.fromkeys(two for _, two in self.calls if _in_verbs(two)))

    @property
    def depth(self) -> int:
        """How many functions of `verbs` a reader has open at once, at most."""
        calls = [(one, two) for one, two in self.calls if _in_verbs(one) and _in_verbs(two)]

        def below(function: str, above: frozenset[str]) -> int:
            callees = [two for one, two in calls if one == function and two not in above]
            return 1 + max((below(one, above | {one}) for one in callees), default=0)

        return below(next(iter(self.calls))[0], frozenset())

    @property
    def returns(self) -> list[tuple[str, str]]:
        """The calls from one file of `verbs` into another that was read in before."""
        files = {_module(next(iter(self.calls))[0])}
        found = []
        for caller, callee in self.calls:
            if _in_verbs(caller) and _in_verbs(callee) and _module(caller) != _module(callee):
                found += [(caller, callee)] * (_module(callee) in files)
                files.add(_module(callee))
        return found


def _function(frame: FrameType) -> str:
    """The module and the name of a function of Schakel; blank for others, for what is nameless, and for properties."""
    module, name = frame.f_globals.get("__name__", ""), frame.f_code.co_qualname
    ours = module.split(".")[0].startswith("schakel") and "<" not in frame.f_code.co_filename
    if not ours or name.endswith(">") or _is_property(frame.f_globals, name):
        return ""
    return f"{module}:{name.split('.<locals>')[0]}"


def _is_property(names: Mapping[str, object], name: str) -> bool:
    """Whether a function is read as a field of a value."""
    owner, _, field_name = name.rpartition(".")
    return isinstance(getattr(names.get(owner), field_name, None), property | cached_property)


def _caller(frame: FrameType) -> str:
    """The nearest function of Schakel above, whatever is between (third parties, comprehensions)."""
    while frame.f_back is not None:
        frame = frame.f_back
        if found := _function(frame):
            return found
    return ""


def _module(function: str) -> str:
    return function.split(":")[0]


def _room(function: str) -> str:
    """The room of a function, or its library."""
    package, *rooms = _module(function).split(".")
    return rooms[0] if package == "schakel" and rooms else package


def _in_verbs(function: str) -> bool:
    return _room(function) == "verbs"


def walk(folder: Path) -> Walk:
    """Build an edition of a copy of the alliance, and publish it while its calls are noted."""
    alliance = Path(copytree(ALLIANCE, folder / ALLIANCE.name, ignore=ignore_patterns(".schakel")))
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    found, publish = Walk(), verbs.publish  # a verb is loaded when it is asked for, which is no part of the walk
    sys.setprofile(found.note)
    try:
        publish(alliance, PRODUCT, folder / "out")
    finally:
        sys.setprofile(None)
    return found


def _lines(found: Walk) -> Iterator[str]:
    stations, rooms = found.stations, sorted({_room(one) for one in found.stations})
    yield f"functions of verbs read   {len(found.read):4}   in {len({_module(one) for one in found.read})} files"
    yield f"functions open at once   {found.depth:5}"
    yield f"returns to a file         {len(found.returns):4}"
    yield from (f"    {one} -> {two}" for one, two in found.returns)
    yield f"stations                  {len(stations):4}   in {len(rooms)} rooms: {', '.join(rooms)}"


def main() -> None:
    """Print the count."""
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(_lines(walk(Path(folder)))))


if __name__ == "__main__":
    main()
