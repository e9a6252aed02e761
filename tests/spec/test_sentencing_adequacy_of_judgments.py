"""What published judgments suffice for

A handful of summaries gives a verdict for each wished point, protected.
"""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from answered import protected as protect
from answered import restored, view
from broken import edit, faults_of
from conftest import copy_alliance
from pyarrow import csv
from small import text

from schakel.alliance import read
from schakel.research.adequacy import AdequacyQuestion, Factor, FoundJudgments, WishedPoint
from schakel.research.adequacy.asking import count_judgments, rules_file
from schakel_base.errors import SchakelError
from schakel_judgments import Rules, read_rules

DUTCH = Path(__file__).parents[2] / "alliances/nl-mensenhandel"
MINOR, CONCERT, PAIR, ROLE = ("minor",), ("concert",), ("minor", "concert"), ("role",)
QUESTION = AdequacyQuestion(
    name="factors",
    title=text("Factors"),
    question=text("What do they do?"),
    partner="court",
    identifier="ecli",
    text="summary",
    decided="date",
    outcome="prison",
    factors=(
        Factor("minor", text("minor"), "minor_victim"),
        Factor("concert", text("in concert"), "in_concert"),
        Factor("role", text("role")),
    ),
    wished=tuple(WishedPoint(factors, 1.5) for factors in (MINOR, CONCERT, PAIR, ROLE)),
    selection=text("Long terms are always published."),
)


@cache
def dutch_rules() -> Rules:
    return read_rules(rules_file(DUTCH))


def judged(*summaries: str) -> FoundJudgments:
    rows = [
        {"ecli": f"ECLI:NL:RBAMS:2021:{number}", "summary": summary, "date": f"202{number % 2}-03-01"}
        for number, summary in enumerate(summaries, start=1)
    ]
    return count_judgments(QUESTION, pa.Table.from_pylist(rows), dutch_rules())


def protected(minor: tuple[int, int], **changes: int) -> Any:
    found = FoundJudgments(sum(minor), sum(minor), 1, {MINOR: minor})
    return protect(QUESTION, replace(found, **changes))


def row(answer: Any, place: int) -> list[str]:
    """The row of a wished point: verdict, smallest group, ratio, sentences, years."""
    rows = view(answer).shown.split("<tbody")[1].split("</tbody>")[0].split("</tr>")
    return re.findall(r">([^<]+)</td>", rows[place])


def test_sentences_are_counted_with_and_without_each_factor_and_for_two_in_their_connection() -> None:
    found = judged(
        "Gevangenisstraf van 12 maanden.",
        "Minderjarig slachtoffer. Gevangenisstraf van 18 maanden.",
        "Medeplegen. Minderjarig slachtoffer. Gevangenisstraf van 5 jaar.",
        "Medeplegen. Taakstraf van 120 uur.",
        "Gevangenisstraffen van 3 jaar voor twee mannen.",
    )
    assert (found.judgments, found.sentences, found.years) == (5, 3, 2)
    assert found.cells == {MINOR: (1, 2), CONCERT: (2, 1), PAIR: (1, 1, 0, 1)}


def test_no_sentence_is_left_out_by_its_length() -> None:
    found = judged("Gevangenisstraf van 47 maanden.", "Gevangenisstraf van 48 maanden.", "Medeplegen. GS 8 jaar.")
    assert found.cells[CONCERT] == (2, 1)
    assert "48" not in view(protect(QUESTION, found)).shown


def test_an_answer_is_kept_as_it_is() -> None:
    found = judged("Gevangenisstraf van 12 maanden.", "Medeplegen. GS 8 jaar.")
    assert restored(found, FoundJudgments) == found


def test_only_judgments_about_exploitation_count_and_a_case_once() -> None:
    rows = [
        {"ecli": f"ECLI:NL:RBAMS:2021:{number}", "summary": summary, "date": "2021-03-01", "number": case}
        for number, (summary, case) in enumerate(
            [
                ("Mensenhandel. GS 12 maanden.", "13/1"),
                ("Hij dwong haar tot prostitutie. GS 18 maanden.", "13/1"),
                ("Vrijspraak van mensenhandel. GS 2 maanden voor mensensmokkel.", "13/2"),
                ("Diefstal. GS 2 maanden.", ""),
                ("Hij heeft haar uitgebuit. GS 24 maanden.", ""),
            ]
        )
    ]
    asked = replace(QUESTION, about="exploitation", case="number")
    found = count_judgments(asked, pa.Table.from_pylist(rows), dutch_rules())
    # Of the four cases two are about exploitation.
    assert (found.judgments, found.sentences) == (4, 2)


