"""What a declaration need not say

A declaration leaves out what follows from the rest of the alliance. It is read as if it were written out: the same
table, and a fault in it has the line of the short form.
"""

import re

import pytest
from broken import edit, faults_of, template

from schakel.alliance import read

BY_SUBJECT = "indicators/reports-by-subject.yaml"
LONG = """\
  - {kind: attribute, name: subject, attribute: subject, label: {en: subject of the report}}
  - {kind: period, name: year, event: report, by: year, label: {en: year}}
"""
SHORT = """\
  - subject
  - {kind: period, event: report, by: year}
"""
TEMPLATE = """\
  - {kind: attribute, name: subject, attribute: subject, label: {en: subject}}
  - {kind: period, name: year, event: report, by: year, label: {en: year}}
"""


@pytest.fixture
def alliance(tmp_path):
    return template(tmp_path)


def test_a_dimension_is_called_what_it_counts_by(alliance):
    edit(alliance, BY_SUBJECT, TEMPLATE, LONG)
    written_out = read(alliance).indicators
    edit(alliance, BY_SUBJECT, LONG, SHORT)
    assert read(alliance).indicators == written_out


@pytest.mark.parametrize(
    ("declared", "name", "label"),
    [
        ("{kind: period, event: report, by: month}", "month", "month"),
        ("{kind: period, event: report, by: years, years: 5, since: 2020}", "years", "period"),
        ("{kind: duration, start: report, end: hand-over, classes: [0, 8]}", "days", "days"),
        ("{kind: stock, start: report, end: hand-over, since: 2020}", "year", "year"),
        ("{kind: duration, name: wait, start: report, end: hand-over, classes: [0, 8]}", "wait", "days"),
        ("{kind: period, event: report, by: month, label: {en: month of the report}}", "month", "month of the report"),
    ],
)
def test_each_kind_of_dimension_has_its_own_word(alliance, declared, name, label):
    edit(alliance, BY_SUBJECT, "dimensions:\n", f"dimensions:\n  - {declared}\n")
    edit(alliance, BY_SUBJECT, "  - {kind: period, name: year,", "  - {kind: period, name: year-of-report,")
    dimension = read(alliance).indicators["reports-by-subject"].dimensions[0]
    assert (dimension.name, dimension.label.in_language("en")) == (name, label)


@pytest.mark.parametrize(
    ("file", "declared", "label"),
    [
        (BY_SUBJECT, "{kind: share, along: subject}", "share by subject, in percent"),
        (BY_SUBJECT, "{kind: simpson-interval, along: subject}", "diversity, Simpson, 95% interval: subject"),
        ("indicators/days-to-hand-over.yaml", "{kind: median, along: days}", "median (days)"),
        ("indicators/days-to-hand-over.yaml", "{kind: ninth-decile, along: days}", "ninth decile (days)"),
    ],
)
def test_a_statistic_has_its_label_from_its_kind_and_its_dimension(alliance, file, declared, label):
    edit(alliance, file, "statistics:\n", f"statistics:\n  - {declared}\n")
    (indicator,) = (one for one in read(alliance).indicators.values() if one.file == file)
    assert indicator.statistics[0].label.in_language("en") == label


@pytest.mark.parametrize("file", ["indicators/days-to-hand-over.yaml", "products/monitor.yaml"])
def test_what_has_a_file_is_called_what_the_file_is_called(alliance, file):
    declared = read(alliance)
    name = file.rpartition("/")[2].removesuffix(".yaml")
    edit(alliance, file, f"name: {name}\n", "")
    found = read(alliance)
    assert (found.indicators, found.products) == (declared.indicators, declared.products)


def test_a_name_of_a_file_is_a_name(alliance):
    edit(alliance, "products/monitor.yaml", "name: monitor\n", "")
    (alliance / "products/monitor.yaml").rename(alliance / "products/The monitor.yaml")
    assert faults_of(alliance) == [
        "products/The monitor.yaml:2: `name` is `The monitor`; it must be a name of small letters, digits and hyphens."
    ]


def test_a_fault_has_the_line_of_the_short_form(alliance):
    edit(alliance, BY_SUBJECT, TEMPLATE, "  - subjekt\n  - {kind: period, event: report, by: year}\n")
    edit(alliance, BY_SUBJECT, "along: subject", "along: subjekt")
    assert faults_of(alliance) == [
        f"{BY_SUBJECT}:7: There is no attribute `subjekt`; did you mean `subject`?",
    ]


