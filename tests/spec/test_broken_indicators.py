"""Faults in an indicator

An indicator that counts what cannot be known is refused. Each fault gets one sentence.
"""

import pytest
from broken import broken, check, edit, faults_of, template

BY_SUBJECT = "indicators/reports-by-subject.yaml"
DAYS = "indicators/days-to-hand-over.yaml"
CHAIN = "indicators/reports-through-the-chain.yaml"
BY_YEAR = "{kind: period, name: year, event: report, by: year, label: {en: year}}"
KNOWN_FROM = "{kind: decided-by, name: year, attribute: subject, label: {en: known from}, "
GAIN = "{kind: gain, name: year, attribute: subject, label: {en: gain}, "
POLICE = "{name: police-subject, label: {en: police}, partner: police, values: [[exploitation], [other]]}"
HELPLINE = "{name: kind, label: {en: kind}, partner: helpline, values: [[sexual-exploitation], [other]]}"

INDICATORS = [
    broken(
        "a unit that does not exist",
        BY_SUBJECT,
        "unit: report",
        "unit: reports",
        "5: There is no unit `reports`; did you mean `report`?",
    ),
    broken(
        "a population by an event that does not exist",
        BY_SUBJECT,
        "unit: report",
        "unit: report\npopulation: [{event: hand-ower}]",
        "6: There is no event `hand-ower`; did you mean `hand-over`?",
    ),
    broken(
        "a population by an attribute without its concept",
        BY_SUBJECT,
        "unit: report",
        "unit: report\npopulation: [{attribute: subject}]",
        "6: `attribute` needs `concept` beside it in `population.1`.",
    ),
    broken(
        "a population by a concept that its scheme does not have",
        BY_SUBJECT,
        "unit: report",
        "unit: report\npopulation: [{attribute: subject, concept: exploitatio}]",
        "6: The scheme `subject` has no concept `exploitatio`; did you mean `exploitation`?",
    ),
    broken(
        "an event counted as if it were a unit",
        BY_SUBJECT,
        "unit: report",
        "unit: hand-over",
        "5: There is no unit `hand-over`.",
    ),
    broken(
        "another population under the same label",
        CHAIN,
        "unit: report",
        "unit: report\npopulation: [{event: hand-over}]",
        "indicators/reports-through-the-chain.yaml: It counts another population of the unit `report` than "
        "`days-to-hand-over` does; say which in `counted`, so that two numbers do not share a label.",
    ),
    broken(
        "another name than its file",
        BY_SUBJECT,
        "name: reports-by-subject",
        "name: report-by-subject",
        "2: The name is `report-by-subject`, but the file is called `reports-by-subject`; they must be the same.",
    ),
    broken(
        "a kind of dimension that does not exist",
        BY_SUBJECT,
        "kind: period",
        "kind: periode",
        (
            "8: `year.kind` is `periode`; it must be one of attribute, period, phase, duration, magnitude, stock, "
            "decided, conflict, decided-by, gain; did you mean `period`?"
        ),
    ),
    broken(
        "a dimension without what its kind needs",
        BY_SUBJECT,
        "event: report, by: year",
        "event: report",
        "8: `by` is missing in `year`.",
    ),
    broken(
        "a dimension with what its kind does not have",
        BY_SUBJECT,
        "event: report, by: year",
        "event: report, by: year, classes: [1]",
        "8: The key `classes` does not exist in `year`.",
    ),
    broken(
        "a period that does not exist",
        BY_SUBJECT,
        "by: year",
        "by: week",
        "8: `year.by` is `week`; it must be one of year, quarter, month, years.",
    ),
    broken(
        "years counted together without how many, or since when",
        BY_SUBJECT,
        "by: year",
        "by: years",
        "8: `years` is missing in `year`.",
        "8: `since` is missing in `year`.",
    ),
    broken(
        "a year that is counted together with others",
        BY_SUBJECT,
        "by: year",
        "by: year, years: 5",
        "8: `year.years` is `5`; it must be left out where `by` is not years.",
    ),
    broken(
        "an attribute that does not exist",
        BY_SUBJECT,
        "attribute: subject",
        "attribute: subjet",
        "7: There is no attribute `subjet`; did you mean `subject`?",
    ),
    broken(
        "an attribute that nobody knows of this unit",
        BY_SUBJECT,
        "attribute: subject",
        "attribute: followed-up",
        "7: No partner makes a claim about `followed-up` of `report`.",
    ),
    broken(
        "a concept to show that does not exist",
        BY_SUBJECT,
        "attribute: subject",
        "attribute: subject, show: [others]",
        "7: The scheme `subject` has no concept `others`; did you mean `other`?",
    ),
    broken(
        "an event that does not exist",
        DAYS,
        "end: hand-over",
        "end: handover",
        "7: There is no event `handover`; did you mean `hand-over`?",
    ),
    broken(
        "classes that do not go up",
        DAYS,
        "[0, 1, 3, 8, 15]",
        "[0, 3, 1, 8, 15]",
        "7: The class limits of `days` must increase.",
    ),
    broken(
        "a class that is no whole number",
        DAYS,
        "[0, 1, 3, 8, 15]",
        "[0, 1.5]",
        "7: `days.classes.2` is `1.5`; it must be a whole number of days.",
    ),
    broken(
        "two dimensions with one name",
        BY_SUBJECT,
        "name: year",
        "name: subject",
        "8: Two dimensions are called `subject`.",
    ),
    broken(
        "a statistic along no dimension",
        BY_SUBJECT,
        "along: subject",
        "along: subjects",
        "10: There is no dimension `subjects` here; did you mean `subject`?",
    ),
    broken(
        "a source of a break in one language too many",
        BY_SUBJECT,
        "chart: ",
        "breaks: [{on: 2023-01-01, label: {en: a}, source: {en: b, nl: c}, verified: true}]\nchart: ",
        "11: `breaks.1.source` has a text in `nl`, which is not a language of the alliance.",
    ),
    broken(
        "a magnitude that is not declared",
        DAYS,
        "kind: duration, name: days, start: report, end: hand-over",
        "kind: magnitude, name: days, magnitude: sentence",
        "7: There is no magnitude `sentence`.",
    ),
    broken(
        "a median over no duration",
        BY_SUBJECT,
        "kind: share, along: subject",
        "kind: median, along: year",
        "10: A median needs a duration or a magnitude, and `year` is not one.",
    ),
    broken(
        "an amount of no magnitude",
        BY_SUBJECT,
        "kind: share, along: subject",
        "kind: amount, along: year",
        "10: An amount needs a magnitude, and `year` is not one.",
    ),
    broken(
        "a share by contributors",
        BY_SUBJECT,
        "kind: share, along: subject",
        "kind: share, per: report, along: subject",
        "10: Only an amount is `per` a kind of unit; a share is not.",
    ),
    broken(
        "diversity of something that is no attribute",
        BY_SUBJECT,
        "kind: share, along: subject",
        "kind: shannon, along: year",
        "10: Diversity needs an attribute of one value, and `year` is not one.",
    ),
    broken(
        "a phase with an unknown concept",
        CHAIN,
        "concept: yes",
        "concept: yess",
        "13: The scheme `yes-no` has no concept `yess`; did you mean `yes`?",
    ),
    broken(
        "a phase with an attribute and no concept",
        CHAIN,
        ", concept: yes",
        "",
        "13: `attribute` needs `concept` beside it in `followed-up`.",
    ),
    broken(
        "a chart that does not exist",
        BY_SUBJECT,
        "chart: bars",
        "chart: pie",
        "11: `chart` is `pie`; it must be one of bars, flow, funnel, map, trend, none.",
    ),
    broken(
        "a partner that does not exist",
        BY_SUBJECT,
        BY_YEAR,
        KNOWN_FROM + "partners: [{name: helplin, label: {en: helpline}}]}",
        "8: There is no partner `helplin`; did you mean `helpline`?",
    ),
    broken(
        "a group of partners that are not listed",
        BY_SUBJECT,
        BY_YEAR,
        KNOWN_FROM + "partners: [{name: helpline, label: {en: helpline}}], together: [[helpline, police]]}",
        "8: `police` is not among the partners of `year`.",
    ),
    broken(
        "an undecided category that does not exist",
        BY_SUBJECT,
        BY_YEAR,
        KNOWN_FROM + "partners: [{name: helpline, label: {en: helpline}}], among: [others]}",
        "8: The scheme `subject` has no concept `others`; did you mean `other`?",
    ),
    broken(
        "an extra attribute at a partner that does not exist",
        BY_SUBJECT,
        BY_YEAR,
        GAIN + f"extra: [{POLICE}]}}",
        "8: There is no partner `police`.",
    ),
    broken(
        "an extra attribute that has no value for some concept",
        BY_SUBJECT,
        BY_YEAR,
        GAIN + f"extra: [{HELPLINE}]}}",
        "8: No value of `kind` can be given to labour-exploitation.",
    ),
    broken(
        "two extra attributes with one name",
        BY_SUBJECT,
        BY_YEAR,
        GAIN + f"extra: [{HELPLINE}, {HELPLINE}]}}".replace("[sexual-exploitation]", "[exploitation]"),
        "8: Two extra attributes are called `kind`.",
    ),
    broken(
        "years within which a phase is reached, of no event",
        CHAIN,
        "event: hand-over}",
        "event: hand-over, within: 1}",
        "12: `within` needs `of` beside it in `handed-over`.",
    ),
    broken(
        "a stock that ends with an event that does not exist",
        BY_SUBJECT,
        BY_YEAR,
        "{kind: stock, name: year, start: report, end: handover, since: 2023, label: {en: year}}",
        "8: There is no event `handover`; did you mean `hand-over`?",
    ),
    broken(
        "a day from which a concept is counted",
        BY_SUBJECT,
        "chart: bars ",
        "population: [{attribute: subject, concept: other, since: 2024-01-01}]\nchart: bars ",
        "11: `since` needs `event` beside it in `population.1`.",
    ),
    broken(
        "a break without a date",
        BY_SUBJECT,
        "chart: bars ",
        "breaks: [{on: 2023, label: {en: a}, source: b, verified: true}]\nchart: bars ",
        "11: `breaks.1.on` is `2023`; it must be a date such as 2024-01-31, in quotes.",
    ),
]


@pytest.mark.parametrize("case", INDICATORS)
def test_what_an_indicator_cannot_say(case, tmp_path):
    check(case, tmp_path)


def test_a_unit_in_two_of_the_categories_shown_would_count_twice_in_their_diversity(tmp_path):
    alliance = template(tmp_path)
    edit(alliance, "vocabulary/subject.ttl", "skos:broader :exploitation", "skos:broader :exploitation, :other")
    edit(alliance, BY_SUBJECT, "kind: share", "kind: shannon")
    edit(alliance, BY_SUBJECT, "attribute: subject", "attribute: subject, show: [exploitation, other]")
    assert faults_of(alliance) == [
        f"{BY_SUBJECT}:10: Diversity needs categories that do not overlap, and a unit can be both `exploitation` and "
        "`other`; name in `show` only one of them, or what is below them."
    ]
