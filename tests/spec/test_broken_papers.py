"""Faults in recommendations, targets, questionnaires and published figures

Each fault gets one sentence, with its file and line.

The examples of the documentation are put into the template, whole; then each entry breaks one thing in them.
"""

import re
from datetime import date
from pathlib import Path

import pytest
from broken import broken, edit, faults_of, template

from schakel.alliance import read
from schakel.model import AnswerStatus, Aspect, Status
from schakel_base.errors import DeclarationError
from schakel_base.text import Text

DOCUMENT = (Path(__file__).parents[2] / "docs/declarations.md").read_text("utf-8")
RECOMMENDATION = "recommendations/1-follow-up.yaml"
TARGETS = "targets/plan.csv"
FIGURES = "reference/published-figures.csv"
QUESTIONS = "assessments/follow-up-check.yaml"
DEFINITIONS = "reference/figure-definitions.csv"
DECISIONS = "reference/decisions.csv"
FILES = {
    "recommendation": RECOMMENDATION,
    "decision": DECISIONS,
    "target": TARGETS,
    "published-figure": FIGURES,
    "figure-definition": DEFINITIONS,
    "assessment": QUESTIONS,
}
TARGET_HEADER = (
    "indicator en,counted by,year,edition,norm,realised,realised status,decided on,decided by,source,verified,note en"
)


@pytest.fixture
def alliance(tmp_path):
    folder = template(tmp_path)
    table = next((folder / "indicators").glob("*.yaml")).stem
    for kind, example in re.findall(r"```\w+ ([\w-]+)\n(.*?)```", DOCUMENT, re.DOTALL):
        if kind in FILES:
            (folder / FILES[kind]).parent.mkdir(exist_ok=True)
            (folder / FILES[kind]).write_text(example.replace("[reports-by-subject]", f"[{table}]"), "utf-8")
    return folder


def test_they_are_read_in_order_and_what_is_absent_is_unknown(alliance):
    found = read(alliance)
    (recommendation,) = found.recommendations
    assert (recommendation.number, recommendation.status({})) == (1, AnswerStatus.PARTLY)
    (decision,) = recommendation.decisions
    assert (decision.on, decision.ecli, decision.language) == (date(2024, 3, 5), "ECLI:NL:HR:2024:1", "en")
    (target,) = found.targets
    assert [(one.year, one.norm, one.realised, one.status) for one in target.editions] == [
        (2023, 90, 85, Status.FINAL),
        (2024, 95, None, None),
        (2024, 92, None, None),
    ]
    assert [one.verified for one in target.of_year(2024)] == [True, False]
    assert [(one.id, one.value, one.value_to) for one in found.published_figures] == [
        ("f1", 1200, None),
        ("f2", 1150, 1180),
    ]


def quote(alliance, passage):
    """Quote the letter, whose print breaks lines and words."""
    (alliance / "reference/letter.txt").write_text(
        "The helpline does not regis-\nter what becomes of a report.", "utf-8"
    )
    asked = f"  text: reference/letter.txt\n  language: en\n  passages:\n    - {passage}\n  verified: true"
    edit(alliance, RECOMMENDATION, "  verified: true", asked)


def test_a_letter_is_quoted_word_for_word(alliance):
    quote(alliance, "does not register what becomes of a report")
    (recommendation,) = read(alliance).recommendations
    assert recommendation.letter.passages == ("does not register what becomes of a report",)


def test_a_passage_that_is_not_in_the_letter_is_refused(alliance):
    quote(alliance, "does not register what became of a report")
    with pytest.raises(DeclarationError, match=f"{RECOMMENDATION}:12: This passage is not in"):
        read(alliance)


@pytest.mark.parametrize(("day", "is_refused"), [("2021-05-01", True), ("2022-05-01", False), ("2023-01-01", False)])
def test_what_a_letter_answered_mentions_no_year_after_it(alliance, day, is_refused):
    text = (alliance / RECOMMENDATION).read_text("utf-8")
    text = re.sub(r"(letter_answered: \{en: )", r"\1In 2022 it changed. ", text)
    (alliance / RECOMMENDATION).write_text(
        text.replace("  verified: true", f"  on: {day}\n  verified: true", 1), "utf-8"
    )
    if is_refused:
        with pytest.raises(DeclarationError, match="The letter is of 2021 and this text mentions 2022"):
            read(alliance)
    else:
        assert read(alliance).recommendations[0].letter.on == date.fromisoformat(day)


