"""The key `profiles` of an assessment is compared with the contract, the vocabulary and the file of subjects."""

import pytest
import small

from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.alliance.names import Names
from schakel.alliance.profile_source import read_profile_source
from schakel.model.alliance import Partner
from schakel.model.assessment import AnswerColumns, Subject
from schakel.model.column import Column
from schakel.model.contract import Contract
from schakel_base.errors import DeclarationError
from schakel_base.faults import Faults
from schakel_base.yaml_file import read_yaml

ASSESSMENT = """\
partner: towns
scheme: policy
answers:
  - {concept: yes}
  - {concept: partly}
  - {concept: no}
  - {concept: unknown}
profiles:
  columns:
    subject: town
    question: question
    answer: answer
    date: day
  subjects:
    file: reference/towns.csv
    code: code
    name: name
    region: province
    regions: {en: provinces}
"""
TOWNS = "code,name,province,size\nT1,Ede,Gelderland,3\nT2,Elst,Gelderland,1\n"
COLUMNS = (
    Column("town"),
    Column("question", attribute="question"),
    Column("answer", attribute="reply"),
    Column("day", type="date"),
    Column("remark"),
)
SCHEMES = {
    "question": small.scheme("policy", "1.1"),
    "reply": small.scheme("reply", "yes", "partly", "no", "unknown"),
    "short": small.scheme("short", "yes", "no"),
}


def found(folder, text=ASSESSMENT, towns=TOWNS, columns=COLUMNS):
    (folder / "reference").mkdir()
    (folder / "reference/towns.csv").write_text(towns, "utf-8")
    (folder / "policy.yaml").write_text(text, "utf-8")
    faults = Faults()
    partner = Partner("towns", small.text("towns"), Contract("towns", "towns", "1.0.0", columns), ())
    document = read_yaml(folder, "policy.yaml", faults)
    declared = DeclaredDocument(FolderReading(folder, (), Names(faults)), document)
    source = read_profile_source(declared, {"towns": partner}, SCHEMES)
    faults.raise_if_any()
    return source


def test_a_sound_one_says_where_answers_stand_and_who_gives_them(tmp_path):
    source = found(tmp_path)
    assert source.columns == AnswerColumns("town", "question", "answer", "day")
    assert source.subjects == (Subject("T1", "Ede", "Gelderland"), Subject("T2", "Elst", "Gelderland"))


def test_without_the_key_there_are_no_profiles(tmp_path):
    assert found(tmp_path, ASSESSMENT.partition("profiles:")[0]) is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("concept: partly", "concept: half",
         "policy.yaml:3: For profiles, the answers must have the concepts yes, partly, no, unknown, each once."),
        ("subject: town", "subject: towm",
         "policy.yaml:10: `towns` has no column `towm` in use; did you mean `town`?"),
        ("date: day", "date: town", "policy.yaml:13: The column `town` holds no dates."),
        ("date: day", "date: day\n    evidence: remark",
         "policy.yaml:14: The column `remark` makes no claim, so its values are not shown."),
        ("scheme: policy", "scheme: reply",
         "policy.yaml:11: This column is about `policy`, but the questions are about `reply`."),
        ("region: province", "region: provence",
         "policy.yaml:18: `reference/towns.csv` has no column `provence`; did you mean `province`?"),
        ("towns.csv", "cities.csv", "reference/cities.csv: This file is missing."),
    ],
)  # fmt: skip
def test_what_is_broken_is_said(tmp_path, old, new, fault):
    with pytest.raises(DeclarationError) as raised:
        found(tmp_path, ASSESSMENT.replace(old, new, 1))
    assert str(raised.value) == fault


def test_a_scheme_without_one_of_the_answers(tmp_path):
    columns = [Column("answer", attribute="short") if one.name == "answer" else one for one in COLUMNS]
    with pytest.raises(DeclarationError) as raised:
        found(tmp_path, columns=tuple(columns))
    assert str(raised.value) == "policy.yaml:12: The scheme `short` does not have the answer `partly`."


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("T2", "T1", "reference/towns.csv:3: The code `T1` is listed twice."),
        ("Elst", "", "reference/towns.csv:3: The code, the name or the region is missing."),
        ("Elst,", "", "reference/towns.csv:3: This line has 3 fields; it must have 4."),
    ],
)
def test_what_is_broken_in_the_file_of_subjects_is_said(tmp_path, old, new, fault):
    with pytest.raises(DeclarationError) as raised:
        found(tmp_path, towns=TOWNS.replace(old, new, 1))
    assert str(raised.value) == fault
