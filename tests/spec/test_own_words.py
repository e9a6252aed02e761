"""A list of concepts, and values in its words

Where a register writes concepts by their notations or labels, its values need no lines in the mapping. A scheme that
needs no more is a list in CSV.
"""

import pytest
from broken import broken, check, edit, faults_of, template

from schakel import verbs
from schakel.alliance import read

CONTRACT, MAPPING = "partners/helpline/contract.yaml", "partners/helpline/mapping.csv"
LISTED = """\
notation,broader,label en,definition en
,,Subject,
exploitation,,Exploitation,Somebody profits from what another is made to do.
sexual-exploitation,exploitation,Sexual exploitation,In prostitution.
labour-exploitation,exploitation,Labour exploitation,In any other work.
other,,Something else,Whatever is no exploitation.
"""


@pytest.fixture
def alliance(tmp_path):
    """The template, with its subjects as a list, and a helpline that writes labels."""
    folder = template(tmp_path)
    (folder / "vocabulary" / "subject.ttl").unlink()
    (folder / "vocabulary" / "subject.csv").write_text(LISTED, "utf-8")
    claim = "          - {property: claim, value: {unit: report, attribute: subject}}\n"
    edit(folder, CONTRACT, claim, f"{claim}          - {{property: codes, value: labels}}\n")
    return folder


def meant(alliance):
    """What each value of the subject means, and the line of the mapping that says so."""
    lines = read(alliance).partners["helpline"].mapping
    return {line.source_value: (line.concept, line.line > 0) for line in lines if line.column == "subject"}


def test_a_scheme_can_be_a_list(alliance):
    scheme = read(alliance).schemes["subject"]
    assert scheme.title.by_language == {"en": "Subject"}
    assert [leaf.notation for leaf in scheme.leaves] == ["sexual-exploitation", "labour-exploitation", "other"]
    assert scheme.by_notation["other"].uri == "https://schakel.example/id/subject/other"


def test_a_label_means_its_concept_unless_the_mapping_has_it(alliance):
    edit(alliance, MAPPING, "subject,sexual exploitation,", "subject,Exploitation,")
    found = meant(alliance)
    assert found["Labour exploitation"] == ("labour-exploitation", False)
    assert found["Exploitation"] == ("sexual-exploitation", True)


@pytest.mark.parametrize("codes", ["labels", "notations"])
def test_the_receipt_says_what_a_value_is_not(alliance, codes):
    edit(alliance, MAPPING, "subject,question about the law,", "subject,Question about the law,")
    edit(alliance, CONTRACT, "{property: codes, value: labels}", f"{{property: codes, value: {codes}}}")
    noted = verbs.deliver(alliance, "helpline", alliance / "partners" / "helpline" / "sample.csv").notes
    (about,) = [one.sentence for one in noted if one.kind == "unmapped" and one.column == "subject"]
    assert f"the value is to the letter no {codes[:-1]} of a concept, nor in the mapping" in about


def test_a_drafted_line_says_nothing_there(alliance):
    edit(
        alliance, MAPPING, "subject,unclear,,none,,,example reviewer,It may be anything.", "subject,unclear,,,,,,3 rows"
    )
    assert "unclear" not in meant(alliance)


def test_a_scheme_has_one_file(alliance):
    (alliance / "vocabulary" / "yes-no.csv").write_text(LISTED, "utf-8")
    assert "vocabulary/yes-no.ttl: `vocabulary/yes-no.csv` has that name too; one of the two must go." in faults_of(
        alliance
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "sexual-exploitation,exploitation,",
            "sexual-exploitation,exploitaton,",
            "4: There is no concept `exploitaton` in this file; did you mean `exploitation`?",
        ),
        ("other,,", "exploitation,,", "6: The notation `exploitation` stands in line 3 already."),
        ("In any other work.", "", "5: The concept `labour-exploitation` has no skos:definition in the language `en`."),
        ("label en", "label nl", "1: The first line must be `notation,broader,label en,definition en`."),
    ],
)
def test_a_list_that_cannot_be_counted_by_is_refused(alliance, old, new, fault):
    edit(alliance, "vocabulary/subject.csv", old, new)
    assert f"vocabulary/subject.csv:{fault}" in faults_of(alliance)


FAULTS = [
    broken(
        "words of concepts in a column that makes no claim",
        CONTRACT,
        "        description: Body to which the report was handed over; blank if to none.\n",
        "        customProperties: [{property: codes, value: labels}]\n",
        "63: `handed_over_to` makes no claim, so it holds no labels of concepts.",
    )
]


@pytest.mark.parametrize("case", FAULTS)
def test_words_of_concepts_are_those_of_a_claim(case, tmp_path):
    check(case, tmp_path)
