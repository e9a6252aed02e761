"""Demands by any guideline

A guideline of an invented country gives a demand: its table first, then what each circumstance adds.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from schakel_base.errors import SchakelError
from schakel_judgments.guidelines import TermRange, demand, edition_in_force, read_guidelines, read_orientation_points

GUIDELINES = """editions:
  - name: smuggling-2019
    title: {en: Guideline for smuggling, fr: Directive}
    form: smuggling
    from: 2019-01-01
    until: 2023-01-01
    source: Invented for the tests
    verified: false
    start: [{en: nobody was hurt}]
    proportional: true
    rows:
      - {period: [0, 10], demand: [10, 20]}
      - {period: [10, null], demand: [20, null]}
    aggravations:
      - {name: at-sea, label: {en: at sea}, percent: 20}
      - {name: for-gain, label: {en: for gain}}
"""


@pytest.fixture
def edition(tmp_path):
    file = tmp_path / "guidelines.yaml"
    file.write_text(GUIDELINES, "utf-8")
    return edition_in_force(read_guidelines(file), "smuggling", date(2020, 5, 1))


def test_the_place_of_the_period_in_its_row_gives_the_place_of_the_demand(edition):
    assert demand(edition, [Fraction(5)]).months == TermRange(Fraction(15), Fraction(15))


def test_a_row_without_an_end_gives_a_demand_without_one(edition):
    assert demand(edition, [Fraction(11)]).months == TermRange(Fraction(20), None)


def test_a_row_for_one_period_alone_gives_its_demand_as_it_is(edition):
    only = replace(edition, rows=(replace(edition.rows[0], period=TermRange(Fraction(5), Fraction(5))),))
    assert demand(only, [Fraction(5)]).months == TermRange(Fraction(10), Fraction(20))


def test_each_circumstance_adds_its_share_of_the_demand_by_period(edition):
    found = demand(edition, [Fraction(5)], circumstances=["at-sea", "for-gain"])
    assert found.months == TermRange(Fraction(18), Fraction(18))
    assert [label.in_language("en") for label in found.to_be_weighed] == ["for gain"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("excludes: [for-gian]", "15: No circumstance is called `for-gian`; did you mean `for-gain`?"),
        ("excludes: [at-sea]", "15: `at-sea` excludes itself."),
        (
            "excludes: [for-gain]}\n      - {name: at-sea, label: {en: at sea}",
            "16: There are two circumstances `at-sea`.",
        ),
    ],
)
def test_a_circumstance_excludes_others_that_the_edition_names(tmp_path, wrong, sentence):
    file = tmp_path / "guidelines.yaml"
    file.write_text(GUIDELINES.replace("percent: 20}", f"percent: 20, {wrong}}}"), "utf-8")
    with pytest.raises(SchakelError) as error:
        read_guidelines(file)
    assert str(error.value).endswith(sentence)


def test_outside_its_days_an_edition_is_not_used(edition):
    with pytest.raises(SchakelError, match="No edition for `smuggling` is known to be in force on 2023-01-01"):
        edition_in_force([edition], "smuggling", date(2023, 1, 1))


def test_an_edition_whose_first_day_is_not_known_holds_on_no_day(edition):
    with pytest.raises(SchakelError, match="No edition for `smuggling` is known to be in force on 2020-05-01"):
        edition_in_force([replace(edition, valid_from=None)], "smuggling", date(2020, 5, 1))


def test_points_of_orientation_have_their_labels_in_any_language(tmp_path):
    file = tmp_path / "orientation-points.csv"
    header = "form,factor en,factor fr,lower months,upper months,valid from,valid until,source,verified"
    file.write_text(f"{header}\nsmuggling,at sea,en mer,12,24,2021-01-01,,mine,false\n", "utf-8")
    (point,) = read_orientation_points(file)
    assert point.factor.in_language("fr") == "en mer"
    assert point.months == TermRange(Fraction(12), Fraction(24))


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "This file is missing."), (b"form,factor\xe9\n", "This file is not UTF-8")]
)
def test_a_table_of_points_that_cannot_be_read_is_refused(tmp_path, content, sentence):
    file = tmp_path / "orientation-points.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SchakelError, match=sentence):
        read_orientation_points(file)
