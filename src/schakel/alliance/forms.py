"""partners/<partner>/form.yaml: how a form asks for the columns of a contract."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.model.column import Column
from schakel.model.contract import Contract, Severity
from schakel.model.form import (
    UNSENT_DAYS,
    AnswerKind,
    EntryForm,
    FilledByDesk,
    FormCondition,
    FormInbox,
    FormOption,
    FormQuestion,
    FormSection,
)
from schakel_base.csv_file import read_records
from schakel_base.faults import did_you_mean
from schakel_base.text import NOTHING, Text
from schakel_base.yaml_file import Place

_KINDS = {"date": AnswerKind.DATE, "integer": AnswerKind.NUMBER, "number": AnswerKind.NUMBER}


def read_form(reading: FolderReading, contract: Contract) -> EntryForm | None:
    """Return the form of a contract; None where it has none, or after noting why it cannot be read."""
    file = f"partners/{contract.partner}/form.yaml"
    found = reading.document(file, "form") if reading.has(file) else None
    if found is None:
        return None
    value, columns = found.document.value, {column.name: column for column in contract.delivered_columns}
    declared = _DeclaredForm(reading, found.document, contract, columns)
    sections = tuple(declared.section(index) for index, _ in enumerate(value["sections"]))
    given = tuple((column, FilledByDesk(kind)) for column, kind in value.get("given", {}).items())
    about, synthetic = declared.words(value, "about"), value.get("synthetic", False)
    kept = value.get("kept_unsent", UNSENT_DAYS)
    named = (contract.partner, contract.partner, contract.title)
    form = EntryForm(*named, sections, about, given, synthetic=synthetic, inbox=declared.inbox(), kept_unsent=kept)
    declared.check(form)
    return form


@dataclass(frozen=True)
class _DeclaredForm(DeclaredDocument):
    contract: Contract
    columns: Mapping[str, Column]

    def words(self, value: dict[str, Any], key: str, *place: str | int) -> Text:
        """Return a text; the desk speaks more languages than an alliance must, so it may have others too."""
        if key not in value:
            return NOTHING
        for language in self.reading.languages:
            if language not in value[key]:
                self.add(f"This text is missing in `{language}`.", *place, key)
        return Text(value[key])

    def inbox(self) -> FormInbox | None:
        """Return how what arrives is followed up: by a unit that the contract names by one column, and dates."""
        if (declared := self.document.value.get("inbox")) is None:
            return None
        unit, sender = declared["unit"], declared["sender"]
        keys = [key.columns[0] for key in self.contract.units if key.unit == unit and len(key.columns) == 1]
        days = [event.happened for event in self.contract.events if event.unit == unit]
        if not keys or not days:
            self.add(f"The contract names no `{unit}` by one column, with an event.", "inbox", "unit")
            return None
        return FormInbox(unit, keys[0], days[0], self._column(sender, "inbox", "sender").name)

    def section(self, index: int) -> FormSection:
        """Return one section."""
        entry, place = self.document.value["sections"][index], ("sections", index)
        questions = tuple(self._question(one, (*place, "questions", at)) for at, one in enumerate(entry["questions"]))
        return FormSection(self.words(entry, "title", *place), questions, self.words(entry, "help", *place))

    def _question(self, entry: dict[str, Any], place: Place) -> FormQuestion:
        name, when = entry["column"], entry.get("when")
        column = self._column(name, *place, "column")
        required = any(one.kind == "required" and one.column == name for one in self.contract.rules)
        options = self._options(entry, name, place)
        kind = _KINDS.get(column.type, AnswerKind.LONG_TEXT if entry.get("lines") == "several" else AnswerKind.TEXT)
        return FormQuestion(
            name=name,
            column=name,
            label=self.words(entry, "question", *place),
            kind=AnswerKind.CHOICE if options else kind,
            help=self.words(entry, "help", *place),
            options=options,
            required=required,
            unknown=entry.get("unknown", None if required else ""),
            when=FormCondition(when["column"], frozenset(when["is"])) if when else None,
            evidence_of=entry.get("evidence_of", ""),
        )

    def _column(self, name: str, *place: str | int) -> Column:
        if name not in self.columns:
            self.add(f"The contract has no column `{name}`{did_you_mean(name, self.columns)}", *place)
        return self.columns.get(name, Column(name))

    def _options(self, entry: dict[str, Any], name: str, place: Place) -> tuple[FormOption, ...]:
        """Return what can be chosen: as the form says, else the values that the contract lists."""
        declared = entry.get("options")
        if isinstance(declared, dict):
            return self._listed(declared, (*place, "options"))
        if declared is not None:
            return tuple(
                FormOption(one["value"], self.words(one, "label", *place, "options", at))
                for at, one in enumerate(declared)
            )  # fmt: skip
        rules = [one for one in self.contract.rules if one.column == name and one.severity is Severity.REFUSE]
        values = next((one.arguments for one in rules if one.kind == "values"), ())
        return tuple(FormOption(value, Text({self.reading.languages[0]: value})) for value in values)

    def _listed(self, declared: dict[str, str], place: Place) -> tuple[FormOption, ...]:
        """Return the options that a file lists."""
        file, reading = declared["file"], self.reading
        text = reading.text(file)
        header = next(csv.reader((text or "").splitlines()[:1]), [])
        for key in ("value", "label"):
            if text is not None and declared[key] not in header:
                self.add(f"`{file}` has no column `{declared[key]}`{did_you_mean(declared[key], header)}", *place, key)
                return ()
        records = read_records(text or "", file, header, reading.faults)
        lines = (dict(zip(header, one, strict=True)) for _, one in records)
        return tuple(
            FormOption(one[declared["value"]], Text({reading.languages[0]: one[declared["label"]]})) for one in lines
        )

    def check(self, form: EntryForm) -> None:
        """Note what does not fit together."""
        written = self.contract.format
        if written.name != "delimited" or written.quote == "none":
            sentence = "What is filled in becomes delimited text with quotes; the contract describes other files."
            self.reading.faults.add(sentence, self.file)
        before = set[str]()
        for place, question in _placed(form):
            if question.name in before:
                self.add(f"The column `{question.name}` is asked twice.", *place, "column")
            if question.when and question.when.question not in before:
                self.add(f"`{question.when.question}` is not asked before this.", *place, "when", "column")
            if question.evidence_of and question.evidence_of not in before:
                self.add(f"`{question.evidence_of}` is not asked before this.", *place, "evidence_of")
            before.add(question.name)
        for name, kind in form.given:
            self._column(name, "given", name)
            if kind is FilledByDesk.NUMBER and name not in self.contract.supersedes_by:
                self.add(
                    f"A correction replaces what it corrects only if `{name}` is under `supersedesBy`.", "given", name
                )
        always = {one.name for one in form.questions if one.when is None} | {name for name, _ in form.given}
        for name in self._required():
            if name not in always:
                self.add(f"The contract requires `{name}`; ask it of everybody, or give it under `given`.", "sections")

    def _required(self) -> Iterable[str]:
        return (one.column for one in self.contract.rules if one.kind == "required")


def _placed(form: EntryForm) -> Iterable[tuple[Place, FormQuestion]]:
    for index, section in enumerate(form.sections):
        for at, question in enumerate(section.questions):
            yield ("sections", index, "questions", at), question
