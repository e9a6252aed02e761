"""research/<name>.yaml of the kind `prevalence`: how many are there, by which lists, and what is assumed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.indicators import check_name
from schakel.alliance.knowable import Knowable
from schakel.alliance.names import Names
from schakel.alliance.questions import DeclaredQuestion
from schakel.model.prevalence import CaptureList, DeclaredAssumption, Parts, PrevalenceQuestion
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import Text
from schakel_base.yaml_file import YamlFile


def read_prevalence(declared: DeclaredQuestion) -> PrevalenceQuestion | None:
    """Return the question that a document asks, or None after noting why it cannot be read."""
    document = declared.document
    if schema.check(document, "research", declared.languages, declared.faults):
        return None
    question = _prevalence(document.value, document.file)
    _Checks(question, document, declared.folder, declared.names, declared.knowable, declared.faults).all()
    return question


def _prevalence(value: dict[str, Any], file: str) -> PrevalenceQuestion:
    period, by = value.get("period", {}), value.get("by")
    return PrevalenceQuestion(
        name=value["name"],
        title=Text(value["title"]),
        question=Text(value["question"]),
        target=value["target"],
        assumptions=tuple(
            DeclaredAssumption(name, entry["status"], Text(entry["reason"]), entry.get("bias", ""))
            for name, entry in value["assumptions"].items()
        ),
        replicates=value["replicates"],
        methods=tuple(value.get("methods", ())),
        unit=value.get("unit", ""),
        lists=tuple(
            CaptureList(entry["name"], Text(entry["label"]), tuple(entry["partners"]))
            for entry in value.get("lists", ())
        ),
        begins=tuple(value.get("begins", ())),
        first_day=date.fromisoformat(period["from"]) if period else date.min,
        last_day=date.fromisoformat(period["until"]) if period else date.max,
        parts=Parts(by["attribute"], tuple(by["through"]), tuple(by["show"])) if by else None,
        table=value.get("table", ""),
        notes=tuple(Text(note) for note in value.get("notes", ())),
        source=Text(value["source"]),
        file=file,
    )


@dataclass(frozen=True)
class _Checks:
    question: PrevalenceQuestion
    document: YamlFile
    folder: Path
    names: Names
    knowable: Knowable
    faults: Faults

    def add(self, sentence: str, *place: str | int) -> None:
        self.faults.add(sentence, self.document.file, self.document.line(*place))

    def name(self, kind: str, name: str, *place: str | int) -> bool:
        return self.names.check(kind, name, self.document.file, self.document.line(*place))

    def all(self) -> None:
        question = self.question
        check_name(self.document, self.faults)
        if self.names.has("indicator", question.name):
            self.add(f"An indicator is called `{question.name}` as well.", "name")
        if bool(question.lists) == bool(question.table):
            self.add("Research has either `lists` of the chain or a published `table`.", "kind")
        if question.table and not (self.folder / question.table).is_file():
            self.add(f"There is no file `{question.table}`.", "table")
        if question.last_day < question.first_day:
            self.add(f"`until` is {question.last_day}, which is before {question.first_day}.", "period", "until")
        self.name("unit", question.unit, "unit")
        for index, event in enumerate(question.begins):
            self.name("event", event, "begins", index)
        self.lists()
        if question.parts:
            self.parts(question.parts)

    def lists(self) -> None:
        names: set[str] = set()
        partners: set[str] = set()
        for index, one in enumerate(self.question.lists):
            if one.name in names:
                self.add(f"Two lists are called `{one.name}`.", "lists", index, "name")
            names.add(one.name)
            for position, partner in enumerate(one.partners):
                self.partner(partner, partners, "lists", index, "partners", position)
                partners.add(partner)

    def partner(self, partner: str, earlier: set[str], *place: str | int) -> None:
        speakers, unit = self.knowable.speakers, self.question.unit
        if not self.name("partner", partner, *place):
            return
        if partner in earlier:
            self.add(f"`{partner}` keeps another list as well.", *place)
        if speakers is not None and self.names.has("unit", unit) and (partner, unit) not in speakers:
            self.add(f"The rows of `{partner}` never name `{unit}`, so they put nobody on a list.", *place)

    def parts(self, parts: Parts) -> None:
        for index, unit in enumerate(parts.through):
            self.name("unit", unit, "by", "through", index)
        self.name("attribute", parts.attribute, "by", "attribute")
        scheme = self.knowable.schemes.get(parts.attribute)
        for index, notation in enumerate(parts.show):
            if scheme is not None and notation not in scheme.by_notation:
                end = did_you_mean(notation, scheme.by_notation)
                self.add(f"The scheme `{scheme.name}` has no concept `{notation}`{end}", "by", "show", index)
