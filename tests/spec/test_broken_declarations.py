"""Faults in the alliance file

Each fault in a declaration gets one sentence, with its file and line.

Each entry is one small edit of the template: what it breaks, the file, the text that is replaced, the text
there instead, and the faults that `schakel check` then prints (a line number alone is in the same file).
"""

import pytest
from broken import broken, check, edit, faults_of, template

from schakel.alliance import read

GENERAL_FILE = "alliance.yaml"
PRODUCT = "products/monitor.yaml"
DELIVERY_LIST = "deliveries/deliveries.yaml"
SAMPLE = "partners/helpline/sample.csv"

FILES = [
    broken(
        "a file that is not YAML",
        GENERAL_FILE,
        "title: {en: An example",
        "title: {en: [An example",
        "3: This is not valid YAML: …",
    ),
    broken(
        "a tab where YAML wants spaces", GENERAL_FILE, "  report:\n", "\treport:\n", "15: This is not valid YAML: …"
    ),
    broken(
        "a key that stands twice",
        GENERAL_FILE,
        "languages: [en]",
        "languages: [en]\nlanguages: [en]",
        "11: The key `languages` is listed twice.",
    ),
    broken(
        "an alias",
        PRODUCT,
        "{en: Example monitor}",
        "&t {en: Example monitor}\nsummary2: *t",
        "3: This is used again by an alias (`*`), which is not read: write it out each time.",
    ),
]

GENERAL = [
    broken(
        "memory in other words",
        GENERAL_FILE,
        "languages: [en]\n",
        "languages: [en]\nengine: {memory: a lot}\n",
        "11: `engine.memory` is `a lot`; it must be a number with GB, at least 1, such as 4GB.",
    ),
    broken(
        "a Spark at an address that is none",
        GENERAL_FILE,
        "languages: [en]\n",
        "languages: [en]\nengine: {spark: yarn}\n",
        "11: `engine.spark` is `yarn`; it must be local[2] with a number of processors, "
        "spark://host:port of a cluster, or sc://host:port of Spark Connect.",
    ),
    broken(
        "a planned release without a day",
        PRODUCT,
        "ends: 2099-12-31\n",
        "ends: 2099-12-31\nreleases: [{what: {en: More figures.}}]\n",
        "9: `on` is missing in `releases.1`.",
    ),
    broken(
        "a label of an event that no contract declares",
        GENERAL_FILE,
        "attributes:\n",
        "events:\n  reported: {en: day of the report}\nattributes:\n",
        "21: There is no event `reported`; did you mean `report`?",
    ),
    broken("a key that is missing", GENERAL_FILE, "languages: [en]\n", "", "2: `languages` is missing."),
    broken(
        "a misspelt key",
        GENERAL_FILE,
        "    plural:",
        "    plurals:",
        "15: `plural` is missing in `units.report`.",
        "17: The key `plurals` does not exist in `units.report`; did you mean `plural`?",
    ),
    broken(
        "a name with a capital",
        GENERAL_FILE,
        "name: template",
        "name: Template",
        "2: `name` is `Template`; it must be a name of small letters, digits and hyphens.",
    ),
    broken(
        "a text in no language",
        GENERAL_FILE,
        "{en: report}",
        "report",
        ("16: `units.report.label` is `report`; it must be one text per language, such as {en: report, es: denuncia}."),
    ),
    broken(
        "a text in a language that the alliance does not speak",
        GENERAL_FILE,
        "{en: report}",
        "{en: report, fr: signalement}",
        "16: `units.report.label` has a text in `fr`, which is not a language of the alliance.",
    ),
    broken(
        "a comma in a text without quotes",
        GENERAL_FILE,
        "{en: An example alliance with invented data}",
        "{en: An example, with invented data}",
        (
            "3: `title` has a text in `with invented data`, which is not a language of the alliance; a text "
            "with a comma in it needs quotes."
        ),
    ),
    broken(
        "a scheme that does not exist",
        GENERAL_FILE,
        "scheme: subject",
        "scheme: subjects",
        "22: There is no scheme `subjects`; did you mean `subject`?",
    ),
    broken(
        "a partner that is believed first and does not exist",
        GENERAL_FILE,
        "scheme: subject\n",
        "scheme: subject\n    precedence: [helplin]\n",
        "23: There is no partner `helplin`; did you mean `helpline`?",
    ),
    broken(
        "a unit that belongs to one that does not exist",
        GENERAL_FILE,
        "    plural: {en: reports}",
        "    plural: {en: reports}\n    belongs_to: case",
        "18: There is no unit `case`.",
    ),
    broken(
        "a unit that belongs to itself",
        GENERAL_FILE,
        "    plural: {en: reports}",
        "    plural: {en: reports}\n    belongs_to: report",
        "18: The unit `report` belongs to itself.",
    ),
    broken(
        "one of two units that it belongs to does not exist",
        GENERAL_FILE,
        "    plural: {en: reports}",
        "    plural: {en: reports}\n    belongs_to: [case, report]",
        "18: There is no unit `case`.",
    ),
    broken(
        "an event of units that do not belong to it",
        GENERAL_FILE,
        "    plural: {en: reports}",
        "    plural: {en: reports}\n    events: {all-over: {unit: report, event: hand-over, which: all}}",
        "18: `report` does not belong to `report`, so `all-over` never happens.",
    ),
    broken(
        "an event of children that nothing says happens to them",
        GENERAL_FILE,
        "    plural: {en: reports}",
        (
            "    plural: {en: reports}\n    events: {all-over: {unit: person, event: hand-over, which: all}}\n"
            "  person: {label: {en: a}, plural: {en: b}, belongs_to: report}"
        ),
        "18: No contract says that `hand-over` happens to `person`, so `all-over` never happens.",
    ),
    broken(
        "an inherited attribute that does not exist",
        GENERAL_FILE,
        "    plural: {en: reports}",
        (
            "    plural: {en: reports}\n  person: {label: {en: a}, plural: {en: b}, belongs_to: report, "
            "inherits: [subjet]}"
        ),
        "18: There is no attribute `subjet`; did you mean `subject`?",
    ),
    broken(
        "a unit that inherits from nobody",
        GENERAL_FILE,
        "    plural: {en: reports}",
        "    plural: {en: reports}\n    inherits: [subject]",
        "18: `inherits` needs `belongs_to` beside it in `units.report`.",
    ),
]

