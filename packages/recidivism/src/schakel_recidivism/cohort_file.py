"""A cohort of recidivism as it is declared in YAML: by a file of its own, or within a larger document."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from schakel_base.faults import Faults
from schakel_base.schema import Schema
from schakel_base.yaml_file import YamlFile
from schakel_recidivism.cohort import Cohort, Enough, RecidivismKind, Start

COHORT = Schema("schakel_recidivism", "cohort")
"""What a declared cohort looks like."""


def read_cohort(path: Path) -> Cohort:
    """Read a file that declares a cohort.

    Parameters
    ----------
    path
        YAML as the schema `cohort` of this package describes it.

    Raises
    ------
    DeclarationError
        If the file cannot be read, or says something that cannot be; every fault with its line.
    """
    document, faults = COHORT.read(path), Faults()
    cohort = cohort_in(document, (), faults)
    faults.raise_if_any()
    return cohort


def cohort_in(document: YamlFile, place: tuple[str, ...], faults: Faults) -> Cohort:
    """Return the cohort that a document declares at a place, and note what a schema cannot see of it.

    Parameters
    ----------
    document
        A document whose `place` fits the schema.
    place
        The keys that lead to the cohort; empty where it is the whole document.
    faults
        Where the faults are noted, each with its line.
    """
    value: Any = document.value
    for step in place:
        value = value[step]
    _check(value, document, place, faults)
    return _cohort_of(value)


def _check(value: dict[str, Any], document: YamlFile, place: tuple[str, ...], faults: Faults) -> None:
    index, observation = value["index"], value["observation"]

    def add(sentence: str, *inside: str) -> None:
        faults.add(sentence, document.file, document.line(*place, *inside))

    if index["until"] < index["from"]:
        add(f"`until` is {index['until']}, which is before {index['from']}.", "index", "until")
    if observation["until"] <= index["from"]:
        add(f"Observation ends on {observation['until']}, before the index cases begin.", "observation", "until")
    for name in value.get("never_counts", ()):
        if name in index["disposals"]:
            add(f"`{name}` makes an index case and never counts; it can be one of both.", "never_counts")

    _check_earlier_cases(value, add)


def _check_earlier_cases(value: dict[str, Any], add: Callable[..., None]) -> None:
    earlier = value.get("earlier_cases")
    if not earlier:
        return
    if earlier["from"] != sorted(earlier["from"]):
        add("The classes of earlier cases begin at ascending numbers.", "earlier_cases", "from")
    first, since = date.fromisoformat(value["index"]["from"]), date.fromisoformat(earlier["known_since"])
    # As far back for one person as for another, or the later cohorts have more earlier cases by the file alone.
    if (since.year + earlier["years"], since.month, since.day) > (first.year, first.month, first.day):
        sentence = (
            f"Cases are known since {since}, less than {earlier['years']} years before the first index case can be, on "
            f"{first}."
        )
        add(sentence, "earlier_cases", "known_since")


def _cohort_of(value: dict[str, Any]) -> Cohort:
    index, observation, linkage = value["index"], value["observation"], value.get("linkage", {})
    earlier = value.get("earlier_cases")
    return Cohort(
        disposals=tuple(index["disposals"]),
        first_day=date.fromisoformat(index["from"]),
        last_day=date.fromisoformat(index["until"]),
        by_year=index.get("one_per") == "person and year",
        starts=Start(value.get("clock", {}).get("starts", Start.DISPOSAL)),
        observed_until=date.fromisoformat(observation["until"]),
        lag_days=observation.get("lag_days", 0),
        years=observation["years"],
        kinds=tuple(_kind(name, one) for name, one in value["recidivism"].items()),
        never_counts=tuple(value.get("never_counts", ())),
        pending_counts=value.get("pending", "counts") == "counts",
        enough=Enough(**value["enough"]),
        by=tuple(value.get("by", ())),
        missed_links=linkage.get("missed_links", 0.0),
        false_links=linkage.get("false_links", 0.0),
        strict_person=linkage.get("strict", ""),
        loose_person=linkage.get("loose", ""),
        earlier_years=earlier["years"] if earlier else 0,
        earlier_from=tuple(earlier["from"]) if earlier else (),
    )


def _kind(name: str, value: dict[str, Any]) -> RecidivismKind:
    return RecidivismKind(
        name=name,
        at_least=value.get("at_least", {}),
        among={column: tuple(values) for column, values in value.get("among", {}).items()},
        same=tuple(value.get("same", ())),
        verified=value.get("verified", True),
        source=value.get("source", ""),
    )
