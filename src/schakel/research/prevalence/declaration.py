"""research/<name>.yaml of the kind `prevalence`: how many are there, by which lists, and what is assumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schakel.alliance.kinds import DeclaredQuestion
from schakel.research.prevalence.question import (
    CaptureList,
    Covariates,
    DeclaredAssumption,
    Parts,
    PrevalenceQuestion,
)
from schakel_base.errors import SchakelError
from schakel_base.faults import did_you_mean
from schakel_base.schema import Schema
from schakel_base.text import Text
from schakel_prevalence import CountTable, read_source

SCHEMA = Schema("schakel.research.prevalence", "prevalence")


def read(declared: DeclaredQuestion) -> PrevalenceQuestion | None:
    """Return the question that a document asks, or None after noting why it cannot be read."""
    document = declared.document
    if SCHEMA.check(document, declared.languages, declared.faults):
        return None
    question = _prevalence(document.value, document.file)
    _Checks(question, declared).all()
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
        order=tuple(value.get("order", ())),
        covariates=Covariates(**{key: tuple(names) for key, names in value.get("covariates", {}).items()}),
        missed_links=value.get("missed links"),
        false_links=value.get("false links"),
        notes=tuple(Text(note) for note in value.get("notes", ())),
        source=Text(value["source"]),
        file=file,
    )


@dataclass(frozen=True)
class _Checks:
    question: PrevalenceQuestion
    declared: DeclaredQuestion

    def all(self) -> None:
        question = self.question
        self.declared.own_name()
        if bool(question.lists) == bool(question.table):
            self.declared.add("Research has either `lists` of the chain or a published `table`.", "kind")
        if question.table and not (self.declared.folder / question.table).is_file():
            self.declared.add(f"There is no file `{question.table}`.", "table")
        elif question.table:
            self.table()
        if question.last_day < question.first_day:
            self.declared.add(
                f"`until` is {question.last_day}, which is before {question.first_day}.", "period", "until"
            )
        self.declared.name("unit", question.unit, "unit")
        for index, event in enumerate(question.begins):
            self.declared.event(event, self.question.unit, "begins", index, of_parent=False)
        self.lists()
        if question.parts:
            self.parts(question.parts)

    def table(self) -> None:
        """Read the table, so that what is wrong in it is told before anything is asked of it."""
        try:
            described, file = self.question.covariates, self.declared.folder / self.question.table
            table = read_source(file, covariates=described.categories, numbers=described.numbers).tables[""]
        except SchakelError as error:
            for fault in error.faults:
                self.declared.faults.add(fault.sentence, self.question.table, fault.line)
            return
        if isinstance(table, CountTable):
            return
        order = self.question.order
        if order and set(order) != set(table.lists):
            self.declared.add(f"`order` has each list of the table once: {', '.join(table.lists)}.", "order")
        self.covariates(self.question.covariates, table.lists)

    def covariates(self, described: Covariates, lists: Sequence[str]) -> None:
        for index, name in enumerate(described.pair):
            if name not in lists:
                sentence = f"The table has no list `{name}`{did_you_mean(name, lists)}"
                self.declared.add(sentence, "covariates", "pair", index)
        if described.numbers and not described.pair:
            self.declared.add("With numbers the `pair` says which two lists are independent given them.", "covariates")
        if described.numbers and (self.question.missed_links or self.question.false_links):
            self.declared.add("Lists with numbers beside them cannot be corrected for errors of linkage.", "covariates")

    def lists(self) -> None:
        names: set[str] = set()
        partners: set[str] = set()
        for index, one in enumerate(self.question.lists):
            if one.name in names:
                self.declared.add(f"Two lists are called `{one.name}`.", "lists", index, "name")
            names.add(one.name)
            for position, partner in enumerate(one.partners):
                self.partner(partner, partners, "lists", index, "partners", position)
                partners.add(partner)

    def partner(self, partner: str, earlier: set[str], *place: str | int) -> None:
        speakers, unit = self.declared.knowable.speakers, self.question.unit
        if not self.declared.name("partner", partner, *place):
            return
        if partner in earlier:
            self.declared.add(f"`{partner}` keeps another list as well.", *place)
        if speakers is not None and self.declared.names.has("unit", unit) and (partner, unit) not in speakers:
            self.declared.add(f"The rows of `{partner}` never name `{unit}`, so they put nobody on a list.", *place)

    def parts(self, parts: Parts) -> None:
        for index, unit in enumerate(parts.through):
            self.declared.name("unit", unit, "by", "through", index)
        self.declared.name("attribute", parts.attribute, "by", "attribute")
        for index, notation in enumerate(parts.show):
            self.declared.concept(parts.attribute, notation, "by", "show", index)
