"""partners/<partner>/form.yaml: how a form asks for the columns of a contract."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from schakel.alliance import schema
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
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import NOTHING, Text
from schakel_base.text_file import read_text
from schakel_base.yaml_file import Place, YamlFile, read_yaml

_KINDS = {"date": AnswerKind.DATE, "integer": AnswerKind.NUMBER, "number": AnswerKind.NUMBER}


def read_form(folder: Path, contract: Contract, languages: tuple[str, ...], faults: Faults) -> EntryForm | None:
    """Return the form of a contract; None where it has none, or after noting why it cannot be read."""
    file = f"partners/{contract.partner}/form.yaml"
    document = read_yaml(folder, file, faults) if (folder / file).exists() else None
    if document is None or schema.check(document, "form", languages, faults):
        return None
    reading = _Reading(folder, document, contract, languages, faults)
    sections = tuple(reading.section(index) for index, _ in enumerate(document.value["sections"]))
    given = tuple((column, FilledByDesk(kind)) for column, kind in document.value.get("given", {}).items())
    about, synthetic = reading.words(document.value, "about"), document.value.get("synthetic", False)
    kept = document.value.get("kept_unsent", UNSENT_DAYS)
    named = (contract.partner, contract.partner, contract.title)
    form = EntryForm(*named, sections, about, given, synthetic=synthetic, inbox=reading.inbox(), kept_unsent=kept)
    reading.check(form)
    return form


class _Reading:
    """One reading of one form."""

    def __init__(
        self, folder: Path, document: YamlFile, contract: Contract, languages: tuple[str, ...], faults: Faults
    ) -> None:
        self.folder, self.document, self.languages, self.faults = folder, document, languages, faults
        self.contract, self.columns = contract, {column.name: column for column in contract.delivered_columns}

    def words(self, value: dict[str, Any], key: str, *place: str | int) -> Text:
        """Return a text; the desk speaks more languages than an alliance must, so it may have others too."""
        if key not in value:
            return NOTHING
        for language in self.languages:
            if language not in value[key]:
                self.add(f"This text is missing in `{language}`.", *place, key)
        return Text(value[key])

    def add(self, sentence: str, *place: str | int) -> None:
        """Note a fault at a place."""
        self.faults.add(sentence, self.document.file, self.document.line(*place))

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
        return tuple(FormOption(value, Text({self.languages[0]: value})) for value in values)

    def _listed(self, declared: dict[str, str], place: Place) -> tuple[FormOption, ...]:
        """Return the options that a file lists."""
        file = declared["file"]
        text = read_text(self.folder, file, self.faults)
        header = next(csv.reader((text or "").splitlines()[:1]), [])
        for key in ("value", "label"):
            if text is not None and declared[key] not in header:
                self.add(f"`{file}` has no column `{declared[key]}`{did_you_mean(declared[key], header)}", *place, key)
                return ()
        lines = (dict(zip(header, one, strict=True)) for _, one in read_records(text or "", file, header, self.faults))
        return tuple(
            FormOption(one[declared["value"]], Text({self.languages[0]: one[declared["label"]]})) for one in lines
        )

    def check(self, form: EntryForm) -> None:
        """Note what does not fit together."""
        written = self.contract.format
        if written.name != "delimited" or written.quote == "none":
            self.faults.add(
                "What is filled in becomes delimited text with quotes; the contract describes other files.",
                self.document.file,
            )
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
