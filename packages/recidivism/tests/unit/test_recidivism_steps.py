"""Every step of recidivism keeps the promise of its header: the key is unique, and every row meets the checks."""

from pathlib import Path

import pytest
from cohorts import cohort, write

from schakel_base.database import connect, read_step
from schakel_recidivism.case_files import CaseFiles
from schakel_recidivism.cohort import Start
from schakel_recidivism.following import ONCE, PACKAGE, STEPS, follow

CASES = """
    person, case, offended,   disposed,   disposal
    a,      a1,   2011-06-01, 2012-03-01, conviction
    a,      a2,   2011-07-01, 2012-03-01, conviction
    a,      a3,   2012-02-01, 2012-09-01, conviction
    a,      a4,   2012-09-01, 2013-01-01, acquittal
    a,      a5,   2012-10-01, ,
    b,      b1,   2011-06-01, 2012-05-01, transaction
    b,      b2,   ,           2012-08-01, conviction
    b,      b3,   2012-05-01, 2013-08-01, conviction
    c,      c1,   2011-06-01, 2012-12-01, conviction
"""
PERSONS = "person, died, emigrated\na,, 2013-12-01\nb, 2012-06-01,\nc, 2012-11-01,"
STAYS = """
    person, began,      ended
    a,      2012-03-01, 2012-04-01
    a,      2012-03-15, 2012-05-01
    a,      2012-05-01, 2012-05-03
    b,      2011-12-01, 2012-05-10
    b,      2012-05-20,
"""


@pytest.mark.parametrize("starts", list(Start))
@pytest.mark.parametrize("by_year", [False, True])
def test_every_step_keeps_its_promise(tmp_path: Path, starts: Start, by_year: bool) -> None:
    files = {"cases": CASES, "persons": PERSONS, "stays": STAYS}
    paths = {name: write(tmp_path / f"{name}.csv", content) for name, content in files.items()}
    declared = cohort(starts, by_year=by_year)
    with connect() as connection:
        CaseFiles(connection, declared, **paths).make_cases(declared.kinds[0])
        follow(connection, declared)
        for name in (*ONCE, *STEPS):
            step = read_step(PACKAGE, name)
            key = f"SELECT count(*) - count(DISTINCT row({', '.join(step.key)})) FROM {name}"
            assert connection.execute(key).fetchall() == [(0,)], name
            for check in step.checks:
                broken = connection.execute(f"SELECT * FROM {name} WHERE ({check}) IS NOT TRUE").fetchall()
                assert broken == [], (name, check)


def test_stays_that_overlap_or_touch_are_one(tmp_path: Path) -> None:
    paths = {name: write(tmp_path / f"{name}.csv", text) for name, text in (("cases", CASES), ("stays", STAYS))}
    declared = cohort()
    with connect() as connection:
        CaseFiles(connection, declared, persons=None, **paths).make_cases(declared.kinds[0])
        follow(connection, declared)
        merged = connection.execute("SELECT person, began, ended, released FROM merged_stays ORDER BY ALL").fetchall()
    assert [(person, str(began), str(ended), released) for person, began, ended, released in merged] == [
        ("a", "2012-03-01", "2012-05-03", True),
        ("b", "2011-12-01", "2012-05-10", True),
        ("b", "2012-05-20", "2019-12-31", False),
    ]
