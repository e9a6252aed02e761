"""The sentences of an answer and the figures that they quote: each place in braces needs one, in every language."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from schakel.alliance.names import Names
from schakel.model.indicator import Indicator
from schakel.model.recommendation import COUNT, AnswerSentence, DeclaredPicture, QuotedFigure
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import NOTHING, Text
from schakel_base.yaml_file import YamlFile


def read_answer(
    document: YamlFile, names: Names, indicators: Mapping[str, Indicator], faults: Faults
) -> tuple[AnswerSentence, ...]:
    """Return the sentences under `answer`; note every figure that no table has, and every place without a figure."""
    sentences = enumerate(document.value.get("answer", ()))
    return tuple(read_sentence(document, ("answer", index), one, names, indicators, faults) for index, one in sentences)


def read_sentence(
    document: YamlFile,
    place: tuple[str | int, ...],
    value: dict[str, Any],
    names: Names,
    indicators: Mapping[str, Indicator],
    faults: Faults,
) -> AnswerSentence:
    """Return the sentence at a place of a document, after the same checks."""
    _check_places(value, document, place, faults)
    for name, figure in value.get("figures", {}).items():
        _check_figure(figure, document, (*place, "figures", name), names, indicators, faults)
    return _sentence(value)


def read_picture(
    document: YamlFile, names: Names, indicators: Mapping[str, Indicator], faults: Faults
) -> DeclaredPicture | None:
    """Return what is under `picture`, if anything is, after the same checks."""
    value = document.value.get("picture")
    if value is None:
        return None
    _check_figure(value, document, ("picture",), names, indicators, faults)
    title = Text(value["title"]) if "title" in value else NOTHING
    return DeclaredPicture(value["table"], value.get("at", {}), title)


def _check_figure(
    figure: dict[str, Any],
    document: YamlFile,
    place: tuple[str | int, ...],
    names: Names,
    indicators: Mapping[str, Indicator],
    faults: Faults,
) -> None:
    line = document.line(*place)
    if names.check("indicator", figure["table"], document.file, line) and figure["table"] in indicators:
        for fault in _faults_of(figure, indicators[figure["table"]]):
            faults.add(fault, document.file, line)


def _sentence(value: dict[str, Any]) -> AnswerSentence:
    figures = value.get("figures", {})
    return AnswerSentence(Text(value["says"]), {name: QuotedFigure(**figure) for name, figure in figures.items()})


def _check_places(sentence: dict[str, Any], document: YamlFile, place: tuple[str | int, ...], faults: Faults) -> None:
    declared = set(sentence.get("figures", {}))
    for language, said in sentence["says"].items():
        line = document.line(*place, "says", language)
        try:
            places = {name for _, name, _, _ in Formatter().parse(said) if name is not None}
        except ValueError:
            faults.add("A figure that a sentence quotes must be in braces, as in {reports}.", document.file, line)
            continue
        for name in sorted(places - declared):
            faults.add(f"Nothing is declared under `figures` for {{{name}}}.", document.file, line)
        for name in sorted(declared - places):
            faults.add(f"The figure `{name}` is not quoted in this sentence.", document.file, line)


def _faults_of(figure: dict[str, Any], indicator: Indicator) -> Iterator[str]:
    dimensions = {rule.name for rule in indicator.dimensions}
    for name in figure.get("at", {}):
        if name not in dimensions:
            yield f"The table `{indicator.name}` has no dimension `{name}`{did_you_mean(name, dimensions)}"
    measures = {COUNT, *(statistic.kind for statistic in indicator.statistics)}
    measure = figure.get("measure", COUNT)
    if measure not in measures:
        yield f"The table `{indicator.name}` has no measure `{measure}`{did_you_mean(measure, measures)}"
