"""What kinds of question share: words, charts of bars, labels of parts, and concepts of an attribute."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import starmap

import yaml

from schakel.model.alliance import Alliance
from schakel.model.blocks import ChartBlock, LegendEntry, LegendSample
from schakel.model.concept import ConceptSet
from schakel.model.drawings import PartDrawing, RatioDrawing
from schakel.model.sentence import Joined, Sentence, Value, say
from schakel_base.text import Text

ALL_TOGETHER = say("All together", "Alles samen", "Todo junto")
FOR_EACH_PART = say("For each part", "Per deel", "Por partes")
WITH_CAUTION = say("With caution", "Met voorbehoud", "Con cautela")
UNKNOWN = "–"
"""What is in a table where nothing is known."""


class Words:
    """The sentences of a kind of question: English in its code, other languages in `words.yaml` beside that."""

    def __init__(self, package: str) -> None:
        written = (files(package) / "words.yaml").read_text("utf-8")
        self.by_english: dict[str, dict[str, str]] = yaml.load(written, yaml.CSafeLoader)

    def __call__(self, english: str, /, *, otherwise: Sentence | None = None, **values: Value) -> Sentence:
        """Return a sentence in all its languages, with values for its places."""
        # A sentence without its translations is a KeyError, in the first test that says it.
        return Sentence(Text({"en": english, **self.by_english[english]}), values, otherwise)


def bar_chart(
    name: str, title: Value, drawing: RatioDrawing | PartDrawing, signs: Mapping[LegendSample, Value], flag: Value = ""
) -> ChartBlock:
    """Return a chart of bars under a title that says what they are; its description is what each bar is and says."""
    bars = drawing.ratios if isinstance(drawing, RatioDrawing) else drawing.bars
    described = Joined(tuple(Joined((bar.label, bar.said), ": ") for bar in bars), "; ")
    return ChartBlock(name, title, drawing, tuple(starmap(LegendEntry, signs.items())), title, described, flag)


def part_labels(attribute: str, show: Sequence[str], alliance: Alliance) -> dict[str, Text]:
    """Return what the parts of an answer are called: the concepts in `show` of an attribute."""
    concepts = alliance.scheme_of(attribute).by_notation if show else {}
    return {notation: concepts[notation].label for notation in show}


def leaves_of(alliance: Alliance, attribute: str, concepts: Sequence[str]) -> ConceptSet:
    """Return the leaves that concepts of an attribute cover."""
    return alliance.scheme_of(attribute).leaves_of(*concepts)