def test_two_dimensions_of_one_name_are_refused(alliance):
    edit(alliance, BY_SUBJECT, TEMPLATE, "  - subject\n  - subject\n")
    assert faults_of(alliance) == [f"{BY_SUBJECT}:8: Two dimensions are called `subject`."]


def without_words(alliance, *keys, file=BY_SUBJECT):
    """Take texts out of a declaration, each on a line of its own."""
    for key in keys:
        text = (alliance / file).read_text("utf-8")
        edit(alliance, file, next(line for line in text.splitlines(True) if line.startswith(f"{key}:")), "")


def test_title_definition_and_source_follow_from_what_is_counted_by_whom(alliance):
    without_words(alliance, "title", "definition", "source")
    indicator = read(alliance).indicators["reports-by-subject"]
    assert indicator.title.in_language("en") == "Reports by subject and year"
    # Readers are told that nobody wrote it.
    assert indicator.definition.in_language("en") == (
        "The number of reports, by subject and year. The date is that of “report”. Schakel made this text from the "
        "declaration: nobody wrote a definition."
    )
    assert indicator.source.in_language("en") == "Reports to the helpline"


def test_a_definition_says_of_which_values_a_unit_can_have_several(alliance):
    without_words(alliance, "definition")
    edit(alliance, "alliance.yaml", "    scheme: subject\n", "    scheme: subject\n    many: true\n")
    definition = read(alliance).indicators["reports-by-subject"].definition.in_language("en")
    assert "What has several values of subject counts under each of them." in definition


def test_a_definition_says_of_which_period_a_unit_can_have_none(alliance):
    without_words(alliance, "definition")
    edit(alliance, BY_SUBJECT, TEMPLATE, "  - subject\n  - {kind: period, event: hand-over, by: year}\n")
    assert read(alliance).indicators["reports-by-subject"].definition.in_language("en") == (
        "The number of reports, by subject of the report and year. The date is that of “hand-over”. What is in no "
        "year, because it did not happen or nobody knows when, counts in the total alone. Schakel made this text from "
        "the declaration: nobody wrote a definition."
    )


def test_a_definition_says_from_what_to_what_days_are_counted(alliance):
    file = "indicators/days-to-hand-over.yaml"
    without_words(alliance, "definition", file=file)
    edit(alliance, "alliance.yaml", "units:\n", "events: {hand-over: {en: handed over}}\nunits:\n")
    definition = read(alliance).indicators["days-to-hand-over"].definition.in_language("en")
    assert "Days are counted from “report” to “handed over”." in definition


def test_a_population_is_said_by_a_person(alliance):
    without_words(alliance, "title", "definition")
    edit(alliance, BY_SUBJECT, "unit: report\n", "unit: report\npopulation: [{event: hand-over}]\n")
    assert faults_of(alliance) == [
        f"{BY_SUBJECT}:4: This leaves out some of `report`, so no title and definition can be made: say in `counted` "
        "what is counted, or write both."
    ]
    edit(alliance, BY_SUBJECT, "unit: report\n", "unit: report\ncounted: {en: reports handed over}\n")
    title = read(alliance).indicators["reports-by-subject"].title
    assert title.in_language("en") == "Reports handed over by subject and year"


@pytest.mark.parametrize(
    ("language", "counted", "labels", "title"),
    [
        ("nl", "zaken", ["delict", "geslacht", "jaar"], "Zaken naar delict, geslacht en jaar"),
        ("en", "cases", ["offence", "sex", "year"], "Cases by offence, sex and year"),
        ("es", "casos", ["delito", "sexo"], "Casos por delito y sexo"),
        ("es", "casos", ["delito", "idioma"], "Casos por delito e idioma"),
        ("es", "casos", ["delito", "hierro"], "Casos por delito y hierro"),
    ],
)
def test_each_language_says_it_in_its_own_way(alliance, language, counted, labels, title):
    in_other_words(alliance, language)
    text = "".join(
        f"  - {{kind: period, name: d{number}, event: report, by: year, label: {{{language}: {label}}}}}\n"
        for number, label in enumerate(labels)
    )
    edit(alliance, BY_SUBJECT, TEMPLATE.replace("en:", f"{language}:"), text)
    edit(alliance, BY_SUBJECT, "along: subject", "along: d0")
    edit(alliance, "alliance.yaml", f"plural: {{{language}: reports}}", f"plural: {{{language}: {counted}}}")
    without_words(alliance, "title")
    assert read(alliance).indicators["reports-by-subject"].title.in_language(language) == title


