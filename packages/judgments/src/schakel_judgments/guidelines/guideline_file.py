"""Reads the guidelines of an alliance, and the points of orientation of the courts that its user fills in."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from schakel_base.csv_file import read_documents
from schakel_base.errors import RequestError
from schakel_base.faults import Faults, did_you_mean
from schakel_base.schema import Schema
from schakel_base.text import Text
from schakel_base.text_file import read_text
from schakel_judgments.guidelines.guideline import Aggravation, GuidelineEdition, PlainDemand, Row, TermRange

GUIDELINES = Schema("schakel_judgments.guidelines", "guidelines")
ORIENTATION_POINT = Schema("schakel_judgments.guidelines", "orientation-point")

ORIENTATION_POINTS = "orientation-points.csv"


@dataclass(frozen=True)
class OrientationPoint:
    """What courts agreed to start from, for one form and one factor, in months of imprisonment."""

    form: str
    factor: Text
    months: TermRange
    valid_from: date
    valid_until: date | None
    source: str
    verified: bool

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on < (self.valid_until or date.max)


def read_guidelines(file: Path) -> tuple[GuidelineEdition, ...]:
    """Read the editions of guidelines in a file, in their order.

    Parameters
    ----------
    file
        YAML as the schema `guidelines` describes it; periods and demands in months.

    Raises
    ------
    DeclarationError
        With every fault that was found, each with its line.
    """
    document, faults = GUIDELINES.read(file), Faults()
    for place, one in enumerate(document.value["editions"]):
        for sentence, number, key in _contradictions(one.get("aggravations", ())):
            faults.add(sentence, document.file, document.line("editions", place, "aggravations", number, key))
    faults.raise_if_any()
    return tuple(_edition(one) for one in document.value["editions"])


def read_orientation_points(file: Path) -> tuple[OrientationPoint, ...]:
    """Read the points of orientation; an empty table is none.

    Parameters
    ----------
    file
        CSV as the schema `orientation-point` describes it: months of imprisonment from `lower months` to `upper
        months`. Its column `factor LANGUAGE` gives the label in each language.

    Raises
    ------
    DeclarationError
        With every fault that was found, each with its line.
    """
    faults = Faults()
    lines = list(read_documents(file.parent, file.name, ORIENTATION_POINT, _languages(file, faults), faults))
    faults.raise_if_any()
    return tuple(_point(line.value) for line in lines)


def _languages(file: Path, faults: Faults) -> tuple[str, ...]:
    """The languages of the labels, which the header names: `factor en`, `factor nl`; English where it names none."""
    text = read_text(file.parent, file.name, faults) or ""
    header = next(csv.reader(StringIO(text, newline="")), [])
    named = [column.partition(" ") for column in header]
    return tuple(tag for name, _, tag in named if name == "factor" and tag) or ("en",)


def find_edition(
    editions: Sequence[GuidelineEdition], name: str, form: str = "", on: date | None = None
) -> GuidelineEdition:
    """Return an edition by its name.

    Parameters
    ----------
    form, on
        What else is asked, if anything: the edition must be for this form, and in force on this day.

    Raises
    ------
    RequestError
        If no edition is called so, or it is not the one for the form and the day.
    """
    found = next((one for one in editions if one.name == name), None)
    if found is None:
        raise RequestError(f"No edition is called `{name}`; there are {', '.join(one.name for one in editions)}.")
    if form and found.form not in (form, ""):
        raise RequestError(f"`{name}` is not about `{form}` but about `{found.form}`.")
    if on and not found.is_in_force(on):
        raise RequestError(f"`{name}` is not known to be in force on {on}.")
    return found


def _contradictions(aggravations: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int, str]]:
    """What a circumstance `excludes` that is none, or is itself: a sentence, the place in the list, and the key."""
    names = [one["name"] for one in aggravations]
    for place, one in enumerate(aggravations):
        if one["name"] in names[:place]:
            yield f"There are two circumstances `{one['name']}`.", place, "name"
        for other in one.get("excludes", ()):
            if other == one["name"]:
                yield f"`{other}` excludes itself.", place, "excludes"
            elif other not in names:
                yield f"No circumstance is called `{other}`{did_you_mean(other, names)}", place, "excludes"


def _edition(value: Mapping[str, Any]) -> GuidelineEdition:
    return GuidelineEdition(
        name=value["name"],
        title=Text(value["title"]),
        form=value.get("form", ""),
        valid_from=_day(value.get("from")),
        valid_until=_day(value.get("until")),
        source=value["source"],
        verified=value["verified"],
        start=tuple(Text(one) for one in value.get("start", ())),
        proportional=value.get("proportional", False),
        rows=tuple(_row(one) for one in value.get("rows", ())),
        aggravations=tuple(_aggravation(one) for one in value.get("aggravations", ())),
        exceptions=tuple(
            PlainDemand(one["name"], Text(one["label"]), _range(one["demand"]), _victims(one))
            for one in value.get("exceptions", ())
        ),
        notes=tuple(Text(one) for one in value.get("notes", ())),
    )


def _row(value: Mapping[str, Any]) -> Row:
    return Row(_range(value["period"]), _victims(value), _range(value["demand"]))


def _victims(value: Mapping[str, Any]) -> TermRange | None:
    return _range(value["victims"]) if "victims" in value else None


def _aggravation(value: Mapping[str, Any]) -> Aggravation:
    share = Fraction(value["percent"], 100) if "percent" in value else None
    return Aggravation(value["name"], Text(value["label"]), share, tuple(value.get("excludes", ())))


def _range(limits: Sequence[int | None]) -> TermRange:
    lower, upper = limits
    return TermRange(Fraction(lower or 0), None if upper is None else Fraction(upper))


def _point(value: Mapping[str, Any]) -> OrientationPoint:
    upper = value.get("upper months")
    return OrientationPoint(
        form=value["form"],
        factor=Text(value["factor"]),
        months=TermRange(Fraction(value["lower months"]), Fraction(upper) if upper else None),
        valid_from=date.fromisoformat(value["valid from"]),
        valid_until=_day(value.get("valid until")),
        source=value["source"],
        verified=value["verified"] == "true",
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
