"""What the declarations of an alliance look like, each by a schema beside this file; kinds of question have theirs."""

from collections.abc import Iterable, Mapping

from schakel_base.faults import Faults
from schakel_base.schema import Schema
from schakel_base.yaml_file import Place, YamlFile

_NAMES = (
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
    "form",
)
SCHEMAS: Mapping[str, Schema] = {name: Schema("schakel.alliance", name) for name in _NAMES}


def check(document: YamlFile, schema: str, languages: Iterable[str], faults: Faults) -> list[Place]:
    """Note every way in which a document differs from a schema; return the places at fault."""
    return SCHEMAS[schema].check(document, languages, faults)
