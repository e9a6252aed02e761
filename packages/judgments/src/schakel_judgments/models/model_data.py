"""A table of sentences, read and checked before any model sees it.

A row whose length, factor or covariate is empty, `NA` or `unclear` is left out and counted, as is one without a court,
an investigation or a date of the offence where these are named. So is one with a term longer than any, which is noted
with its row. A length of 0 is a sentence without custody.
"""

import bisect
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from schakel_base.errors import DeliveryError, Fault, RequestError
from schakel_base.faults import did_you_mean
from schakel_judgments.files import read_rows, refused_in_a_sentence
from schakel_judgments.models.specification import ModelSpecification
from schakel_judgments.reading.values import UNCLEAR
from schakel_judgments.thresholds import FEWEST_COURTS_FOR_RANDOM

MONTHS, COURT, INVESTIGATION, REGIME = "months", "court", "investigation", "regime"
MISSING = ("", "NA", UNCLEAR)
"""What a cell without a value holds; R writes the second."""


@dataclass(frozen=True)
class Sentences:
    """The sentences that a model can use, and how many were left out.

    Parameters
    ----------
    rows
        One row per sentence: `months` (0 is no custody), the factors as `f1`, `f2`, ..., each a category with its
        reference level first, the covariates as `n1`, `n2`, ..., and `court`, `investigation` and `regime` where these
        were named.
    factors
        The column of each factor, so that a name may hold any character.
    covariates
        The column of each covariate.
    left_out
        Rows that could not be used, by the first column that was empty or `unclear`.
    too_long
        The months of each row that was left out for its length, by the number of the row in the file.
    """

    rows: pd.DataFrame
    factors: Mapping[str, str]
    covariates: Mapping[str, str]
    left_out: Mapping[str, int]
    too_long: Mapping[int, float] = field(default_factory=dict)

    @property
    def has_random_courts(self) -> bool:
        """Whether there are enough courts for a random intercept."""
        return COURT in self.rows and self.rows[COURT].nunique() >= FEWEST_COURTS_FOR_RANDOM

    def levels(self, factor: str) -> list[str]:
        """Return the levels of a factor, the one that the others are compared with first."""
        return list(self.rows[self.factors[factor]].cat.categories)


def read_sentences(file: Path, specification: ModelSpecification) -> Sentences:
    """Read a table of sentences, one in a row.

    Parameters
    ----------
    file
        CSV in UTF-8 with a header, and commas, semicolons or tabs between the values. Lengths are months; dates are in
        ISO form.
    specification
        Which columns are used; others are not read.

    Returns
    -------
    The rows that can be used, how many were left out for each column that was empty or `unclear`, and the rows whose
    term is as long as `specification.longest` or longer.

    Raises
    ------
    DeliveryError
        If a column is missing, or a length, number or date cannot be read: with its row and column.
    RequestError
        If no sentence has the declared reference level of a factor, or all have one level of it.
    """
    with refused_in_a_sentence(file), file.open(encoding="utf-8-sig", newline="") as lines:
        columns, records = read_rows(lines, file)
    wanted = _wanted(specification)
    _check_columns(file, columns, wanted)
    left_out, too_long, rows = Counter[str](), dict[int, float](), []
    for line, row in records:
        missing = next((name for name in wanted.values() if row[name].strip() in MISSING), None)
        if missing is not None:
            left_out[missing] += 1
            continue
        found = _row(row, specification, wanted, file, line)
        # A term of a century is a mistake of typing as often as a sentence; one such row must not stop the others.
        if float(found[MONTHS]) >= specification.longest:
            too_long[line] = float(found[MONTHS])
        else:
            rows.append(found)
    if not rows:
        raise DeliveryError(Fault("No row has a length and all factors.", str(file)))
    factors, covariates = ({name: ours for ours, name in wanted.items() if ours[0] == mark} for mark in "fn")
    table = _with_categories(pd.DataFrame(rows), factors, specification)
    return Sentences(table, factors, covariates, dict(left_out), too_long)


def _wanted(specification: ModelSpecification) -> dict[str, str]:
    """Our names for the columns that are used, with theirs."""
    found = {MONTHS: specification.months}
    found |= {f"f{number}": name for number, name in enumerate(specification.factors, start=1)}
    found |= {f"n{number}": name for number, name in enumerate(specification.covariates, start=1)}
    more = {COURT: specification.court, INVESTIGATION: specification.investigation, REGIME: specification.offence}
    return found | {ours: theirs for ours, theirs in more.items() if theirs}


def _check_columns(file: Path, columns: Sequence[str], wanted: Mapping[str, str]) -> None:
    for name in wanted.values():
        if name not in columns:
            raise DeliveryError(Fault(f"There is no column `{name}`{did_you_mean(name, columns)}", str(file), 1))


def _with_categories(rows: pd.DataFrame, factors: Mapping[str, str], specification: ModelSpecification) -> pd.DataFrame:
    """Make each factor a category, since models compare with the first one."""
    for name, column in factors.items():
        levels = sorted(rows[column].unique())
        reference = specification.reference.get(name, levels[0])
        if reference not in levels:
            raise RequestError(
                f"No sentence has `{name}` {reference}, the reference level{did_you_mean(reference, levels)}"
            )
        if len(levels) < 2:
            raise RequestError(f"All sentences have `{name}` {reference}, so there is nothing to compare it with.")
        levels.sort(key=lambda level: level != reference)
        rows[column] = pd.Categorical(rows[column], levels)
    return rows


def _row(
    row: Mapping[str, str], specification: ModelSpecification, wanted: Mapping[str, str], file: Path, line: int
) -> dict[str, str | float]:
    found: dict[str, str | float] = {ours: row[theirs].strip() for ours, theirs in wanted.items()}
    found[MONTHS] = _months(row[specification.months], specification.months, file, line)
    for column in found:
        if column[0] == "n":
            found[column] = _number(str(found[column]), wanted[column], file, line)
    if REGIME in found:
        found[REGIME] = _regime(row[specification.offence], specification, file, line)
    return found


def _months(text: str, column: str, file: Path, line: int) -> float:
    months = _finite(text)
    if months is None or months < 0:
        raise DeliveryError(Fault(f"`{column}` is `{text}`, which is not a number of months.", str(file), line))
    return months


def _number(text: str, column: str, file: Path, line: int) -> float:
    number = _finite(text)
    if number is None:
        raise DeliveryError(Fault(f"`{column}` is `{text}`, and a covariate is a number.", str(file), line))
    return number


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _regime(text: str, specification: ModelSpecification, file: Path, line: int) -> str:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        sentence = f"`{specification.offence}` is `{text}`, which is no date such as 2021-03-31."
        raise DeliveryError(Fault(sentence, str(file), line)) from None
    # The day on which the law changed belongs to the new regime.
    return f"regime {bisect.bisect_right(specification.regimes, day)}"
