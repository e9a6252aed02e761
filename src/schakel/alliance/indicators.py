"""indicators/<name>.yaml: what is counted, over which dimensions, with which statistics."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.faults import Faults, did_you_mean
from schakel.alliance.knowable import Knowable
from schakel.alliance.names import Names
from schakel.alliance.yaml_file import YamlFile, read_yaml
from schakel.model.indicator import Break, Condition, DimensionRule, Indicator, Phase, Statistic, Status
from schakel.model.text import NOTHING, Text

QUANTITIES = ("duration",)
"""The kinds of dimension that a median can be taken over."""


def read_indicator(
    folder: Path, file: str, languages: tuple[str, ...], names: Names, knowable: Knowable, faults: Faults
) -> Indicator | None:
    """Return the indicator in a file, or None after noting why it cannot be read."""
    document = read_yaml(folder, file, faults)
    if document is None or schema.check(document, "indicator", languages, faults):
        return None
    indicator = _indicator(document.value, file)
    _Checks(indicator, document, names, knowable, faults).all()
    return indicator


def check_name(document: YamlFile, faults: Faults) -> None:
    """Note a fault if a declaration is not called what its file is called."""
    name, stem = document.value["name"], Path(document.file).stem
    if name != stem:
        line = document.line("name")
        faults.add(f"The name is `{name}` and the file is called `{stem}`; they must be the same.", document.file, line)


def _indicator(value: dict[str, Any], file: str) -> Indicator:
    return Indicator(
        name=value["name"],
        title=Text(value["title"]),
        definition=Text(value["definition"]),
        unit=value["unit"],
        dimensions=tuple(_dimension(entry) for entry in value["dimensions"]),
        population=tuple(
            Condition(
                entry.get("event", ""),
                entry.get("attribute", ""),
                entry.get("concept", ""),
                entry.get("excluded", False),
            )
            for entry in value.get("population", ())
        ),
        statistics=tuple(
            Statistic(entry["kind"], entry["along"], Text(entry["label"])) for entry in value.get("statistics", ())
        ),
        chart=value.get("chart", "bars"),
        status=Status(value.get("status", "provisional")),
        notes=tuple(Text(entry) for entry in value.get("notes", ())),
        source=Text(value["source"]) if "source" in value else NOTHING,
        breaks=tuple(
            Break(date.fromisoformat(entry["on"]), Text(entry["label"]), entry["source"], entry["verified"])
            for entry in value.get("breaks", ())
        ),
        file=file,
    )


def _dimension(entry: dict[str, Any]) -> DimensionRule:
    return DimensionRule(
        kind=entry["kind"],
        name=entry["name"],
        label=Text(entry["label"]),
        attribute=entry.get("attribute", ""),
        show=tuple(entry.get("show", ())),
        event=entry.get("event", ""),
        by=entry.get("by", ""),
        phases=tuple(
            Phase(p["name"], Text(p["label"]), p["event"], p.get("attribute", ""), p.get("concept", ""))
            for p in entry.get("phases", ())
        ),
        start=entry.get("start", ""),
        end=entry.get("end", ""),
        classes=tuple(entry.get("classes", ())),
        attributes=tuple(entry.get("attributes", ())),
    )


@dataclass(frozen=True)
class _Checks:
    indicator: Indicator
    document: YamlFile
    names: Names
    knowable: Knowable
    faults: Faults

    def add(self, sentence: str, *place: str | int) -> None:
        self.faults.add(sentence, self.document.file, self.document.line(*place))

    def name(self, kind: str, name: str, *place: str | int) -> bool:
        return self.names.check(kind, name, self.document.file, self.document.line(*place))

    def all(self) -> None:
        check_name(self.document, self.faults)
        unit, units = self.indicator.unit, self.knowable.units
        if self.name("unit", unit, "unit") and units is not None and unit not in units:
            self.add(f"No partner names the unit `{unit}`, so it cannot be counted.", "unit")
        names = [dimension.name for dimension in self.indicator.dimensions]
        for index, dimension in enumerate(self.indicator.dimensions):
            if dimension.name in names[:index]:
                self.add(f"Two dimensions are called `{dimension.name}`.", "dimensions", index, "name")
            self.dimension(dimension, index)
        for index, condition in enumerate(self.indicator.population):
            self.condition(condition, "population", index)
        self.statistics()

    def condition(self, condition: Condition, *place: str | int) -> None:
        if condition.event and not self.name("event", condition.event, *place, "event"):
            return
        if condition.attribute:
            self.attribute(condition.attribute, condition.event or self.indicator.unit, *place, "attribute")
            self.concept(condition.attribute, condition.concept, *place, "concept")

    def dimension(self, dimension: DimensionRule, index: int) -> None:
        for field in ("event", "start", "end"):
            self.name("event", getattr(dimension, field), "dimensions", index, field)
        if dimension.attribute:
            self.attribute(dimension.attribute, self.indicator.unit, "dimensions", index, "attribute")
            for position, notation in enumerate(dimension.show):
                self.concept(dimension.attribute, notation, "dimensions", index, "show", position)
        for position, attribute in enumerate(dimension.attributes):
            self.attribute(attribute, self.indicator.unit, "dimensions", index, "attributes", position)
        for position, phase in enumerate(dimension.phases):
            self.phase(phase, dimension.phases[:position], "dimensions", index, "phases", position)
        if list(dimension.classes) != sorted(set(dimension.classes)):
            self.add(f"The classes of `{dimension.name}` must go up.", "dimensions", index, "classes")

    def attribute(self, attribute: str, unit: str, *place: str | int) -> None:
        if not self.name("attribute", attribute, *place) or self.knowable.claims is None:
            return
        if (unit, attribute) not in self.knowable.claims and self.names.has("unit", self.indicator.unit):
            self.add(f"No partner makes a claim about `{attribute}` of `{unit}`.", *place)

    def concept(self, attribute: str, notation: str, *place: str | int) -> None:
        scheme = self.knowable.schemes.get(attribute)
        if scheme is not None and notation not in scheme.by_notation:
            end = did_you_mean(notation, scheme.by_notation)
            self.add(f"The scheme `{scheme.name}` has no concept `{notation}`{end}", *place)

    def phase(self, phase: Phase, earlier: tuple[Phase, ...], *place: str | int) -> None:
        if phase.name in [other.name for other in earlier]:
            self.add(f"Two phases are called `{phase.name}`.", *place, "name")
        if self.name("event", phase.event, *place, "event") and phase.attribute:
            self.attribute(phase.attribute, phase.event, *place, "attribute")
            self.concept(phase.attribute, phase.concept, *place, "concept")

    def statistics(self) -> None:
        kinds = {dimension.name: dimension.kind for dimension in self.indicator.dimensions}
        for index, statistic in enumerate(self.indicator.statistics):
            if statistic.along not in kinds:
                end = did_you_mean(statistic.along, kinds)
                self.add(f"There is no dimension `{statistic.along}` here{end}", "statistics", index, "along")
            elif statistic.kind == "median" and kinds[statistic.along] not in QUANTITIES:
                self.add(f"A median is taken over a duration, and `{statistic.along}` is none.", "statistics", index)