PRODUCTS = [
    broken(
        "a table that does not exist",
        PRODUCT,
        "[reports-by-subject,",
        "[reports-by-subjects,",
        "9: There is no indicator `reports-by-subjects`; did you mean `reports-by-subject`?",
    ),
    broken(
        "the same table twice",
        PRODUCT,
        "[reports-by-subject,",
        "[reports-by-subject, reports-by-subject,",
        "9: `tables` names `reports-by-subject` twice.",
    ),
    broken(
        "a heading without tables",
        PRODUCT,
        "[reports-by-subject,",
        "[{heading: {en: Who reports}},",
        "9: `tables` is missing in `tables.1`.",
    ),
    broken(
        "a table that stands under two headings",
        PRODUCT,
        "[reports-by-subject,",
        "[reports-by-subject, {heading: {en: Subjects}, tables: [reports-by-subject]},",
        "9: The table `reports-by-subject` is listed twice.",
    ),
    broken(
        "a table under a heading that does not exist",
        PRODUCT,
        "[reports-by-subject,",
        "[{heading: {en: Subjects}, tables: [reports-by-subjects]},",
        "9: There is no indicator `reports-by-subjects`; did you mean `reports-by-subject`?",
    ),
    broken(
        "a page of two headings, and a closer look from a page of none",
        PRODUCT,
        "[reports-by-subject, reports-through-the-chain, days-to-hand-over]",
        "[{heading: {en: One}, page: own, about: {en: A}, tables: [reports-by-subject]}, "
        "{heading: {en: Two}, page: own, about: {en: B}, tables: [days-to-hand-over]}]\n"
        "closer: [{monitor: other/monitor, page: owl, title: {en: A}, about: {en: B}}]",
        "9: Two headings have the page `own`.",
        "10: No heading has a page `owl`.",
    ),
    broken(
        "a page that says nothing",
        PRODUCT,
        "[reports-by-subject,",
        "[{heading: {en: Subjects}, page: subjects, tables: [reports-by-subject]},",
        "9: `page` needs `about` beside it in `tables.1`.",
    ),
    broken(
        "a heading that is neither a name nor a map",
        PRODUCT,
        "[reports-by-subject,",
        "[[reports-by-subject],",
        "9: `tables.1` is a list; it must be a name of small letters, digits and hyphens.",
    ),
    broken(
        "a profile that does not exist",
        PRODUCT,
        "profile: round-5-additive",
        "profile: round-5-aditive",
        "10: There is no profile `round-5-aditive`; did you mean `round-5-additive`?",
    ),
    broken(
        "an end that is no date",
        PRODUCT,
        "ends: 2099-12-31",
        "ends: 2099-02-31",
        "8: `ends` is `2099-02-31`; it must be a date such as 2024-01-31.",
    ),
    broken(
        "a comparison with a table of another product",
        PRODUCT,
        "profile: round-5-additive",
        "comparisons: [{name: a, title: {en: a}, from: nothing:year=2024, to: reports-by-subject}]\n"
        "profile: round-5-additive",
        "10: The table `nothing` is not among the tables of this product.",
    ),
    broken(
        "a figure that is not written as one",
        PRODUCT,
        "profile: round-5-additive",
        'comparisons: [{name: a, title: {en: a}, from: "a b", to: reports-by-subject}]\nprofile: round-5-additive',
        "10: `a.from` is `a b`; it must be a figure such as reports-by-year:year=2024.",
    ),
]

