"""The page of targets: norms beside what was realised, every edition with its source, and nothing missing as nought."""

import re
from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.model.indicator import Status
from schakel.publication import publish
from schakel.publication.charts.layers import CERTAIN, MARKED
from schakel.publication.charts.target_charts import PROVISIONAL, describe_year, realised_of, target_chart
from schakel.publication.localisation import localise
from schakel.publication.views.target import TargetView
from schakel_base.drawing import DrawnText, Rectangle, Scale, StraightLine

TARGET = samples.TARGET


@pytest.mark.parametrize(
    ("year", "norm", "realised"),
    [
        (2019, "norm: 190", "realised: 145"),
        (2020, "norm: 190 / 205", "realised: 187 (provisional)"),
        (2021, "norm: 220", "realisation not found"),
        (2022, "norm: not found", "realised: 14"),
    ],
)
def test_a_year_in_words(year, norm, realised):
    assert describe_year(TARGET, year, localise("en")) == (norm, realised)


def test_a_final_realisation_counts_before_a_provisional_one():
    counts = realised_of(TARGET.of_year(2022))
    assert (counts.realised, counts.status) == (14, Status.FINAL)


def test_a_realisation_of_nought_was_found():
    target = replace(TARGET, editions=(samples.edition(2020, 10, 0, Status.FINAL),))
    assert describe_year(target, 2020, localise("en"))[1] == "realised: 0"


def shapes(kind):
    return [
        shape for layer in target_chart(TARGET, localise("en")).layers for shape in layer if isinstance(shape, kind)
    ]


def years_of(paint):
    """The years, by their place from above, of the bars in a paint."""
    places = [text.at[1] for text in shapes(DrawnText) if text.lines[0] in ("2019", "2020", "2021", "2022")]
    tops = [min(bar.down) for bar in shapes(Rectangle) if bar.paint == paint]
    return [2019 + sum(place < top for place in places) - 1 for top in tops]


def test_every_norm_of_a_year_has_its_line():
    across = Scale((0, 220), (2, 318))
    assert [rule.start[0] for rule in shapes(StraightLine)] == [across(norm) for norm in (190, 190, 205, 220)]


def test_a_year_without_realisation_has_an_outline_and_no_bar():
    assert years_of(MARKED) == [2021]


def test_what_is_provisional_is_drawn_apart_from_what_is_final():
    assert (years_of(CERTAIN), years_of(PROVISIONAL)) == ([2019, 2022], [2020])


def test_the_chart_says_every_year_to_those_who_do_not_see_it():
    drawing = str(TargetView(TARGET, localise("en"), 1).drawing)
    assert "2021: norm: 220, realisation not found" in drawing


def test_the_table_has_every_edition_with_who_decided_and_its_source():
    lines = dict(TargetView(TARGET, localise("en"), 1).lines)
    assert [(one.norm, one.realised, one.status, one.decided) for one in lines[2020]] == [
        ("190", "187", "provisional", "the board, June 29, 2019"),
        ("205", "not found", "", "the board, March 1, 2020"),
    ]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "monitor"
    publish(samples.content(synthetic=True), folder)
    return (folder / "site/en/targets.html").read_text("utf-8")


def test_only_the_edition_that_was_not_verified_says_so(page):
    assert page.count("not verified") == 1
    row = next(row for row in re.split(r"<tr ", page) if "Revision" in row)
    assert "not verified" in row


def test_published_facts_in_a_synthetic_release_are_not_called_synthetic(page):
    assert "The figures on this page are not: others published them" in page
    assert ">Synthetic data</text>" not in page


def test_a_release_without_targets_has_no_page_for_them(tmp_path):
    publish(replace(samples.content(), targets=()), tmp_path / "monitor")
    assert not (tmp_path / "monitor/site/en/targets.html").exists()
    assert "targets.html" not in (tmp_path / "monitor/site/en/index.html").read_text("utf-8")
