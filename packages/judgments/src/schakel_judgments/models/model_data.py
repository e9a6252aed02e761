"""A table of sentences and its specification, read and checked before any model sees them.

A row whose length or factor is empty or `unclear` is left out and counted, as is one without a court, an investigation
or a date of the offence where these are named. A length of 0 is a sentence without custody.
"""

import bisect
import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from schakel_base.errors import DeliveryError, Fault
from schakel_base.faults import Faults, did_you_mean
from schakel_base.schema import Schema
from schakel_base.yaml_file import YamlFile
from schakel_judgments.files import refused_in_a_sentence
from schakel_judgments.reading.values import UNCLEAR
from schakel_judgments.thresholds import FEWEST_COURTS_FOR_RANDOM

SCHEMA = Schema("schakel_judgments.models", "sentencing-model")

MONTHS, COURT, INVESTIGATION, REGIME = "months", "court", "investigation", "regime"


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
    regimes
        Days on which the law changed.
    compulsory
        Months from which terms are always published, by the rules of the country; None: such rules are not given.
    per_year
        Sentences that are added each year, for the years that more data would take.
    """

    months: str
    factors: tuple[str, ...]
    interactions: tuple[tuple[str, str], ...] = ()
    court: str = ""
    investigation: str = ""
    offence: str = ""
    regimes: tuple[date, ...] = ()
    length: str = "log-linear"
    compulsory: int | None = None
    per_year: float | None = None


@dataclass(frozen=True)
class Sentences:
    """The sentences that a model can use, and how many were left out.

    Parameters
    ----------
    rows
        One row per sentence: `months` (0 is no custody), the factors as `f1`, `f2`, ..., and `court`, `investigation`
        and `regime` where these were named.
    factors
        The column of each factor, so that a name may hold any character.
    left_out
        Rows that could not be used, by the first column that was empty or `unclear`.
    """

    rows: pd.DataFrame
    factors: Mapping[str, str]
    left_out: Mapping[str, int]

    @property
    def has_random_courts(self) -> bool:
        """Whether there are enough courts for a random intercept."""
        return COURT in self.rows and self.rows[COURT].nunique() >= FEWEST_COURTS_FOR_RANDOM

    def below(self, months: int) -> "Sentences":
        """Return the sentences without terms of so many months and more."""
        return Sentences(self.rows[self.rows[MONTHS] < months].reset_index(drop=True), self.factors, self.left_out)


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
    value["interactions"] = tuple((one, other) for one, other in value.get("interactions", ()))
    value["regimes"] = tuple(sorted(date.fromisoformat(day) for day in value.get("regimes", ())))
    return ModelSpecification(**value)


def _check(document: YamlFile, faults: Faults) -> None:
    factors = document.value["factors"]
    for index, pair in enumerate(document.value.get("interactions", ())):
        for position, name in enumerate(pair):
            if name not in factors:
                sentence = f"There is no factor `{name}`{did_you_mean(name, factors)}"
                faults.add(sentence, document.file, document.line("interactions", index, position))
    if "regimes" in document.value and "offence" not in document.value:
        faults.add("`regimes` need the column `offence`, the day of the offence.", document.file, 1)


def read_sentences(file: Path, specification: ModelSpecification) -> Sentences:
    """Read a table of sentences, one in a row.

    Parameters
    ----------
    file
        CSV in UTF-8 with a header. Lengths are months, from 0 up to 1200; dates are in ISO form.
    specification
        Which columns are used; others are not read.

    Returns
    -------
    The rows that can be used, and how many were left out for each column that was empty or `unclear`.

    Raises
    ------
    DeliveryError
        If a column is missing, or a length or date cannot be read: with its row and column.
    """
    with refused_in_a_sentence(file), file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        records = [(reader.line_num, row) for row in reader]
        columns = reader.fieldnames or ()
    wanted = _wanted(specification)
    _check_columns(file, columns, wanted)
    left_out = Counter[str]()
    rows = []
    for line, row in records:
        missing = next((name for name in wanted.values() if (row[name] or "").strip() in ("", UNCLEAR)), None)
        if missing is None:
            rows.append(_row(row, specification, wanted, file, line))
        else:
            left_out[missing] += 1
    if not rows:
        raise DeliveryError(Fault("No row has a length and all factors.", str(file)))
    factors = {name: column for column, name in wanted.items() if column[0] == "f"}
    return Sentences(pd.DataFrame(rows), factors, dict(left_out))


def _wanted(specification: ModelSpecification) -> dict[str, str]:
    """Our names for the columns that are used, with theirs."""
    found = {MONTHS: specification.months}
    found |= {f"f{number}": name for number, name in enumerate(specification.factors, start=1)}
    more = {COURT: specification.court, INVESTIGATION: specification.investigation, REGIME: specification.offence}
    return found | {ours: theirs for ours, theirs in more.items() if theirs}


def _check_columns(file: Path, columns: Sequence[str], wanted: Mapping[str, str]) -> None:
    for name in wanted.values():
        if name not in columns:
            raise DeliveryError(Fault(f"There is no column `{name}`{did_you_mean(name, columns)}", str(file), 1))


def _row(
    row: Mapping[str, str], specification: ModelSpecification, wanted: Mapping[str, str], file: Path, line: int
) -> dict[str, str | float]:
    found: dict[str, str | float] = {ours: row[theirs].strip() for ours, theirs in wanted.items()}
    found[MONTHS] = _months(row[specification.months], specification.months, file, line)
    if REGIME in found:
        found[REGIME] = _regime(row[specification.offence], specification, file, line)
    return found


def _months(text: str, column: str, file: Path, line: int) -> float:
    try:
        months = float(text)
    except ValueError:
        months = -1.0
    if not 0 <= months < 1200:
        raise DeliveryError(Fault(f"`{column}` is `{text}`, which is not a number of months.", str(file), line))
    return months


def _regime(text: str, specification: ModelSpecification, file: Path, line: int) -> str:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        sentence = f"`{specification.offence}` is `{text}`, which is no date such as 2021-03-31."
        raise DeliveryError(Fault(sentence, str(file), line)) from None
    # The day on which the law changed belongs to the new regime.
    return f"regime {bisect.bisect_right(specification.regimes, day)}"
