"""Published judgments

Judgments are read in every form that Rechtspraak Open Data delivers. What cannot be read is refused.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from schakel_base.errors import SchakelError
from schakel_judgments import Judgment, TextPart, code, read_judgments, read_rules
from schakel_judgments.judgment import Structure

DATA = Path(__file__).parents[1] / "data"
STRUCTURE = Structure(
    decision=re.compile("RECHT DOENDE OP .*"),
    signature=re.compile("Dit arrest is aldus gewezen|Deze uitspraak is gedaan"),
)


def judgments(file: Path) -> list[Judgment]:
    return list(read_judgments(file, STRUCTURE))


def test_a_judgment_whose_sections_have_roles_gives_its_decision() -> None:
    (found,) = judgments(DATA / "with_sections.xml")
    assert (found.identifier, found.court) == ("ECLI:NL:CRVB:2014:3494", "Centrale Raad van Beroep")
    assert (found.decided, found.kind) == (date(2014, 1, 28), "Uitspraak")
    assert found.procedures == ("Voorlopige voorziening+bodemzaak",)
    assert found.parts[TextPart.DECISION].startswith("BESLISSING\nDe voorzieningenrechter")
    assert "BESLISSING" not in found.parts[TextPart.REASONING]


def test_an_older_judgment_without_sections_is_split_at_its_last_heading() -> None:
    (found,) = judgments(DATA / "without_sections.xml")
    assert found.parts[TextPart.DECISION].startswith("RECHT DOENDE OP HET HOGER BEROEP:\nvernietigt het vonnis")
    (whole,) = read_judgments(DATA / "without_sections.xml")
    assert TextPart.DECISION not in whole.parts


def test_what_follows_the_signature_is_left_out_with_the_names_in_it() -> None:
    for file in ("with_sections.xml", "without_sections.xml"):
        (found,) = judgments(DATA / file)
        assert "griffier" not in found.parts[TextPart.DECISION]


def test_metadata_alone_is_a_judgment_without_parts() -> None:
    (found,) = judgments(DATA / "metadata_only.xml")
    assert found.parts == {}
    assert found.references[0] == "1.0:v:BWB:BWBR0005537&artikel=1:3&g=1998-03-10"


def test_an_answer_of_the_search_service_gives_its_entries() -> None:
    found = judgments(DATA / "search_answer.atom")
    assert len(found) == 6
    assert (found[0].identifier, found[0].court) == ("ECLI:NL:HR:2021:129", "Hoge Raad")
    assert found[3].decided == date(2021, 10, 19)


def test_json_lines_and_csv_hold_one_judgment_in_a_row(tmp_path: Path) -> None:
    lines, table = tmp_path / "some.jsonl", tmp_path / "some.csv"
    lines.write_text('{"ecli": "ECLI:NL:RBAMS:2021:1", "decision": ["een", "twee"]}\n', "utf-8")
    table.write_text("ecli,summary\nECLI:NL:RBAMS:2021:1,een\n", "utf-8")
    assert judgments(lines)[0].parts == {TextPart.DECISION: "een\ntwee"}
    assert judgments(table)[0].parts == {TextPart.SUMMARY: "een"}


NESTED = (
    "<open-rechtspraak><Description><identifier>E</identifier></Description>"
    f"<uitspraak>{5000 * '<para>'}{5000 * '</para>'}</uitspraak></open-rechtspraak>"
)
BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><open-rechtspraak>&c;</open-rechtspraak>'


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xml", BOMB, "a.xml:1: This XML declares a document type; such files are not read."),
        ("a.xml", "{}", "a.xml:1: This is not well-formed XML: not well-formed (invalid token)."),
        ("a.xml", "<a/>", "a.xml: This is not a judgment: `open-rechtspraak` or `feed` is expected, not `a`."),
        ("a.atom", "<feed/>", "a.atom: This answer does not say how many judgments were found."),
        (
            "a.xml",
            '<?xml version="1.0" encoding="utf-7"?><a/>',
            "a.xml:1: This XML is in an encoding that is not read: multi-byte encodings are not supported.",
        ),
        ("a.xml", NESTED, "a.xml: This file is nested too deeply to be read."),
        ("a.jsonl", "{\n", "a.jsonl:1: This line is no JSON."),
        ("a.jsonl", 100_000 * "[", "a.jsonl: This file is nested too deeply to be read."),
        ("a.csv.gz", "ecli,decision\n", "a.csv.gz: This is not a whole file of gzip."),
        (
            "a.csv",
            "ecli,summary\nECLI:NL:RBAMS:2021:1,Twelve months, six of them suspended.\n",
            "a.csv:2: The row has 3 cells for 2 columns.",
        ),
        (
            "a.csv",
            "ecli,text\nECLI:NL:RBAMS:2021:1,x\n",
            "a.csv:2: A judgment needs `ecli` and one of `summary`, `reasoning`, `decision`.",
        ),
    ],
)
def test_what_cannot_be_read_is_reported_in_one_sentence(
    tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(SchakelError) as error:
        judgments(tmp_path / name)
    assert str(error.value) == f"{tmp_path}/{sentence}"


def test_a_text_in_a_table_can_be_as_long_as_a_judgment(tmp_path: Path) -> None:
    table = tmp_path / "some.csv"
    table.write_text(f"ecli,reasoning\nECLI:NL:RBAMS:2021:1,{500_000 * 'x'}\n", "utf-8")
    assert len(judgments(table)[0].parts[TextPart.REASONING]) == 500_000


@pytest.mark.parametrize(
    ("file", "written", "wrong"),
    [
        ("metadata_only.xml", ">1998-03-10<", ">1998-02-30<"),
        ("search_answer.atom", "19-10-2021", "31-11-2021"),
    ],
)
def test_a_day_that_is_on_no_calendar_is_not_known(tmp_path: Path, file: str, written: str, wrong: str) -> None:
    text = (DATA / file).read_text("utf-8")
    assert written in text
    (tmp_path / file).write_text(text.replace(written, wrong), "utf-8")
    assert None in [one.decided for one in judgments(tmp_path / file)]


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(SchakelError, match=r"There is no such file\."):
        judgments(tmp_path / "none.xml")


RULE = """source: mine
words: {numbers: {two: 2}, units: {years: {months: 12}}, days_per_month: 30}
facts: {prison: {kind: term}}
rules:
  - {name: term, pattern: '(?P<term>{term})', gives: {prison: term}}
"""


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ("gives: {prison", "gives: {prizon", "rules.yaml:5: No fact is called `prizon`; did you mean `prison`?"),
        ("gives: {prison: term}", "gives: {prison: tern}", "rules.yaml:5: The pattern has no group `tern`."),
        ("{term})'", "{tern})'", "rules.yaml:5: This pattern cannot be read: 'tern'."),
        (
            "{term})'",
            "a{9999999999})'",
            "rules.yaml:5: This pattern cannot be read: the repetition number is too large.",
        ),
    ],
)
def test_a_rule_that_is_wrong_is_named_with_its_line(tmp_path: Path, wrong: str, right: str, sentence: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULE, "utf-8")
    assert code(Judgment("", {TextPart.SUMMARY: "two years"}), read_rules(file)).value("prison") is not None
    file.write_text(RULE.replace(wrong, right), "utf-8")
    with pytest.raises(SchakelError) as error:
        read_rules(file)
    assert str(error.value).splitlines()[0] == sentence


def test_words_are_declared_in_capitals_or_not(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULE.replace("two", "Two").replace("years", "Years"), "utf-8")
    found = code(Judgment("", {TextPart.SUMMARY: "two years"}), read_rules(file))
    assert str(found.value("prison")) == "24 months"
