"""Small worlds of cases for the tests of recidivism: tables written as one would write them on paper."""

from datetime import date
from pathlib import Path

from schakel_recidivism.answering import CohortAnswer, KindAnswer
from schakel_recidivism.cohort import Clock, Cohort, Enough, RecidivismKind, Start
from schakel_recidivism.file_answer import answer_files

NO_RULES = Enough(persons=1, events=0, half_width=1)
GENERAL = (RecidivismKind("general"),)


def cohort(
    starts: Start = Start.DISPOSAL,
    years: int = 2,
    until: date = date(2019, 12, 31),
    kinds: tuple[RecidivismKind, ...] = GENERAL,
    enough: Enough = NO_RULES,
    by_year: bool = False,
    pending_counts: bool = True,
    lag_days: int = 0,
    by: tuple[str, ...] = (),
    earlier_years: int = 0,
    earlier_from: tuple[int, ...] = (),
) -> Cohort:
    """Return a cohort of those convicted in 2012, of whom acquittals and technical dismissals never count."""
    return Cohort(
        disposals=("conviction", "transaction"),
        first_day=date(2012, 1, 1),
        last_day=date(2013, 12, 31) if by_year else date(2012, 12, 31),
        observed_until=until,
        years=years,
        kinds=kinds,
        enough=enough,
        starts=starts,
        lag_days=lag_days,
        by_year=by_year,
        never_counts=("acquittal", "technical-dismissal"),
        pending_counts=pending_counts,
        by=by,
        earlier_years=earlier_years,
        earlier_from=earlier_from,
    )


def answer_of(folder: Path, declared: Cohort, cases: str, persons: str = "", stays: str = "") -> CohortAnswer:
    """Return the answer on tables as text; cells may be padded with blanks."""
    files = {"cases": cases, "persons": persons, "stays": stays}
    paths = {name: write(folder / f"{name}.csv", content) for name, content in files.items() if content}
    return answer_files(declared, **paths)


def general(folder: Path, declared: Cohort, cases: str, persons: str = "", stays: str = "") -> KindAnswer:
    """Return the answer on the first kind of recidivism."""
    return answer_of(folder, declared, cases, persons, stays).kinds[0]


def prevalence(found: KindAnswer, year: int = 2, clock: Clock = Clock.CALENDAR) -> float | None:
    """Return the share of all persons with a new case by the end of a year."""
    return found.strata[""].measures.years[clock][year - 1].prevalence.value


def write(path: Path, content: str) -> Path:
    """Write a table without the blanks around its cells."""
    lines = [",".join(cell.strip() for cell in line.split(",")) for line in content.strip().splitlines()]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
