"""research/<name>.yaml of the kind `prevalence`: how many are there, by which lists, and what is assumed."""

import math
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
    UnitNumber,
)
from schakel_base.errors import SchakelError
from schakel_base.faults import did_you_mean
from schakel_base.schema import Schema
from schakel_base.text import Text
from schakel_prevalence import CountTable, read_source

MOST_KINDS = 16
"""Of each kind and each way to be on the lists a multiple of five is judged: of many kinds little would be left."""
SCHEMA = Schema("schakel.research.prevalence", "prevalence")


def read(declared: DeclaredQuestion) -> PrevalenceQuestion | None:
    """Return the question that a document asks, or None after noting why it cannot be read."""
    document = declared.document
    if not declared.fits(SCHEMA):
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
        covariates=_covariates(value.get("covariates", {})),
        missed_links=value.get("missed links"),
        false_links=value.get("false links"),
        notes=tuple(Text(note) for note in value.get("notes", ())),
        source=Text(value["source"]),
        file=file,
    )


def _covariates(value: dict[str, Any]) -> Covariates:
    of_table = {key: tuple(value.get(key, ())) for key in ("categories", "numbers", "pair")}
    return Covariates(units=tuple(map(_unit_number, value.get("units", ()))), **of_table)


def _unit_number(value: dict[str, Any]) -> UnitNumber:
    """A number of a unit; of an attribute its values are the steps."""
    values = value.get("values", {})
    return UnitNumber(
        label=Text(value["label"]),
        least=value.get("from", min(values.values(), default=0)),
        most=value.get("to", max(values.values(), default=0)),
        step=value.get("step", 0),
        magnitude=value.get("magnitude", ""),
        attribute=value.get("attribute", ""),
        through=tuple(value.get("through", ())),
        values=tuple(values.items()),
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
        if question.table and not (self.declared.reading.folder / question.table).is_file():
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
        self.of_units(question.covariates)

    def table(self) -> None:
        """Read the table, so that what is wrong in it is told before anything is asked of it."""
        try:
            described, file = self.question.covariates, self.declared.reading.folder / self.question.table
            table = read_source(file, covariates=described.categories, numbers=described.numbers).tables[""]
        except SchakelError as error:
            for fault in error.faults:
                self.declared.reading.faults.add(fault.sentence, self.question.table, fault.line)
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
                sentence = f"There is no list `{name}`{did_you_mean(name, lists)}"
                self.declared.add(sentence, "covariates", "pair", index)
        numbers = described.numbers or described.units
        if numbers and not described.pair:
            self.declared.add("With numbers the `pair` says which two lists are independent given them.", "covariates")
        if numbers and self.question.is_corrected:
            self.declared.add("Lists with numbers beside them cannot be corrected for errors of linkage.", "covariates")

    def of_units(self, described: Covariates) -> None:
        if described.units and self.question.table:
            self.declared.add("A table has columns; only `lists` of the chain have `units`.", "covariates", "units")
        if not self.question.lists or described == Covariates():
            return
        if described.categories or described.numbers or not described.units:
            self.declared.add("Who is on lists of the chain is described by `units`.", "covariates")
        self.covariates(described, [one.name for one in self.question.lists])
        for index, number in enumerate(described.units):
            self.unit_number(number, "covariates", "units", index)
        self.few(described.units)

    def unit_number(self, number: UnitNumber, *place: str | int) -> None:
        document: Any = self.declared.document.value["covariates"]["units"][place[-1]]
        if len([key for key in ("magnitude", "attribute", "year") if key in document]) != 1:
            self.declared.add("A number is one of `magnitude`, `attribute` and `year`.", *place)
            return
        if number.least >= number.most:
            self.declared.add(f"The number is nowhere between {number.least} and {number.most}.", *place)
        for index, unit in enumerate(number.through):
            self.declared.name("unit", unit, *place, "through", index)
        if number.magnitude and self.declared.name("magnitude", number.magnitude, *place, "magnitude"):
            self.stated(number, *place, "magnitude")
        if number.attribute and self.declared.name("attribute", number.attribute, *place, "attribute"):
            for notation, _ in number.values:
                self.declared.concept(number.attribute, notation, *place, "values", notation)

    def stated(self, number: UnitNumber, *place: str | int) -> None:
        known = self.declared.knowable.magnitudes
        if known is not None and not any((unit, number.magnitude) in known for unit in number.through):
            units = " or ".join(f"`{unit}`" for unit in number.through)
            self.declared.add(f"No contract states the `{number.magnitude}` of {units}.", *place)

    def few(self, numbers: Sequence[UnitNumber]) -> None:
        """Note numbers that make more kinds of persons than a drawing of five at a time bears."""
        kinds = math.prod(len(number.every) for number in numbers)
        if kinds > MOST_KINDS:
            sentence = (
                f"The numbers make {kinds} kinds of units, and at most {MOST_KINDS} are allowed: take larger steps."
            )
            self.declared.add(sentence, "covariates", "units")

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
