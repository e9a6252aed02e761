"""An indicator as a declaration: the text of `indicators/NAME.yaml`, as short as it can be."""

from dataclasses import MISSING, fields
from typing import Any

import yaml

from schakel.model.indicator import Condition, DimensionRule, Indicator, Phase
from schakel_base.text import Text


def declaration_of(indicator: Indicator) -> bytes:
    """Return the declaration that is read as this indicator."""
    said: dict[str, Any] = {
        "name": indicator.name,
        "title": dict(indicator.title.by_language),
        "definition": dict(indicator.definition.by_language),
        "unit": indicator.unit,
    }
    if indicator.counted:
        said["counted"] = dict(indicator.counted.by_language)
    if indicator.population:
        said["population"] = [_said(one) for one in indicator.population]
    said["dimensions"] = [_said(one) for one in indicator.dimensions]
    if indicator.statistics:
        said["statistics"] = [_said(one) for one in indicator.statistics]
    said["status"] = indicator.status.value
    if indicator.source:
        said["source"] = dict(indicator.source.by_language)
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=110).encode()


def _said(one: Condition | DimensionRule | Phase | Any) -> dict[str, Any]:
    """The fields of a part that are not as they are by default."""
    values = ((field, getattr(one, field.name)) for field in fields(one))
    return {field.name: _plain(value) for field, value in values if field.default is MISSING or value != field.default}


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return dict(value.by_language)
    if isinstance(value, tuple):
        return [_said(part) if hasattr(part, "__dataclass_fields__") else part for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