def test_a_figure_says_what_its_source_states_of_it(alliance):
    first, second = read(alliance).published_figures
    assert first.definition == {Aspect.SOURCE: Text({"en": "the register of the helpline"})}
    assert second.definition[Aspect.SOURCE] == Text({"en": "the files of the police (?)"})  # not verified


def test_a_questionnaire_has_its_questions_by_theme(alliance):
    (assessment,) = read(alliance).assessments
    assert [(theme.concept, len(theme.questions)) for theme in assessment.themes] == [("exploitation", 1)]
    assert [(question.id, question.level) for question in assessment.questions] == [("labour-exploitation", "basis")]
    assert (assessment.framework.binding, assessment.wording.verified) == (False, False)


def test_a_remark_is_in_the_first_language_of_the_alliance(alliance):
    assert read(alliance).targets[0].editions[1].note == Text({"en": "No result was found."})


def test_they_belong_to_the_declarations(alliance):
    before = read(alliance).fingerprint
    edit(alliance, TARGETS, "90", "91")
    assert read(alliance).fingerprint != before


CASES = [
    broken(
        "an ECLI without its country",
        DECISIONS,
        "ECLI:NL:HR:2024:1",
        "ECLI:HR:2024:1",
        "2: `ecli` is `ECLI:HR:2024:1`; it must be an ECLI.",
    ),
    broken(
        "a file of decisions that does not exist",
        RECOMMENDATION,
        "reference/decisions.csv",
        "reference/rulings.csv",
        "19: There is no file `reference/rulings.csv`.",
    ),
    broken("a figure of a table that nobody counts", RECOMMENDATION, "all: {table: reports", "all: {table: report",
           "14: There is no indicator `report-by-subject`; did you mean `reports-by-subject`?"),
    broken("a dimension that the table does not have", RECOMMENDATION, "at: {subject", "at: {topic",
           "15: The table `reports-by-subject` has no dimension `topic`."),
    broken("a measure that the table does not have", RECOMMENDATION, "labour-exploitation}", "other}, measure: shares",
           "15: The table `reports-by-subject` has no measure `shares`; did you mean `share`?"),
    broken("a place without a figure", RECOMMENDATION, "{all} reports", "{every} reports",
           "12: Nothing is declared under `figures` for {every}.",
           "12: The figure `all` is not quoted in this sentence."),
    broken("a place that does not end", RECOMMENDATION, "{all} reports", "{all reports",
           "12: A figure that a sentence quotes must be in braces, as in {reports}."),
    broken("a status that does not exist", RECOMMENDATION, "status: waiting", "status: half",
           "28: `parts.2.status` is `half`; it must be one of answered, refused, waiting."),
    broken("a status without a short answer", RECOMMENDATION, "status: waiting", "status: refused",
           "29: The short answer for `refused` is missing."),
    broken("a number that is not that of the file", RECOMMENDATION, "number: 1", "number: 2",
           "2: Its number and name give `2-follow-up`, but the file is called `1-follow-up`; they must be the same."),
    broken("a file that is not there", RECOMMENDATION, "published-figures", "figures",
           "18: There is no file `reference/figures.csv`."),
    broken("an address that is none", RECOMMENDATION, "https://example.org/letter", "example.org",
           "8: `letter.address` is `example.org`; it must be an address that begins with https://."),
    broken("a header in another order", TARGETS, "year,edition", "edition,year",
           f"1: The first line must be `{TARGET_HEADER}`."),
    broken("a line that is too short", TARGETS, ",true,\n", ",true\n",
           "2: This line has 11 fields; it must have 12."),
    broken("a norm that is no number", TARGETS, "90", "ninety",
           "2: `norm` is `ninety`; it must be a number such as 12 or 12.5."),
    broken("a realisation without its status", TARGETS, "85,final", "85,",
           "2: `realised` needs `realised status` beside it."),
    broken("a count by no table", TARGETS, "by-subject:year={year},2023", "by-object:year={year},2023",
           "2: `counted by` is `reports-by-object:year={year}`; it must be a cell of a table: "
           "TABLE:dimension=category,...",
           "3: `counted by` differs from line 2, which is about the same.",
           "4: `counted by` differs from line 2, which is about the same."),
    broken("a source that is missing", TARGETS, "A newspaper", "", "4: `source` is missing."),
    broken("a day that does not exist", TARGETS, "2024-03-01", "2024-02-30",
           "4: `decided on` is `2024-02-30`; it must be a date such as 2024-01-31."),
    broken("an edition that speaks twice of one year", TARGETS, "revision of 2024", "Plan 2023",
           "4: Line 3 is about the same year in the same edition."),
    broken("a text in no language", TARGETS, "reports followed up,", ",", "2: `indicator` is missing."),
    broken("a phase that does not exist", FIGURES, "2023,report", "2023,reports",
           "2: `phase` is `reports`; it must be one of signal, report, investigation, prosecution, trial, execution, "
           "prevalence, recidivism; did you mean `report`?"),
    broken("two figures of one name", FIGURES, "f2", "f1", "3: The figure `f1` is also in line 2."),
    broken("years that go back", FIGURES, "2023,2023", "2023,2022", "2: `year to` is 2022, which is before 2023."),
    broken("a conflict with nothing else", FIGURES, "false,reports-2023", "false,reports",
           "2: No other figure has the conflict `reports-2023`.",
           "3: No other figure has the conflict `reports`."),
    broken("a range that goes down", FIGURES, "1150,1180", "1150,1100",
           "3: `value to` is 1100, which is not more than 1150."),
    broken("a definition of a figure that is not published", DEFINITIONS, "f1,source", "f3,source",
           "2: There is no published figure `f3`."),
    broken("a definition that is stated twice", DEFINITIONS, "f2,date", "f2,source",
           "4: The source of the figure `f2` is stated twice."),
    broken("an aspect that does not exist", DEFINITIONS, "f2,date", "f2,dates",
           "4: `aspect` is `dates`; it must be one of unit, date, source, population, period, classification, moment, "
           "protection; did you mean `date`?"),
    broken("a partner that does not exist", QUESTIONS, "partner: helpline", "partner: helplines",
           "4: There is no partner `helplines`; did you mean `helpline`?"),
    broken("a scheme that does not exist", QUESTIONS, "scheme: subject", "scheme: subjects",
           "5: There is no scheme `subjects`; did you mean `subject`?"),
    broken("a theme that is no concept", QUESTIONS, "concept: exploitation", "concept: exploit",
           "22: The scheme `subject` has no concept `exploit`; did you mean `exploitation`?"),
    broken("a question that is no concept", QUESTIONS, "labour-exploitation", "labour-exploitations",
           "25: The scheme `subject` has no concept `labour-exploitations`; did you mean `labour-exploitation`?"),
    broken("a level that is not declared", QUESTIONS, "level: basis", "level: bases",
           "25: There is no level `bases`; did you mean `basis`?"),
    broken("a question that stands twice", QUESTIONS, "    questions:\n",
           "    questions:\n      - {id: labour-exploitation, level: basis, question: {en: a}}\n",
           "26: Two questions are called `labour-exploitation`."),
    broken("a name that is not that of the file", QUESTIONS, "name: follow-up-check", "name: follow-up",
           "1: The name is `follow-up`, but the file is called `follow-up-check`; they must be the same."),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_broken_is_reported(alliance, case):
    edit(alliance, case.file, case.old, case.new)
    assert faults_of(alliance) == case.expected


def test_a_table_that_nobody_counts(alliance):
    edit(alliance, RECOMMENDATION, "tables: [", "tables: [nothing-at-all, ")
    assert faults_of(alliance) == [f"{RECOMMENDATION}:17: There is no indicator `nothing-at-all`."]


def test_two_recommendations_with_one_number(alliance):
    text = (alliance / RECOMMENDATION).read_text("utf-8")
    (alliance / "recommendations/1-other.yaml").write_text(text.replace("follow-up", "other"), "utf-8")
    assert faults_of(alliance) == [
        "recommendations/1-other.yaml: `recommendations/1-follow-up.yaml` also has the number 1."
    ]