def test_of_a_form_or_a_number_of_victims_a_silent_text_says_nothing() -> None:
    sexual = Factor("sexual", text("sexual"), "form", value="sexual")
    several = Factor("several", text("several"), "victims", at_least=2)
    asked = replace(
        QUESTION, factors=(sexual, several), wished=(WishedPoint(("sexual",), 1.5), WishedPoint(("several",), 1.5))
    )
    summaries = ("Seksuele uitbuiting van twee vrouwen.", "Arbeidsuitbuiting van één slachtoffer.", "Mensenhandel.")
    rows = [
        {"ecli": f"ECLI:NL:RBAMS:2021:{n}", "summary": f"{said} GS 12 maanden.", "date": "2021-03-01"}
        for n, said in enumerate(summaries)
    ]
    found = count_judgments(asked, pa.Table.from_pylist(rows), dutch_rules())
    assert found.cells == {("sexual",): (1, 1), ("several",): (1, 1)}


def test_counts_of_public_records_leave_exactly_under_any_profile() -> None:
    alliance = read(DUTCH)
    asked = replace(QUESTION, partner="rechtspraak-open-data")
    found = FoundJudgments(43, 43, 1, {MINOR: (30, 13)})
    figures = protect(asked, found, alliance=alliance).figures
    assert [(one.lower, one.upper) for one in figures.values()] == [(43, 43), (43, 43), (30, 30), (13, 13)]


def test_the_years_still_needed_follow_from_the_sentences_of_which_the_factor_is_known() -> None:
    asked = replace(QUESTION, partner="rechtspraak-open-data")
    found = FoundJudgments(45, 45, 1, {MINOR: (21, 6)})
    *_, sentences, years = row(protect(asked, found, alliance=read(DUTCH)), 0)
    # Of the other 18 sentences nobody can tell: (290 - 27) / 27 years, and not (290 - 27) / 45.
    assert (sentences, years) == ("290", "10")


def test_the_real_decisions_of_2021_do_not_suffice() -> None:
    adequacy = read(DUTCH).research["sentencing-factors"]
    assert isinstance(adequacy, AdequacyQuestion)
    rows = csv.read_csv(DUTCH / "deliveries/uitspraken-mensenhandel-2021.csv")
    found = count_judgments(adequacy, rows, dutch_rules())
    assert (found.judgments, found.sentences, found.years) == (114, 45, 1)
    # A minor victim is read less well than the goal asks; of the form of exploitation nobody measured how well.
    assert not found.measured["minor-victim"].is_enough and "sexual" in found.unmeasured
    declared = dutch_rules().facts["reasonable_time_exceeded"].accuracy
    assert declared and found.measured["reasonable-time"].right == declared.right
    assert view(protect(adequacy, found)).commentary.conclusion.is_refusal


def test_counts_are_rounded_and_all_else_is_computed_from_rounded_counts() -> None:
    one, other = protected((202, 198)), protected((199, 201), sentences=400, judgments=400)
    assert row(one, 0) == row(other, 0)
    assert row(one, 0)[1] == "200"


def test_a_factor_that_no_rule_reads_is_not_enough_and_has_no_number() -> None:
    assert row(protected((400, 400)), 3) == ["not enough", "–", "–", "–", "–"]


def test_the_verdict_turns_when_the_judgments_grow() -> None:
    verdicts = [row(protected((half, half)), 0)[0] for half in (20, 60, 400)]
    assert verdicts == ["not enough", "direction only", "enough"]


def test_rules_that_read_no_such_fact_are_reported() -> None:
    asked = replace(QUESTION, outcome="prizon")
    with pytest.raises(SchakelError, match="The rules read no fact `prizon`"):
        count_judgments(asked, pa.table({"ecli": [], "summary": [], "date": []}), dutch_rules())


def test_a_wish_for_a_factor_that_is_not_declared_is_named_with_its_line(tmp_path: Path) -> None:
    alliance = copy_alliance(DUTCH.name, tmp_path)
    edit(alliance, "sentencing/adequacy.yaml", "[minor-victim]", "[minor-victims]")
    [fault] = faults_of(alliance)
    assert re.match(
        r"sentencing/adequacy\.yaml:\d+: There is no factor `minor-victims`; did you mean `minor-victim`", fault
    )


@pytest.mark.parametrize(("column", "end"), [("zaaknumer", "; did you mean `zaaknummer`?"), ("bijgewerkt", ".")])
def test_a_column_that_is_not_there_or_not_used_is_refused(tmp_path: Path, column: str, end: str) -> None:
    alliance = copy_alliance("nl-mensenhandel", tmp_path)
    edit(alliance, "sentencing/adequacy.yaml", "case: zaaknummer", f"case: {column}")
    [fault] = faults_of(alliance)
    assert fault.startswith(
        f"sentencing/adequacy.yaml: The contract of rechtspraak-open-data has no column `{column}` that is used"
    )
    assert fault.endswith(end)
