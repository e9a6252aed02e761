"""What each declaration of an alliance looks like: our own schemas are beside this file, others in their library."""

from collections.abc import Iterable, Mapping
from typing import Any

from schakel_base.faults import Faults
from schakel_base.schema import DEFINITIONS, Schema
from schakel_base.yaml_file import Place, YamlFile
from schakel_recidivism.cohort_file import COHORT

_OURS = (
    "alliance",
    "contract",
    "indicator",
    "product",
    "deliveries",
    "recommendation",
    "decision",
    "target",
    "published-figure",
    "figure-definition",
    "boundaries",
    "inhabitants",
    "assessment",
    "persons",
    "groups",
)
SCHEMAS: Mapping[str, Schema] = {
    **{name: Schema("schakel.alliance", name) for name in _OURS},
    "research": Schema("schakel.research.prevalence", "prevalence"),
    "recidivism": Schema("schakel.research.recidivism", "recidivism", (COHORT,)),
    "adequacy": Schema("schakel.research.adequacy", "adequacy"),
    "cohort": COHORT,
    "reading-rules": Schema("schakel_judgments.reading", "reading-rules"),
    "guidelines": Schema("schakel_judgments.guidelines", "guidelines"),
    "orientation-point": Schema("schakel_judgments.guidelines", "orientation-point"),
    "sentencing-model": Schema("schakel_judgments.models", "sentencing-model"),
    "link-model": Schema("schakel_linkage.link_model", "link-model"),
    "protection": Schema("schakel_protection.standalone", "protection"),
    "definitions": DEFINITIONS,
}


def check(document: YamlFile, schema: str, languages: Iterable[str], faults: Faults) -> list[Place]:
    """Note every way in which a document differs from a schema; return the places at fault."""
    return SCHEMAS[schema].check(document, languages, faults)


def load(name: str) -> Any:
    """Return one of the schemas, by its name."""
    return SCHEMAS[name].load()
