"""What the declarations of an alliance look like, each by a schema beside this file; kinds of question have theirs."""

from collections.abc import Mapping

from schakel_base.schema import Schema

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
