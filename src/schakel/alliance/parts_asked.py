"""The parts of a recommendation: each has a short answer, and a status or the research that decides it."""

from collections.abc import Iterator, Mapping
from typing import Any

from schakel.alliance.names import Names
from schakel.alliance.quotations import read_sentence
from schakel.model.indicator import Indicator
from schakel.model.recommendation import AnswerStatus, AskedPart, DecidedBy
from schakel_base.faults import Faults
from schakel_base.text import Text
from schakel_base.yaml_file import YamlFile


def read_parts(
    document: YamlFile, names: Names, indicators: Mapping[str, Indicator], faults: Faults
) -> tuple[AskedPart, ...]:
    """Return what is under `parts`; note research that nobody asks, and a status that has no short answer."""
    found = []
    for index, value in enumerate(document.value["parts"]):
        place = ("parts", index)
        decided = _decided(value)
        if isinstance(decided, DecidedBy):
            names.check("research", decided.research, document.file, document.line(*place, "research"))
            if decided.research not in document.value.get("research", ()):
                sentence = f"`{decided.research}` must stand under `research` of this file as well."
                faults.add(sentence, document.file, document.line(*place, "research"))
        for status in _possible(decided):
            if status not in value["short"]:
                faults.add(
                    f"The short answer for `{status}` is missing.", document.file, document.line(*place, "short")
                )
        quoting = None
        if "quoting" in value:
            quoting = read_sentence(document, (*place, "quoting"), value["quoting"], names, indicators, faults)
        short = {AnswerStatus(status): Text(said) for status, said in value["short"].items()}
        found.append(AskedPart(Text(value["what"]), decided, short, quoting))
    return tuple(found)


def _decided(value: Mapping[str, Any]) -> AnswerStatus | DecidedBy:
    if "research" in value:
        return DecidedBy(value["research"], value.get("of") == "each part")
    return AnswerStatus(value["status"])


def _possible(decided: AnswerStatus | DecidedBy) -> Iterator[AnswerStatus]:
    """What research may conclude, or what is declared."""
    if not isinstance(decided, DecidedBy):
        yield decided
        return
    yield AnswerStatus.ANSWERED
    yield AnswerStatus.REFUSED
    if decided.each_part:
        yield AnswerStatus.PARTLY
