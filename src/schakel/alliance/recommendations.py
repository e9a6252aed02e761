"""recommendations/<number>-<name>.yaml: what was asked of the chain, and what the tables answer to it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.alliance.quotations import Quoting
from schakel.model.indicator import Indicator
from schakel.model.recommendation import AnswerStatus, AskedPart, DecidedBy, Decision, Recommendation
from schakel_base.nouns import noun_of


def _read_parts(quoting: Quoting) -> Iterator[AskedPart]:
    """Yield what is under `parts`; note research that nobody asks, and a status that has no short answer."""
    declared = quoting.declared
    for index, value in enumerate(declared.document.value["parts"]):
        place, decided = ("parts", index), _decided(value)
        if isinstance(decided, DecidedBy):
            declared.name("research", decided.research, *place, "research")
            if decided.research not in declared.document.value.get("research", ()):
                sentence = f"`{decided.research}` must stand under `research` of this file as well."
                declared.add(sentence, *place, "research")
        for status in _possible(decided):
            if status not in value["short"]:
                declared.add(f"The short answer for `{status}` is missing.", *place, "short")
        quoted = quoting.sentence(value["quoting"], *place, "quoting") if "quoting" in value else None
        yield noun_of(AskedPart, value, decided=decided, quoting=quoted)


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


ROOM = "recommendations"

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def read_recommendations(reading: FolderReading, indicators: Mapping[str, Indicator]) -> tuple[Recommendation, ...]:
    """Return the recommendations of an alliance in the order of their numbers, if it has any; note every fault.

    `indicators` are those that could be read: of others nothing is said.
    """
    found: list[Recommendation] = []
    for file in reading.files(ROOM).values():
        if declared := reading.document(file, "recommendation"):
            _check(declared)
            _check_passages(declared)
            _check_years(declared)
            decisions, quoting = _decisions(declared), Quoting(declared, indicators)
            answer, parts, picture = quoting.answer(), tuple(_read_parts(quoting)), quoting.picture()
            own = {"decisions": decisions, "answer": answer, "parts": parts, "picture": picture, "file": file}
            found.append(noun_of(Recommendation, declared.document.value, **own))
    # By number, and not as files sort: 10 would come before 2.
    found.sort(key=lambda one: one.number)
    for earlier, later in pairwise(found):
        if earlier.number == later.number:
            reading.faults.add(f"`{earlier.file}` also has the number {later.number}.", later.file)
    return tuple(found)


def _decisions(declared: DeclaredDocument) -> tuple[Decision, ...]:
    """The decisions of the file that a recommendation names, the latest first."""
    file = declared.document.value.get("decisions", "")
    if file and not (declared.reading.folder / file).is_file():
        declared.add(f"There is no file `{file}`.", "decisions")
    elif file:
        lines = [line.document.value for line in declared.reading.lines(file, "decision")]
        found = [noun_of(Decision, {**one, "on": one["date"]}) for one in lines]
        return tuple(sorted(found, key=lambda one: (one.on, one.ecli), reverse=True))
    return ()


def _check(declared: DeclaredDocument) -> None:
    value = declared.document.value
    # Addresses of pages are made of the name: a file that was renamed would move its page without anybody seeing it.
    called, stem = f"{value['number']}-{value['name']}", Path(declared.file).stem
    if called != stem:
        sentence = f"Its number and name give `{called}`, but the file is called `{stem}`; they must be the same."
        declared.add(sentence, "name")
    for index, table in enumerate(value.get("tables", ())):
        declared.name("indicator", table, "tables", index)
    for index, question in enumerate(value.get("research", ())):
        declared.name("research", question, "research", index)
    for index, reference in enumerate(value.get("reference", ())):
        if not (declared.reading.folder / reference).is_file():
            declared.add(f"There is no file `{reference}`.", "reference", index)


def _check_passages(declared: DeclaredDocument) -> None:
    """A passage stands word for word in the text of the letter: a quotation is compared, not trusted."""
    letter = declared.document.value["letter"]
    text = declared.reading.text(letter["text"]) if "text" in letter else None
    for index, passage in enumerate(letter.get("passages", ()) if text is not None else ()):
        if _letters(passage) not in _letters(text or ""):
            declared.add(f"This passage is not in `{letter['text']}`.", "letter", "passages", index)


def _check_years(declared: DeclaredDocument) -> None:
    """What was asked and answered then knows no later year: a reader would take what came after for what was said."""
    letter = declared.document.value["letter"]
    if "on" not in letter:
        return
    written = date.fromisoformat(letter["on"]).year
    for key in ("asked", "letter_answered"):
        for language, said in declared.document.value[key].items():
            if later := [year for year in _YEAR.findall(said) if int(year) > written]:
                sentence = f"The letter is of {written} and this text mentions {later[0]}, which had yet to come."
                declared.add(sentence, key, language)


def _letters(text: str) -> str:
    """A text without spaces and hyphens: a printed letter breaks its lines, and words at the end of a line."""
    return re.sub(r"[\s-]", "", text)
