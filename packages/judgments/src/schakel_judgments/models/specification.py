"""What the columns of a table of sentences mean: a specification, read and checked before the table is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from schakel_base.faults import Faults, did_you_mean
from schakel_base.schema import Schema
from schakel_base.yaml_file import YamlFile
from schakel_judgments.thresholds import LONGEST_TERM

SCHEMA = Schema("schakel_judgments.models", "sentencing-model")


class Selection(StrEnum):
    """Which of the sentences that were imposed a table holds."""

    ALL = "all"
    SAMPLE = "sample"
    PUBLISHED = "published"


@dataclass(frozen=True)
class ModelSpecification:
    """Which columns of a table are the sentence, and which may lie behind it; an empty name: not given.

    The regime at the date of the offence is held fixed.

    Parameters
    ----------
    months
        The column with the length; 0 is no custody.
    factors
        Columns whose levels are compared.
    covariates
        Columns with numbers, each with one coefficient.
    reference
        The level that the others of a factor are compared with; the first in order where none is declared.
    selection
        Which of the imposed sentences the table holds; None: it is not said.
    regimes
        Days on which the law changed.
    longest
        Months from which on a term is taken for a mistake: its row is left out and noted.
    per_year
        Sentences that are added each year, for the years that more data would take.
    """

    months: str
    factors: tuple[str, ...]
    covariates: tuple[str, ...] = ()
    reference: Mapping[str, str] = field(default_factory=dict)
    interactions: tuple[tuple[str, str], ...] = ()
    selection: Selection | None = None
    court: str = ""
    investigation: str = ""
    offence: str = ""
    regimes: tuple[date, ...] = ()
    length: str = "log-linear"
    longest: float = LONGEST_TERM
    per_year: float | None = None


def read_specification(file: Path) -> ModelSpecification:
    """Read a specification.

    Parameters
    ----------
    file
        YAML as the schema `sentencing-model` describes it.

    Raises
    ------
    DeclarationError
        With every fault that was found, each with its line.
    """
    document, faults = SCHEMA.read(file), Faults()
    _check(document, faults)
    faults.raise_if_any()
    value = dict(document.value)
    value["factors"] = tuple(value["factors"])
    value["covariates"] = tuple(value.get("covariates", ()))
    value["reference"] = {name: str(level) for name, level in value.get("reference", {}).items()}
    value["interactions"] = tuple((one, other) for one, other in value.get("interactions", ()))
    value["selection"] = Selection(value["selection"]) if "selection" in value else None
    value["regimes"] = tuple(sorted(date.fromisoformat(day) for day in value.get("regimes", ())))
    return ModelSpecification(**value)


def _check(document: YamlFile, faults: Faults) -> None:
    factors = document.value["factors"]

    def must_be_factor(name: str, *place: str | int) -> None:
        if name not in factors:
            sentence = f"There is no factor `{name}`{did_you_mean(name, factors)}"
            faults.add(sentence, document.file, document.line(*place))

    for index, pair in enumerate(document.value.get("interactions", ())):
        for position, name in enumerate(pair):
            must_be_factor(name, "interactions", index, position)
    for name in document.value.get("reference", {}):
        must_be_factor(name, "reference", name)
    for index, name in enumerate(document.value.get("covariates", ())):
        if name in factors:
            sentence = f"`{name}` is a factor and a covariate; it can be one of both."
            faults.add(sentence, document.file, document.line("covariates", index))
    if "regimes" in document.value and "offence" not in document.value:
        faults.add("`regimes` need the column `offence`, the day of the offence.", document.file, 1)