def in_other_words(alliance, language):
    """Make an alliance speak another language, in the same words; its form for one row speaks several."""
    (alliance / "partners/helpline/form.yaml").unlink()
    for file in (path for path in alliance.rglob("*") if path.suffix in (".yaml", ".ttl")):
        text = re.sub(r"(\{| {2}|@|\[)en\b", rf"\1{language}", file.read_text("utf-8"))
        file.write_text(text, "utf-8")


PRODUCT = "products/monitor.yaml"
TABLES = "tables: [reports-by-subject, reports-through-the-chain, days-to-hand-over]"


def test_the_only_product_is_called_what_the_alliance_is(alliance):
    without_words(alliance, "title", "summary", file=PRODUCT)
    declared = read(alliance)
    product = declared.products["monitor"]
    assert (product.title, product.summary) == (declared.title, declared.summary)
    (alliance / "products/second.yaml").write_text((alliance / PRODUCT).read_text().replace("monitor\n", "second\n", 1))
    assert f"{PRODUCT}:2: `title` is missing; only the one product of an alliance has that of the alliance." in (
        faults_of(alliance)
    )


def test_a_product_can_publish_all_tables(alliance):
    edit(alliance, PRODUCT, TABLES, "tables: all")
    assert read(alliance).products["monitor"].tables == (
        "days-to-hand-over", "reports-by-subject", "reports-through-the-chain"
    )  # fmt: skip
    for file in (alliance / "indicators").glob("*.yaml"):
        file.unlink()
    assert faults_of(alliance) == [f"{PRODUCT}:9: There are no indicators, so `all` of them are no table."]
    edit(alliance, PRODUCT, "tables: all", "tables: some")
    assert faults_of(alliance) == [f"{PRODUCT}:9: `tables` is `some`; it must be `all`."]


def test_invented_data_need_no_ground_and_all_others_do(alliance):
    declared = read(alliance)
    without_words(alliance, "legal_ground", file=PRODUCT)
    assert read(alliance).products == declared.products
    edit(alliance, PRODUCT, "synthetic: true\n", "grounds: [helpline-act]\n")
    assert f"{PRODUCT}:2: `legal_ground` is missing." in faults_of(alliance)


def test_words_in_a_language_that_schakel_does_not_speak_are_asked_for(alliance):
    in_other_words(alliance, "fr")
    edit(alliance, BY_SUBJECT, TEMPLATE.replace("en:", "fr:"), SHORT)
    without_words(alliance, "title")
    assert faults_of(alliance) == [
        f"{BY_SUBJECT}:2: This file has no `title`, and Schakel has no words for it in the language `fr`.",
        f"{BY_SUBJECT}:7: `year` has no `label`, and Schakel has no words for it in the language `fr`.",
    ]


def test_many_words_in_such_a_language_are_asked_for_once(alliance):
    in_other_words(alliance, "fr")
    for file in (alliance / "indicators").glob("*.yaml"):
        without_words(alliance, "title", "definition", file=f"indicators/{file.name}")
    assert faults_of(alliance) == [
        "alliance.yaml: Schakel has words in en, es, nl and none in `fr`, so write each `title`, `definition` and "
        "`label` yourself. Missing: 6, the first in indicators/days-to-hand-over.yaml."
    ]


def in_two_languages(alliance):
    """Make an alliance say everything twice, in English and in a language that it calls Dutch."""
    (alliance / "partners/helpline/form.yaml").unlink()
    for file in (path for path in alliance.rglob("*") if path.suffix in (".yaml", ".ttl")):
        text = file.read_text("utf-8").replace("\n  en: >-\n", "\n  nl: Alles.\n  en: >-\n").replace("[en]", "[en, nl]")
        text = re.sub(r"\{en: ([^{},]*|\"[^\"]*\")\}", r"{en: \1, nl: \1}", text)
        file.write_text(re.sub(r'("[^"]*")@en', r"\1@en, \1@nl", text), "utf-8")


def test_a_source_in_a_second_language_is_asked_for(alliance):
    in_two_languages(alliance)
    read(alliance)
    without_words(alliance, "source")
    assert faults_of(alliance) == [
        f"{BY_SUBJECT}:2: This file has no `source`, and the contract of `helpline` no `title` in the language `nl`."
    ]


SUBJECTS = """\
notation,broader,label en
exploitation,,exploitation
sexual-exploitation,exploitation,sexual exploitation
labour-exploitation,exploitation,labour exploitation
other,,other
"""
FOLLOWED_UP = """\
  followed-up:
    scheme: yes-no
    label: {en: followed up}
"""


def replace_scheme(alliance, listed):
    (alliance / "vocabulary/subject.ttl").unlink()
    (alliance / "vocabulary/subject.csv").write_text(listed, "utf-8")


