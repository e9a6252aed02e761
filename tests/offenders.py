"""A chain written case by case, and a question about recidivism that is asked of it."""

from datetime import date, timedelta

import pyarrow as pa
from cohorts import cohort
from small import scheme, text

from schakel.research.recidivism import ChainCases, DisposalRule, RecidivismPart, RecidivismQuestion
from schakel.research.recidivism.asking import answer_chain
from schakel_recidivism.cohort import RecidivismKind

SCHEMES = {
    "outcome": scheme("outcome", "conviction", "acquittal"),
    "form": scheme("form", "sexual", "labour"),
    "offence": scheme("offence", "trafficking", "property"),
}
DAY = date(2012, 3, 1)
QUESTION = RecidivismQuestion(
    name="again",
    title=text("Again"),
    question=text("How many?"),
    cohort=cohort(kinds=(RecidivismKind("general"), RecidivismKind("special", among={"offence": ("trafficking",)}))),
    chain=ChainCases(
        person="person",
        cases=("case",),
        index=("case",),
        committed=("committed",),
        through=("file",),
        disposals=(
            DisposalRule("conviction", text("a conviction"), "outcome", ("conviction",)),
            DisposalRule("transaction", text("a transaction"), "outcome", ("conviction",)),
            DisposalRule("acquittal", text("an acquittal"), "outcome", ("acquittal",)),
            DisposalRule("technical-dismissal", text("a technical dismissal"), "outcome", ("acquittal",)),
        ),
        stay="stay",
        stay_began="stay-began",
        stay_ended="stay-ended",
        died="died",
        emigrated="emigrated",
    ),
    kinds={"general": text("Any new case"), "special": text("The same again")},
    attribute="form",
    show=("sexual", "labour"),
)


def leaves(attribute, concepts):
    return SCHEMES[attribute].leaves_of(*concepts)


class World:
    """The tables of a chain, written case by case."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, object]]] = {"key_map": [], "events": [], "claims": [], "attributes": []}
        self.rows = 0

    def row(self, event: str, unit: str, day: date, units: dict[str, str], outcome: int = 0) -> None:
        """A row of a partner that names units, and describes one event."""
        self.rows += 1
        place = {"partner": "p", "delivery": 1, "row": self.rows}
        self.tables["key_map"] += [place | {"unit": name, "unit_id": key} for name, key in units.items()]
        told = {"event_index": 0, "event": event, "unit": unit, "unit_id": units[unit], "happened": day}
        self.tables["events"].append(place | told)
        claim = {"event_index": 0 if outcome else -1, "unit": unit, "attribute": "outcome", "mask": outcome or 3}
        self.tables["claims"].append(place | claim)

    def case(
        self, person: str, number: str, committed: date, *outcomes: tuple[date, int], form: int, what: int
    ) -> None:
        """A police file with its offence, and a case with its outcomes, one per instance."""
        self.row("committed", "file", committed, {"file": f"file {number}"})
        named = {"case": number, "file": f"file {number}", "person": person}
        self.row("registered", "case", committed + timedelta(30), named)
        for day, outcome in outcomes:
            self.row("judged", "case", day, named, outcome)
        for attribute, mask in (("form", form), ("offence", what)):
            self.tables["attributes"].append({"unit": "case", "unit_id": number, "attribute": attribute, "mask": mask})

    def parts(self, question: RecidivismQuestion = QUESTION) -> dict[tuple[str, str], RecidivismPart]:
        """The answer, by kind and part."""
        chain = {name: pa.Table.from_pylist(rows) for name, rows in self.tables.items()}
        return {(part.kind, part.code): part for part in answer_chain(question, chain, leaves)}
