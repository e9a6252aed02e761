"""Records of persons side by side, as somebody at a terminal reads them.

What partners wrote is hostile until shown otherwise: marks that steer a terminal or the direction of writing are shown
as their numbers, and long values are cut.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from schakel.identity.judging.review import Compared, RecordLine, SideBySide
from schakel_base.text import Text
from schakel_linkage.linking.evidence import PairEvidence

LONGEST = 60
_LABEL, _COLUMN = 16, 24
_STEERING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_LEFT_TO_RIGHT = "\u200e"
_MARKS_IN_A_ROW = 2


@cache
def _words() -> dict[str, Text]:
    found = yaml.safe_load((files("schakel.cli") / "review_words.yaml").read_text("utf-8"))
    return {key: Text(texts) for key, texts in found.items()}


@dataclass(frozen=True)
class ReviewWords:
    """What is said, in one language."""

    language: str

    def say(self, key: str, /, **values: object) -> str:
        """Return a word or a sentence with values filled in; a word that is not known stands for itself."""
        return _words().get(key, Text({"en": key})).in_language(self.language).format(**values)

    def bits(self, number: float, sign: bool = False) -> str:
        """Return a weight in bits, to one decimal."""
        said = f"{number:+.1f}" if sign else f"{number:.1f}"
        return said.replace(".", ",") if self.language == "nl" else said

    def number(self, number: int) -> str:
        """Return a number with a mark between thousands."""
        said = f"{number:,}"
        return said.replace(",", ".") if self.language == "nl" else said

    def percent(self, share: float) -> str:
        """Return a share in percent, to one decimal."""
        said = f"{100 * share:.1f}%"
        return said.replace(".", ",") if self.language == "nl" else said

    def share(self, number: float) -> str:
        """Return a number from -1 to 1, to two decimals."""
        return f"{number:.2f}".replace(".", "," if self.language == "nl" else ".")

    def level(self, level: str) -> str:
        """Return at which level two values agree."""
        word, _, share = level.partition(" ")
        if word == "similar":
            return self.say(word, share=share.replace(".", ",") if self.language == "nl" else share)
        return self.say(level)


def visible(value: str, longest: int = LONGEST) -> str:
    """Return a value whose every character can be seen, and that moves nothing around it.

    What is left out is counted. Letters that are written from right to left stay between marks that end their run.
    """
    shown = "".join(_shown(value[:longest]))
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in shown):
        # Else the digits and signs that come after it would be drawn as part of its run.
        shown = f"{_LEFT_TO_RIGHT}{shown}{_LEFT_TO_RIGHT}"
    return shown if len(value) <= longest else f"{shown}… ({len(value):,})"


def _shown(value: str) -> Iterator[str]:
    marks = 0
    for letter in value:
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind.startswith("M") else 0
        # A row of combining marks climbs over the lines around it; a space that looks like another makes two values
        # look alike.
        steers = kind in _STEERING or (kind == "Zs" and letter != " ") or marks > _MARKS_IN_A_ROW
        yield f"\\u{{{ord(letter):x}}}" if steers else letter


def side_by_side_text(found: SideBySide, words: ReviewWords, width: int, values: bool) -> str:
    """Return the records of persons, and what speaks for the two lines on which a judgement turns.

    Without `values`, what partners wrote is not shown: the levels and bits alone.
    """
    # Without colours, so that nothing in a value can be mistaken for one of our own.
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        for person in found.persons:
            if not any(line.person == person for line in found.lines):
                console.print(Cell(words.say("nothing in force", person=person)))
        for table in _lines(found, words, width) if values else ():
            console.print(table)
        if found.compared:
            console.print(_compared(found.compared, words, values))
            console.print(*map(Cell, _rules(found.compared.evidence, words)))
        elif len(found.lines) == 1:
            console.print(Cell(words.say("one line")))
    return captured.get().rstrip()


def _lines(found: SideBySide, words: ReviewWords, width: int) -> Iterator[Table]:
    """The lines as columns, as many beside each other as there is room for."""
    usual = _usual(found.lines)
    room = max((width - _LABEL) // _COLUMN, 1)
    # Letters beside the start of an id: people compare the columns by them, and ids are all alike.
    letters = {person: chr(ord("A") + place % 26) for place, person in enumerate(found.persons)}
    for start in range(0, len(found.lines), room):
        beside = found.lines[start : start + room]
        table = Table("", *(words.say("line", number=line.number) for line in beside), box=SIMPLE)
        rows = {
            "person": [f"{letters[line.person]} {line.person[:8]}" for line in beside],
            "records": [str(len(line.records)) for line in beside],
            "partner": [", ".join(line.partners) for line in beside],
            "known": [" – ".join(line.days) for line in beside],
            "nearest": [_nearest(line, words) for line in beside],
        }
        for key, said in rows.items():
            if any(said):
                table.add_row(words.say(key), *map(Cell, said))
        for attribute in filter(usual.get, usual):  # of which somebody says something
            table.add_row(Cell(attribute), *(_value(line, attribute, usual[attribute]) for line in beside))
        yield table


def _usual(lines: Sequence[RecordLine]) -> dict[str, str]:
    """The value that most lines have, by attribute; blank ones do not count."""
    found = {}
    for attribute in lines[0].values if lines else ():
        counts = Counter(line.values[attribute] for line in lines if line.values[attribute])
        # Of two that occur as often the first in the alphabet, so that the same persons look the same the next time.
        found[attribute] = min(counts, key=lambda value: (-counts[value], value), default="")
    return found


def _value(line: RecordLine, attribute: str, usual: str) -> Cell:
    value = line.values[attribute]
    return Cell(("≠ " if value and value != usual else "") + visible(value))


def _nearest(line: RecordLine, words: ReviewWords) -> str:
    if not line.nearest:
        return ""
    number, weight = line.nearest
    return words.say("nearest line", number=number, weight=words.bits(weight))


def _compared(found: Compared, words: ReviewWords, values: bool) -> Table:
    sides = (found.one, found.other)
    table = Table(
        words.say("attribute"),
        *(words.say("line", number=line.number) for line in sides if values),
        words.say("agreement"),
        box=SIMPLE,
    )
    table.add_column(words.say("bits"), justify="right")
    blank = [""] * (len(table.columns) - 3)
    for name, said in found.evidence.attributes.items():
        # What neither says speaks for nothing.
        if not any(line.values[name] for line in sides):
            continue
        written = [Cell(visible(line.values[name])) for line in sides if values]
        table.add_row(Cell(name), *written, words.level(said.level), words.bits(said.bits, sign=True))
    table.add_row("", *blank, words.say("prior"), words.bits(found.evidence.prior, sign=True))
    if found.evidence.case:
        table.add_row("", *blank, words.say("case"), words.bits(found.evidence.case, sign=True))
    table.add_row("", *blank, words.say("all told"), words.bits(found.evidence.weight, sign=True))
    return table


def _rules(evidence: PairEvidence, words: ReviewWords) -> Iterator[str]:
    if evidence.forbidden:
        yield words.say("no machine", rules="; ".join(words.say(rule) for rule in evidence.forbidden))