def test_a_list_of_concepts_needs_no_definitions_and_has_the_title_of_its_attribute(alliance):
    declared = read(alliance).schemes["subject"]
    replace_scheme(alliance, SUBJECTS)
    scheme = read(alliance).schemes["subject"]
    assert scheme.title.in_language("en") == "Subject of the report"
    assert [(one.notation, one.broader) for one in scheme.concepts] == [
        (one.notation, one.broader) for one in declared.concepts
    ]
    assert not any(one.definition for one in scheme.concepts)


def test_a_list_that_defines_one_concept_defines_them_all(alliance):
    replace_scheme(alliance, "notation,label en,definition en\nexploitation,exploitation,To profit.\nother,other,\n")
    assert "vocabulary/subject.csv:3: The concept `other` has no skos:definition in the language `en`." in (
        faults_of(alliance)
    )


def test_a_scheme_of_two_attributes_has_a_title_of_its_own(alliance):
    replace_scheme(alliance, SUBJECTS)
    edit(alliance, "alliance.yaml", "attributes:\n", "attributes:\n  second: {scheme: subject, label: {en: second}}\n")
    assert faults_of(alliance) == [
        "vocabulary/subject.csv:1: The concept scheme has no dct:title in the language `en`."
    ]


@pytest.mark.parametrize("concepts", ["[yes, no]", "{yes: {en: yes}, no: {en: no}}"])
def test_an_attribute_can_list_its_concepts_itself(alliance, concepts):
    (alliance / "vocabulary/yes-no.ttl").unlink()
    edit(
        alliance, "alliance.yaml", FOLLOWED_UP, f"  followed-up: {{label: {{en: followed up}}, concepts: {concepts}}}\n"
    )
    scheme = read(alliance).scheme_of("followed-up")
    assert scheme.title.in_language("en") == "Followed up"
    assert [(one.notation, one.label.in_language("en")) for one in scheme.concepts] == [("yes", "yes"), ("no", "no")]


def test_a_hyphen_in_a_notation_is_a_space_in_its_label(alliance):
    (alliance / "vocabulary/subject.ttl").unlink()
    listed = "concepts: [exploitation, sexual-exploitation, labour-exploitation, other]"
    edit(alliance, "alliance.yaml", "    scheme: subject\n", f"    {listed}\n")
    scheme = read(alliance).schemes["subject"]
    assert scheme.by_notation["labour-exploitation"].label.in_language("en") == "labour exploitation"


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        (
            "{label: {en: followed up}, scheme: subject, concepts: [yes, no]}",
            "alliance.yaml:24: An attribute has its `concepts` here or in a `scheme`.",
        ),
        (
            "{label: {en: followed up}, concepts: [yes, not yet]}",
            "alliance.yaml:24: The notation `not yet` must be letters, digits, dots and hyphens.",
        ),
        (
            "{label: {en: followed up}, concepts: [yes, 1]}",
            "alliance.yaml:24: `attributes.followed-up.concepts.2` is `1`; "
            "it must be a notation (in quotes, if it is a number).",
        ),
        (
            "{label: {en: followed up}, concepts: [yes, yes]}",
            "alliance.yaml:24: `attributes.followed-up.concepts` names `yes` twice.",
        ),
        (
            "{label: {en: followed up}, concepts: {yes: {nl: ja}, no: {en: no}}}",
            "alliance.yaml:24: `attributes.followed-up.concepts.yes` has no text in the language `en`.",
        ),
        ("{label: {en: followed up}}", "alliance.yaml:24: There is no scheme `followed-up`."),
    ],
)
def test_concepts_that_cannot_be_counted_by_are_refused(alliance, declared, fault):
    edit(alliance, "alliance.yaml", FOLLOWED_UP, f"  followed-up: {declared}\n")
    assert fault in faults_of(alliance)


def test_a_scheme_is_in_a_file_or_in_the_list(alliance):
    edit(alliance, "alliance.yaml", FOLLOWED_UP, "  yes-no: {label: {en: followed up}, concepts: [yes, no]}\n")
    assert "vocabulary/yes-no.ttl: alliance.yaml lists the concepts of `yes-no` too; one of the two must go." in (
        faults_of(alliance)
    )


def test_in_several_languages_each_concept_has_its_labels(alliance):
    edit(alliance, "alliance.yaml", FOLLOWED_UP, "  followed-up: {label: {en: a, nl: b}, concepts: [yes, no]}\n")
    in_two_languages(alliance)
    assert "alliance.yaml:25: In several languages each concept has its labels: `yes: {en: …, nl: …}`." in (
        faults_of(alliance)
    )
