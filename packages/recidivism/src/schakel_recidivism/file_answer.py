"""The answer on a cohort from files of one's own, by each linkage of persons that the files hold."""

from pathlib import Path

from schakel_base.database import connect
from schakel_base.errors import DeliveryError, Fault
from schakel_base.progress import Progress, silent
from schakel_recidivism.answering import CohortAnswer
from schakel_recidivism.case_files import CaseFiles
from schakel_recidivism.cohort import Cohort
from schakel_recidivism.intervals import LEVEL
from schakel_recidivism.linkages import answer_cohort


def answer_files(
    cohort: Cohort,
    cases: Path,
    persons: Path | None = None,
    stays: Path | None = None,
    level: float = LEVEL,
    progress: Progress = silent,
) -> CohortAnswer:
    """Follow a cohort through files of one's own.

    Parameters
    ----------
    cohort
        The definition, such as `read_cohort` gives it.
    cases
        CSV or Parquet: `person`, `case`, `offended`, `disposed`, `disposal`, and what the cohort names.
    persons
        `person`, `died` and `emigrated`. Without it nobody dies or leaves.
    stays
        Stays in custody: `person`, `began`, `ended`. Without it everybody is always at liberty.
    level
        The confidence level of all intervals, between 0 and 1.

    Returns
    -------
    The measures and the verdict for each kind of recidivism and each stratum.

    Raises
    ------
    DeliveryError
        If a file cannot be read, or nobody in it belongs to the cohort.
    """
    with connect() as connection:
        files = CaseFiles(connection, cohort, cases, persons, stays)
        linkages = (cohort.strict_person, cohort.loose_person) if cohort.strict_person else None
        found = answer_cohort(cohort, files, linkages, level, progress)
    if not any(one.strata for one in found.kinds):
        sentence = "Nobody in this file has an index case and was followed."
        raise DeliveryError(Fault(sentence, str(cases)))
    return found
