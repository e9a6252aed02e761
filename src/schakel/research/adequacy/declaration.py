"""sentencing/adequacy.yaml: what an alliance wants to learn from published judgments."""

from typing import Any

from schakel.alliance.kinds import DeclaredQuestion
from schakel.research.adequacy.question import AdequacyQuestion, Factor, WishedPoint
from schakel_base.faults import did_you_mean
from schakel_base.schema import Schema
from schakel_base.text import Text

SCHEMA = Schema("schakel.research.adequacy", "adequacy")
USUAL_RATIO = 1.5


def read(declared: DeclaredQuestion) -> AdequacyQuestion | None:
    """Return what is wished, or None after noting every fault."""
    document = declared.document
    if not declared.fits(SCHEMA):
        return None
    declared.name("partner", document.value["judgments"]["partner"], "judgments", "partner")
    found = _adequacy(document.value, document.file)
    _check_wished(found, declared)
    return found


def _adequacy(value: dict[str, Any], file: str) -> AdequacyQuestion:
    return AdequacyQuestion(
        name=value["name"],
        title=Text(value["title"]),
        question=Text(value["question"]),
        outcome=value["outcome"],
        factors=tuple(_factor(one) for one in value["factors"]),
        wished=tuple(
            WishedPoint(tuple(one["factors"]), float(one.get("ratio", USUAL_RATIO))) for one in value["wished"]
        ),
        selection=Text(value["selection"]),
        notes=tuple(Text(one) for one in value.get("notes", ())),
        source=Text(value["source"]),
        file=file,
        **value["judgments"],
    )


def _factor(one: dict[str, Any]) -> Factor:
    return Factor(one["name"], Text(one["label"]), one.get("fact", ""), one.get("value", ""), one.get("at_least"))


def _check_wished(found: AdequacyQuestion, declared: DeclaredQuestion) -> None:
    known = [factor.name for factor in found.factors]
    for index, point in enumerate(found.wished):
        for position, name in enumerate(point.factors):
            if name not in known:
                declared.add(
                    f"There is no factor `{name}`{did_you_mean(name, known)}", "wished", index, "factors", position
                )
