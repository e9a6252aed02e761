"""research/<name>.yaml of the kind `recidivism`: a cohort, where its cases are in the chain, and how to split it."""

from dataclasses import dataclass
from typing import Any

from schakel.alliance.kinds import DeclaredQuestion
from schakel.research.recidivism.question import ChainCases, DisposalRule, RecidivismQuestion
from schakel_base.faults import did_you_mean
from schakel_base.schema import Schema
from schakel_base.text import Text
from schakel_recidivism import COHORT, Cohort, cohort_in

SCHEMA = Schema("schakel.research.recidivism", "recidivism", (COHORT,))


def read(declared: DeclaredQuestion) -> RecidivismQuestion | None:
    """Return the question that a document asks, or None after noting why it cannot be read."""
    document = declared.document
    if not declared.fits(SCHEMA):
        return None
    question = _question(document.value, cohort_in(document, ("cohort",), declared.reading.faults), document.file)
    _Checks(question, declared).all()
    return question


def _question(value: dict[str, Any], cohort: Cohort, file: str) -> RecidivismQuestion:
    by = value.get("by", {})
    return RecidivismQuestion(
        name=value["name"],
        title=Text(value["title"]),
        question=Text(value["question"]),
        cohort=cohort,
        chain=_chain(value["chain"]),
        kinds={name: Text(label) for name, label in value["kinds"].items()},
        attribute=by.get("attribute", ""),
        show=tuple(by.get("show", ())),
        notes=tuple(Text(note) for note in value.get("notes", ())),
        source=Text(value["source"]),
        file=file,
    )


def _chain(value: dict[str, Any]) -> ChainCases:
    stays, leaves = value.get("stays", {}), value.get("leaves", {})
    return ChainCases(
        person=value["person"],
        cases=tuple(value["cases"]),
        index=tuple(value.get("index", value["cases"])),
        committed=tuple(value["committed"]),
        through=tuple(value["through"]),
        disposals=tuple(
            DisposalRule(one["name"], Text(one["label"]), one["attribute"], tuple(one["concepts"]))
            for one in value["disposals"]
        ),
        stay=stays.get("unit", ""),
        stay_began=stays.get("began", ""),
        stay_ended=stays.get("ended", ""),
        died=leaves.get("died", ""),
        emigrated=leaves.get("emigrated", ""),
    )


@dataclass(frozen=True)
class _Checks:
    question: RecidivismQuestion
    declared: DeclaredQuestion

    def concepts(self, attribute: str, notations: tuple[str, ...], *place: str | int) -> None:
        self.declared.name("attribute", attribute, *place)
        for notation in notations:
            self.declared.concept(attribute, notation, *place)

    def all(self) -> None:
        self.declared.own_name()
        self.chain()
        self.kinds()
        self.disposals()
        if self.question.attribute:
            self.concepts(self.question.attribute, self.question.show, "by", "show")

    def chain(self) -> None:
        chain = self.question.chain
        self.declared.name("unit", chain.person, "chain", "person")
        for index, unit in enumerate(chain.index):
            if unit not in chain.cases:
                self.declared.add(f"`{unit}` is not a unit of `cases`.", "chain", "index", index)
        for key, units in (("cases", chain.cases), ("through", chain.through)):
            for index, unit in enumerate(units):
                self.declared.name("unit", unit, "chain", key, index)
        for index, event in enumerate(chain.committed):
            self.declared.name("event", event, "chain", "committed", index)
        self.declared.name("unit", chain.stay, "chain", "stays", "unit")
        self.declared.event(chain.stay_began, chain.stay, "chain", "stays", "began", of_parent=False)
        self.declared.event(chain.stay_ended, chain.stay, "chain", "stays", "ended", of_parent=False)
        self.declared.name("event", chain.died, "chain", "leaves", "died")
        self.declared.name("event", chain.emigrated, "chain", "leaves", "emigrated")

    def kinds(self) -> None:
        for kind in self.question.cohort.kinds:
            place = ("cohort", "recidivism", kind.name)
            if kind.name not in self.question.kinds:
                self.declared.add(f"`{kind.name}` has no label in `kinds`.", *place)
            # Concepts have an order in the tree alone: of two of them neither is more.
            if kind.at_least:
                self.declared.add("In the chain every attribute is a set of concepts: use `among`.", *place, "at_least")
            for attribute, notations in kind.among.items():
                self.concepts(attribute, notations, *place, "among", attribute)
            for index, attribute in enumerate(kind.same):
                self.declared.name("attribute", attribute, *place, "same", index)

    def disposals(self) -> None:
        cohort, rules = self.question.cohort, self.question.chain.disposals
        for index, rule in enumerate(rules):
            self.concepts(rule.attribute, rule.concepts, "chain", "disposals", index)
        known = {rule.name for rule in rules}
        for name in (*cohort.disposals, *cohort.never_counts):
            if name not in known:
                self.declared.add(
                    f"`disposals` of the chain does not say what `{name}` is{did_you_mean(name, known)}", "cohort"
                )
        # The library reads a second linkage from a column of a file; here there is no file.
        if cohort.strict_person:
            self.declared.add(
                "In the chain, linkages are those of the alliance, not columns.", "cohort", "linkage", "strict"
            )
        if cohort.earlier_years:
            self.declared.add("In the chain, shares are not corrected for earlier cases.", "cohort", "earlier_cases")
        if cohort.by:
            self.declared.add("In the chain, `by` stands outside the cohort.", "cohort", "by")