DELIVERIES = [
    broken(
        "a partner that does not exist",
        DELIVERY_LIST,
        "partner: helpline",
        "partner: help-line",
        "3: There is no partner `help-line`; did you mean `helpline`?",
    ),
    broken(
        "a file that is not there",
        DELIVERY_LIST,
        "helpline-2023-2024.csv",
        "helpline-2023-2025.csv",
        "4: There is no file `helpline-2023-2025.csv` in `deliveries`; did you mean `helpline-2023-2024.csv`?",
        "deliveries/helpline-2023-2024.csv: This file is not declared as a delivery.",
    ),
    broken(
        "a file outside the folder",
        DELIVERY_LIST,
        "helpline-2023-2024.csv",
        "../helpline.csv",
        ("4: `deliveries.1.file` is `../helpline.csv`; it must be the name of a file in this folder, without a path."),
    ),
    broken(
        "data that does not say whether it is invented",
        DELIVERY_LIST,
        "    synthetic: true                   # invented data is marked as such on every page\n",
        "",
        "3: `synthetic` is missing in `deliveries.1`.",
    ),
    broken(
        "a mark that is no truth value",
        DELIVERY_LIST,
        "synthetic: true",
        "synthetic: yes",
        "6: `deliveries.1.synthetic` is `yes`; it must be true or false.",
    ),
]

SAMPLES = [
    broken(
        "a sample with another column",
        SAMPLE,
        "remarks",
        "remark",
        "1: The contract has no column `remark`; did you mean `remarks`?",
        "1: The column `remarks` of the contract is missing; did you mean `remark`?",
    ),
]


@pytest.mark.parametrize("case", FILES)
def test_what_is_not_even_a_declaration(case, tmp_path):
    check(case, tmp_path)


@pytest.mark.parametrize("case", GENERAL)
def test_what_alliance_yaml_cannot_say(case, tmp_path):
    check(case, tmp_path)


@pytest.mark.parametrize("case", PRODUCTS)
def test_what_a_product_cannot_say(case, tmp_path):
    check(case, tmp_path)


@pytest.mark.parametrize("case", DELIVERIES)
def test_what_deliveries_cannot_say(case, tmp_path):
    check(case, tmp_path)


@pytest.mark.parametrize("case", SAMPLES)
def test_what_a_sample_cannot_hold(case, tmp_path):
    check(case, tmp_path)


def another_product(folder, **changed):
    """The template with a second product, as its first but for what is changed."""
    alliance = template(folder)
    (alliance / "products/other.yaml").write_text((alliance / PRODUCT).read_text("utf-8"), "utf-8")
    edit(alliance, "products/other.yaml", "name: monitor", "name: other")
    for key, value in changed.items():
        line = next(one for one in (alliance / PRODUCT).read_text("utf-8").splitlines() if one.startswith(f"{key}:"))
        edit(alliance, "products/other.yaml", line, f"{key}: {value}")
    return alliance


def test_one_table_leaves_under_one_profile(tmp_path):
    alliance = another_product(tmp_path, profile="round-5", tables="[days-to-hand-over, reports-by-subject]")
    assert faults_of(alliance) == [
        "products/other.yaml:9: `days-to-hand-over`, `reports-by-subject` would leave under `round-5` here and under "
        "`round-5-additive` in products/monitor.yaml; two ways to protect one table tell more than either."
    ]


def test_of_products_that_are_never_in_use_together_each_has_its_own_profile(tmp_path):
    alliance = another_product(tmp_path, profile="round-5", tables="all", ends="2020-12-31")
    edit(alliance, PRODUCT, "ends: 2099-12-31", "begins: 2021-01-01\nends: 2099-12-31")
    assert {one.profile for one in read(alliance).products.values()} == {"round-5", "round-5-additive"}
