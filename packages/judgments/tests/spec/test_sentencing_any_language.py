"""Rules for any language

The rules of an invented country that writes English read its judgments: words, marks and courts are all declared.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from schakel_base.errors import SchakelError
from schakel_judgments import Coded, Judgment, Term, TextPart, code, read_judgments, read_rules
from schakel_judgments.reading.record import as_record, as_rows

FILE = Path(__file__).parents[1] / "data/english-rules.yaml"
RULES = read_rules(FILE)


def coded(text: str, part: TextPart = TextPart.SUMMARY, court: str = "DC") -> Coded:
    return code(Judgment(f"ECLI:EX:{court}:2024:1", {part: text}), RULES)


def facts(text: str, court: str = "DC") -> dict[str, str]:
    return {
        name: ", ".join(map(str, fact.values)) or "unclear" for name, fact in coded(text, court=court).facts.items()
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Imprisonment of two years and six months.", {"prison": "30 months"}),
        ("Imprisonment of one and a half years.", {"prison": "18 months"}),
        ("Imprisonment of thirty-two days.", {"prison": "32 days"}),
        ("Imprisonment for 2.5 years.", {"prison": "30 months"}),
        ("Imprisonment of 30 months, of which 10 suspended.", {"prison": "30 months", "prison_suspended": "10 months"}),
        ("Six months imprisonment, suspended.", {"prison": "6 months", "prison_suspended": "6 months"}),
        ("Two hundred and twenty hours of unpaid work.", {"hours": "220"}),
        ("Damages of £ 1,250.50 to one victim; damages of £2,000 to another.", {"damages": "1250.50, 2000"}),
        ("Guilty under section 12, first subsection paragraph 3 and 4.", {"provisions": "1.3, 1.4"}),
        ("It happened on 3rd March 2021.", {"day": "2021-03-03"}),
        ("It happened on March 3, 2021.", {"day": "2021-03-03"}),
        ("It happened on 31 April 2021.", {}),
    ],
)
def test_a_fact_is_read_by_the_words_and_marks_of_its_language(text: str, expected: dict[str, str]) -> None:
    assert facts(text) == expected


def test_what_a_rule_has_read_is_out_of_reach_of_those_after_it() -> None:
    text = "At most imprisonment of 20 years. The prosecution demanded three years. Imprisonment: 2 years."
    assert facts(text) == {"demanded": "36 months", "prison": "24 months"}


def test_rules_that_disagree_make_a_fact_unclear() -> None:
    found = coded("Imprisonment of two years. For the other: imprisonment of three years.").facts["prison"]
    assert (found.is_unclear, found.values, found.confidence) == (True, (), 0.0)
    assert [str(one.value) for one in found.readings] == ["24 months", "36 months"]


def test_a_court_that_imposes_nothing_gives_no_sentences() -> None:
    text = "The prosecution demanded three years. Imprisonment of two years."
    assert facts(text, court="SC") == {"demanded": "36 months"}


def test_a_rule_can_depend_on_what_else_the_text_says() -> None:
    assert facts("The accused is acquitted.") == {"acquittal": "whole"}
    assert facts("Acquitted of the first charge. Imprisonment of two years.") == {"prison": "24 months"}


def test_every_fact_keeps_its_place_its_rule_and_its_confidence() -> None:
    text = "Imprisonment of two years."
    (reading,) = coded(text).facts["prison"].readings
    assert text[reading.start : reading.end] == "Imprisonment of two years"
    assert (reading.rule, reading.confidence) == ("prison term", 0.95)


def test_a_month_has_as_many_days_as_the_law_of_the_country_says() -> None:
    found = coded("Imprisonment of 7 days and two weeks.")
    assert found.value("prison") is None  # units that do not get smaller are two lengths
    found = coded("Imprisonment of 14 days.")
    assert found.value("prison") == Term(days=Decimal(14))
    assert as_record(found, RULES)["facts"]["prison"]["value"] == [0.5]
    assert next(as_rows([found], RULES))["prison"] == 0.5


def test_a_text_of_a_table_ends_at_the_signature(tmp_path: Path) -> None:
    table = tmp_path / "some.csv"
    table.write_text("ecli,decision\nECLI:EX:DC:2024:1,Imprisonment of two years. Given by J. Doe\n", "utf-8")
    (judgment,) = read_judgments(table, RULES.structure)
    assert judgment.parts == {TextPart.DECISION: "Imprisonment of two years."}


def test_a_fact_that_is_a_day_needs_the_names_of_the_months(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    lines = FILE.read_text("utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("months:")), "utf-8")
    with pytest.raises(SchakelError, match=r"rules\.yaml:\d+: `day` is a day, so the file needs the names"):
        read_rules(file)
