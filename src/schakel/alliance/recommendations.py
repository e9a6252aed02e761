"""recommendations/<number>-<name>.yaml: what was asked of the chain, and what the tables answer to it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.names import Names
from schakel.alliance.quotations import read_answer, read_picture, read_sentence
from schakel.alliance.schema import SCHEMAS
from schakel.model.indicator import Indicator
from schakel.model.recommendation import AnswerStatus, AskedPart, DecidedBy, Decision, Letter, Recommendation
from schakel_base.csv_file import read_documents
from schakel_base.faults import Faults
from schakel_base.text import NOTHING, Text
from schakel_base.text_file import list_files, read_text
from schakel_base.yaml_file import YamlFile, read_yaml


def _read_parts(
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


ROOM = "recommendations"

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def read_recommendations(
    folder: Path, languages: tuple[str, ...], names: Names, indicators: Mapping[str, Indicator], faults: Faults
) -> tuple[Recommendation, ...]:
    """Return the recommendations of an alliance in the order of their numbers, if it has any; note every fault.

    `indicators` are those that could be read: of others nothing is said.
    """
    found: list[Recommendation] = []
    for file in list_files(folder, ROOM, ".yaml", faults).values():
        document = read_yaml(folder, file, faults)
        if document is None or schema.check(document, "recommendation", languages, faults):
            continue
        _check(document, folder, names, faults)
        _check_passages(document, folder, faults)
        _check_years(document, faults)
        decisions = _decisions(document, folder, languages, faults)
        answer = read_answer(document, names, indicators, faults)
        parts = _read_parts(document, names, indicators, faults)
        picture = read_picture(document, names, indicators, faults)
        asked = _recommendation(document.value, file)
        found.append(replace(asked, decisions=decisions, answer=answer, parts=parts, picture=picture))
    # By number, and not as files sort: 10 would come before 2.
    found.sort(key=lambda one: one.number)
    for earlier, later in pairwise(found):
        if earlier.number == later.number:
            faults.add(f"`{earlier.file}` also has the number {later.number}.", later.file)
    return tuple(found)


def _recommendation(value: dict[str, Any], file: str) -> Recommendation:
    letter = value["letter"]
    return Recommendation(
        number=value["number"],
        name=value["name"],
        title=Text(value["title"]),
        asked=Text(value["asked"]),
        letter_answered=Text(value["letter_answered"]),
        how=Text(value["how"]) if "how" in value else NOTHING,
        letter=Letter(
            source=letter["source"],
            address=letter.get("address", ""),
            verified=letter["verified"],
            note=Text(letter["note"]) if "note" in letter else NOTHING,
            language=letter.get("language", ""),
            passages=tuple(letter.get("passages", ())),
            on=date.fromisoformat(letter["on"]) if "on" in letter else None,
        ),
        research=tuple(value.get("research", ())),
        tables=tuple(value.get("tables", ())),
        reference=tuple(value.get("reference", ())),
        needs=tuple(Text(need) for need in value.get("needs", ())),
        file=file,
    )


def _decisions(document: YamlFile, folder: Path, languages: tuple[str, ...], faults: Faults) -> tuple[Decision, ...]:
    """The decisions of the file that a recommendation names, the latest first."""
    file = document.value.get("decisions", "")
    if file and not (folder / file).is_file():
        faults.add(f"There is no file `{file}`.", document.file, document.line("decisions"))
    elif file:
        lines = [line.value for line in read_documents(folder, file, SCHEMAS["decision"], languages, faults)]
        found = [Decision(date.fromisoformat(one.pop("date")), **one) for one in lines]
        return tuple(sorted(found, key=lambda one: (one.on, one.ecli), reverse=True))
    return ()


def _check(document: YamlFile, folder: Path, names: Names, faults: Faults) -> None:
    value, file = document.value, document.file
    # Addresses of pages are made of the name: a file that was renamed would move its page without anybody seeing it.
    called, stem = f"{value['number']}-{value['name']}", Path(file).stem
    if called != stem:
        sentence = f"Its number and name give `{called}`, but the file is called `{stem}`; they must be the same."
        faults.add(sentence, file, document.line("name"))
    for index, table in enumerate(value.get("tables", ())):
        names.check("indicator", table, file, document.line("tables", index))
    for index, question in enumerate(value.get("research", ())):
        names.check("research", question, file, document.line("research", index))
    for index, reference in enumerate(value.get("reference", ())):
        if not (folder / reference).is_file():
            faults.add(f"There is no file `{reference}`.", file, document.line("reference", index))


def _check_passages(document: YamlFile, folder: Path, faults: Faults) -> None:
    """A passage stands word for word in the text of the letter: a quotation is compared, not trusted."""
    letter = document.value["letter"]
    if "text" not in letter:
        return
    text = read_text(folder, letter["text"], faults)
    for index, passage in enumerate(letter.get("passages", ()) if text is not None else ()):
        if _letters(passage) not in _letters(text or ""):
            sentence = f"This passage is not in `{letter['text']}`."
            faults.add(sentence, document.file, document.line("letter", "passages", index))


def _check_years(document: YamlFile, faults: Faults) -> None:
    """What was asked and answered then knows no later year: a reader would take what came after for what was said."""
    letter = document.value["letter"]
    if "on" not in letter:
        return
    written = date.fromisoformat(letter["on"]).year
    for key in ("asked", "letter_answered"):
        for language, said in document.value[key].items():
            if later := [year for year in _YEAR.findall(said) if int(year) > written]:
                sentence = f"The letter is of {written} and this text mentions {later[0]}, which had yet to come."
                faults.add(sentence, document.file, document.line(key, language))


def _letters(text: str) -> str:
    """A text without spaces and hyphens: a printed letter breaks its lines, and words at the end of a line."""
    return re.sub(r"[\s-]", "", text)
