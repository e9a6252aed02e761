"""Recidivism under two linkages

How a strict and a loose linkage of persons change the share that reoffends.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from cohorts import NO_RULES, answer_of, cohort, general, write
from command_line import schakel

from schakel_base.errors import DeclarationError, DeliveryError
from schakel_base.verdict import EstimateWithCaution, Refusal
from schakel_recidivism.cohort import LinkageRange
from schakel_recidivism.cohort_file import read_cohort

LINKED = replace(cohort(), strict_person="strict", loose_person="loose")
CASES = """
    person, strict, loose, case, offended,   disposed,   disposal
    a,      a,      a,     a1,   2011-06-01, 2012-03-01, conviction
    a,      x,      a,     a2,   2012-09-01, 2013-01-01, conviction
    b,      b,      b,     b1,   2011-06-01, 2012-03-01, conviction
    y,      y,      b,     b2,   2012-09-01, 2013-01-01, conviction
    c,      c,      c,     c1,   2011-06-01, 2012-03-01, conviction
    d,      d,      d,     d1,   2011-06-01, 2012-03-01, conviction
"""


def test_the_share_by_each_linkage(tmp_path: Path) -> None:
    # The strict one parts a from the second case, the loose one takes y for b.
    stratum = general(tmp_path, LINKED, CASES).strata[""]
    assert stratum.linkage == LinkageRange(strict=0, linked=pytest.approx(1 / 4), loose=pytest.approx(1 / 2))
    assert (stratum.linkage.lower, stratum.linkage.upper) == (0, pytest.approx(1 / 2))


def test_the_range_asks_for_caution_and_is_reported(tmp_path: Path) -> None:
    verdict = general(tmp_path, LINKED, CASES).strata[""].verdict
    assert isinstance(verdict, EstimateWithCaution)
    assert verdict.gates[-1].sentence.in_language("en") == (
        "With stricter linkage the share is 0%, with looser linkage 50%; neither is a limit of the true share."
    )


def test_under_a_refusal_no_linkage_gives_a_share(tmp_path: Path) -> None:
    strict = replace(LINKED, enough=replace(NO_RULES, persons=100))
    verdict = general(tmp_path, strict, CASES).strata[""].verdict
    assert isinstance(verdict, Refusal)
    assert "linkage range" not in {gate.name for gate in verdict.gates}


def test_every_file_says_who_is_who_by_each_linkage(tmp_path: Path) -> None:
    # By the loose linkage b and y are one person, who died: the earlier day holds.
    persons = "person, strict, loose, died\nb, b, b, 2012-04-01\ny, y, b, 2012-05-01\n"
    assert general(tmp_path, LINKED, CASES, persons).strata[""].linkage == LinkageRange(
        0, pytest.approx(1 / 4), pytest.approx(1 / 4)
    )
    with pytest.raises(DeliveryError, match="There is no column `strict`"):
        answer_of(tmp_path, LINKED, CASES, "person, died\nb, 2012-04-01\n")


def test_a_cohort_declares_both_linkages_or_none(tmp_path: Path) -> None:
    declared = """
index: {disposals: [conviction], from: 2012-01-01, until: 2012-12-31}
observation: {until: 2019-12-31, years: 2}
recidivism: {general: {}}
enough: {persons: 1, events: 0, half_width: 1}
linkage: {strict: strict, loose: loose}
"""
    path = tmp_path / "cohort.yaml"
    path.write_text(declared, "utf-8")
    assert read_cohort(path).loose_person == "loose"
    found = schakel("recidivism", str(write(tmp_path / "cases.csv", CASES)), "--cohort", str(path))
    assert "With stricter linkage the share is 0%, with looser linkage 50%" in " ".join(found.output.split())
    path.write_text(declared.replace(", loose: loose", ""), "utf-8")
    with pytest.raises(DeclarationError, match="loose"):
        read_cohort(path)


def simulated(aliases: float, persons: int = 600) -> tuple[str, float]:
    """Return cases by three linkages, and the true share.

    A third reoffend. Of their new cases the strict linkage finds 80%, the usual one 90%, the loose one all but those
    under an alias, which no threshold finds; the loose one also gives one in twenty the case of somebody else.
    """
    generator = np.random.default_rng(8)
    again, luck, alias = (generator.random(persons) for _ in range(3))
    lines = ["person, strict, loose, case, offended, disposed, disposal"]
    for number in range(persons):
        lines.append(f"{number}, {number}, {number}, i{number}, 2011-06-01, 2012-03-01, conviction")
        day = date(2012, 4, 1) + timedelta(days=number)
        if again[number] < 1 / 3:
            found = [luck[number] < share and alias[number] >= aliases for share in (0.9, 0.8, 1)]
            who = ", ".join(str(number) if linked else f"x{number}" for linked in found)
            lines.append(f"{who}, n{number}, {day}, {day}, conviction")
        elif luck[number] < 0.05:
            lines.append(f"z{number}, z{number}, {number}, n{number}, {day}, {day}, conviction")
    return "\n".join(lines), float((again < 1 / 3).mean())


def test_the_truth_lies_between_where_the_threshold_decides(tmp_path: Path) -> None:
    cases, truth = simulated(aliases=0)
    found = general(tmp_path, LINKED, cases).strata[""].linkage
    assert found is not None
    assert found.strict < found.linked < truth < found.loose


def test_the_truth_lies_outside_where_no_threshold_links(tmp_path: Path) -> None:
    cases, truth = simulated(aliases=0.25)
    found = general(tmp_path, LINKED, cases).strata[""].linkage
    assert found is not None
    assert found.upper < truth
