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


def test_a_label_in_a_language_that_schakel_does_not_know_is_asked_for(alliance):
    for file in (path for path in alliance.rglob("*") if path.suffix in (".yaml", ".ttl")):
        text = re.sub(r"(\{| {2}|@|\[)en\b", r"\1fr", file.read_text("utf-8"))
        file.write_text(text, "utf-8")
    edit(alliance, BY_SUBJECT, TEMPLATE.replace("en:", "fr:"), SHORT)
    assert faults_of(alliance) == [
        f"{BY_SUBJECT}:8: `year` has no `label`, and Schakel has no word for it in the language `fr`."
    ]
