"""The sentences of an answer and the figures that they quote: each place in braces needs one, in every language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from schakel.alliance.declared import DeclaredDocument
from schakel.model.indicator import Indicator
from schakel.model.recommendation import COUNT, AnswerSentence, DeclaredPicture, QuotedFigure
from schakel_base.faults import did_you_mean
from schakel_base.text import NOTHING, Text


@dataclass(frozen=True)
class Quoting:
    """A document that quotes figures of tables; of those that could not be read nothing is said."""

    declared: DeclaredDocument
    indicators: Mapping[str, Indicator]

    def answer(self) -> tuple[AnswerSentence, ...]:
        """Return the sentences under `answer`; note every figure that no table has, and places without a figure."""
        sentences = enumerate(self.declared.document.value.get("answer", ()))
        return tuple(self.sentence(one, "answer", index) for index, one in sentences)

    def sentence(self, value: dict[str, Any], *place: str | int) -> AnswerSentence:
        """Return the sentence at a place of the document, after the same checks."""
        self._check_places(value, *place)
        for name, figure in value.get("figures", {}).items():
            self._check_figure(figure, *place, "figures", name)
        return _sentence(value)

    def picture(self) -> DeclaredPicture | None:
        """Return what is under `picture`, if anything is, after the same checks."""
        value = self.declared.document.value.get("picture")
        if value is None:
            return None
        self._check_figure(value, "picture")
        title = Text(value["title"]) if "title" in value else NOTHING
        return DeclaredPicture(value["table"], value.get("at", {}), title)

    def _check_figure(self, figure: dict[str, Any], *place: str | int) -> None:
        if self.declared.name("indicator", figure["table"], *place) and figure["table"] in self.indicators:
            for fault in _faults_of(figure, self.indicators[figure["table"]]):
                self.declared.add(fault, *place)

    def _check_places(self, sentence: dict[str, Any], *place: str | int) -> None:
        declared = set(sentence.get("figures", {}))
        for language, said in sentence["says"].items():
            here = (*place, "says", language)
            try:
                places = {name for _, name, _, _ in Formatter().parse(said) if name is not None}
            except ValueError:
                self.declared.add("A figure that a sentence quotes must be in braces, as in {reports}.", *here)
                continue
            for name in sorted(places - declared):
                self.declared.add(f"Nothing is declared under `figures` for {{{name}}}.", *here)
            for name in sorted(declared - places):
                self.declared.add(f"The figure `{name}` is not quoted in this sentence.", *here)


def _sentence(value: dict[str, Any]) -> AnswerSentence:
    figures = value.get("figures", {})
    return AnswerSentence(Text(value["says"]), {name: QuotedFigure(**figure) for name, figure in figures.items()})


def _faults_of(figure: dict[str, Any], indicator: Indicator) -> Iterator[str]:
    dimensions = {rule.name for rule in indicator.dimensions}
    for name in figure.get("at", {}):
        if name not in dimensions:
            yield f"The table `{indicator.name}` has no dimension `{name}`{did_you_mean(name, dimensions)}"
    measures = {COUNT, *(statistic.kind for statistic in indicator.statistics)}
    measure = figure.get("measure", COUNT)
    if measure not in measures:
        yield f"The table `{indicator.name}` has no measure `{measure}`{did_you_mean(measure, measures)}"
