"""How many persons have a new case, how often and how soon, as an estimate or a refusal.

>>> risk = risk_tables({"time": [1, 2, 3], "cause": ["new case", "death", ""], "persons": [20, 3, 77]})[""]
>>> aalen_johansen(risk, "new case").at(2)        # the share with a new case by then, while death competes
>>> fit("cox", FollowUps.of(weeks, arrested, {"age": age, "aid": aid}))
>>> answer_files(read_cohort(Path("cohort.yaml")), Path("cases.csv"))

Curves are made of an event table, so that five million persons cost what five hundred do once they are counted. A
`Cohort` says whom recidivism is measured of, from when on, for how long, and which new cases count.

Beside these: `schakel_recidivism.curves` has Kaplan-Meier too, `.logrank` compares curves, and `.survival_answer`
answers for any file of times.
"""

from schakel_recidivism.answering import StratumAnswer
from schakel_recidivism.cohort import Clock, Cohort, LinkageRange, RecidivismKind, Start
from schakel_recidivism.cohort_file import COHORT, cohort_in, read_cohort
from schakel_recidivism.curves import aalen_johansen
from schakel_recidivism.file_answer import answer_files
from schakel_recidivism.follow_ups import FollowUps
from schakel_recidivism.linkages import answer_cohort
from schakel_recidivism.models import fit
from schakel_recidivism.risk_table import risk_tables

__all__ = [
    "COHORT",
    "Clock",
    "Cohort",
    "FollowUps",
    "LinkageRange",
    "RecidivismKind",
    "Start",
    "StratumAnswer",
    "aalen_johansen",
    "answer_cohort",
    "answer_files",
    "cohort_in",
    "fit",
    "read_cohort",
    "risk_tables",
]
