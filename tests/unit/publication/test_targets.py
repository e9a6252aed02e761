"""The page of targets: norms beside what was realised, every edition with its source, and nothing missing as nought."""

import re
from dataclasses import replace
from datetime import date

import publication_samples as samples
import pytest

from schakel.model.delivery import Coverage
from schakel.model.figure import Figure
from schakel.model.indicator import Status
from schakel.model.table import TOTAL
from schakel.publication.charts.layers import CERTAIN, MARKED, POSSIBLE
from schakel.publication.charts.target_charts import COUNTED, NORM, PROVISIONAL, REPLACED, describe_year, target_chart
from schakel.publication.localisation import localise
from schakel.publication.norms import realised_of, years_of
from schakel.publication.release import publish
from schakel.publication.views.target import TargetView
from schakel_base.drawing import DrawnText, Rectangle, Scale, StraightLine

TARGET = samples.TARGET
COUNTS = {2019: (150, 160), 2020: (200, 210), 2021: (220, 225), 2022: (12, 12)}
YEAR = samples.side("year", samples.LABELS["year"], *((str(year),) * 3 for year in COUNTS))
KNOWN = Coverage(date(2018, 1, 1), date(2021, 12, 31))


def counted(complete=KNOWN, reach=0, synthetic=False):
    """A table that counts what the target is about, year by year."""
    declared = samples.indicator("by-province", "Followed up", "Con seguimiento", samples._rules(YEAR))
    cells = {(str(year),): (Figure(*bounds), {}) for year, bounds in COUNTS.items()}
    cells[(TOTAL,)] = (Figure(582, 607), {})
    return samples.made_up(cells, declared, YEAR, complete=complete, reach=reach, synthetic=synthetic)


def view(*tables, target=TARGET, language="en"):
    return TargetView(target, replace(samples.content(), tables=tables), localise(language), 1)


@pytest.mark.parametrize(
    ("year", "norm", "published", "count"),
    [
        (2019, "norm: 190", "published: 145", "counted here: 150–160"),
        (2020, "norm: 205 (before: 190)", "published: 187 (provisional)", "counted here: 200–210"),
        (2021, "norm: 220", "result not found", "counted here: 220–225"),
        (2022, "norm: not found", "published: 14", "counted here: 12"),
    ],
)
def test_a_year_in_words(year, norm, published, count):
    known = {one.year: one for one in years_of(TARGET, [counted()])}
    assert describe_year(known[year], False, localise("en")) == (norm, published, count)


def test_a_count_that_is_made_up_says_so_in_the_chart():
    assert "counted here, synthetic: 150–160" in str(view(counted(synthetic=True)).drawing)


def test_each_year_is_held_against_the_norm_in_force():
    """190 was replaced by 205 half-way: 200-210 may reach it, 187 does not."""
    found = view(counted())
    assert found.as_published == ("Norm not reached: 2019 (145, norm 190); 2020 (187, provisional, norm 205).",)
    assert found.as_counted == (
        "Norm reached: 2021 (at least 220 and at most 225, norm 220).",
        "Norm not reached: 2019 (at least 150 and at most 160, norm 190).",
        "It is not known whether the norm was reached: 2020 (at least 200 and at most 210, norm 205).",
    )


def test_a_year_that_is_not_wholly_delivered_is_not_held_against_its_norm():
    found = view(counted(complete=replace(KNOWN, last_day=date(2021, 11, 30))))
    assert "Not compared with the norm, because the year is not complete: 2021 (at" in found.as_counted[-1]
    assert view(counted(complete=None)).as_counted[0].count("norm 2") == 2


def test_what_protection_may_have_moved_leaves_open_whether_a_norm_was_reached():
    assert not any("Norm reached" in said for said in view(counted(reach=4)).as_counted)


def test_a_norm_that_was_taken_back_is_in_force_no_more():
    target = replace(TARGET, editions=(samples.edition(2021, 240), samples.edition(2021, name="Budget")))
    (year,) = years_of(target, [counted()])
    assert (year.norm, year.replaced, year.as_counted) == (None, (240,), None)


def test_a_release_without_the_table_says_which_publication_counts_it():
    assert not view().is_counted
    elsewhere = {
        "by-province": samples.TableElsewhere(
            samples.said("Provinces"), (samples.OtherMonitor("courts", samples.said("Court monitor")),)
        )
    }
    found = TargetView(TARGET, replace(samples.content(), tables=(), elsewhere=elsewhere), localise("en"), 1)
    assert [one.label for one in found.counted_elsewhere] == ["Court monitor"]


def test_a_final_realisation_counts_before_a_provisional_one():
    counts = realised_of(TARGET.of_year(2022))
    assert (counts.realised, counts.status) == (14, Status.FINAL)


def test_a_realisation_of_nought_was_found():
    (year,) = years_of(replace(TARGET, editions=(samples.edition(2020, 10, 0, Status.FINAL),)), [])
    assert describe_year(year, False, localise("en"))[1] == "published: 0"


def shapes(kind, *tables, synthetic=False):
    chart = target_chart(years_of(TARGET, tables), synthetic, localise("en"))
    return [shape for layer in chart.layers for shape in layer if isinstance(shape, kind)]


def drawn_years(paint):
    """The years, by their place from above, of the bars in a paint."""
    places = [text.at[1] for text in shapes(DrawnText) if text.lines[0] in ("2019", "2020", "2021", "2022")]
    tops = [min(bar.down) for bar in shapes(Rectangle) if bar.paint == paint]
    return [2019 + sum(place < top for place in places) - 1 for top in tops]


def test_every_norm_of_a_year_has_its_line():
    across = Scale((0, 220), (2, 318))
    drawn = shapes(StraightLine)
    lines = {paint: [line.start[0] for line in drawn if line.paint == paint] for paint in (NORM, REPLACED)}
    assert lines == {NORM: [across(norm) for norm in (190, 205, 220)], REPLACED: [across(190)]}


def test_no_norm_runs_through_the_words_between_two_bars():
    lines = [(line.start[1], line.end[1]) for line in shapes(StraightLine, counted())]
    assert len(lines) == 2 * len(shapes(StraightLine))
    assert not any(above < word.at[1] < below for above, below in lines for word in shapes(DrawnText, counted()))


def test_a_count_is_drawn_with_its_bounds_and_apart_where_it_is_made_up():
    real, made_up = ([bar.paint for bar in shapes(Rectangle, counted(), synthetic=one)] for one in (False, True))
    assert made_up.count(COUNTED) == 4 and COUNTED not in real
    assert real.count(POSSIBLE) == 3


def test_a_year_without_realisation_has_an_outline_and_no_bar():
    assert drawn_years(MARKED) == [2021]


def test_what_is_provisional_is_drawn_apart_from_what_is_final():
    assert (drawn_years(CERTAIN), drawn_years(PROVISIONAL)) == ([2019, 2022], [2020])


def test_the_chart_says_every_year_to_those_who_do_not_see_it():
    assert "2021: norm: 220, result not found, counted here: 220–225" in str(view(counted()).drawing)


def test_the_table_has_every_edition_with_who_decided_and_its_source():
    lines = dict(view().lines)
    assert [(one.norm, one.realised, one.status, one.decided) for one in lines[2020]] == [
        ("190", "187", "provisional", "the board, 29 June 2019"),
        ("205", "not found", "", "the board, 1 March 2020"),
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


def test_a_page_with_counts_that_are_made_up_says_which_figures_are_not(page):
    assert "What others published is not." in page
    assert page.count("flag--synthetic") >= 2


def test_no_table_of_norms_holds_a_count(page):
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        assert "ynthetic" not in table and "counted" not in table


def test_a_monitor_that_counts_a_target_opens_with_it(tmp_path):
    publish(samples.content(synthetic=True), tmp_path / "monitor")
    first = (tmp_path / "monitor/site/en/index.html").read_text("utf-8")
    assert first.index("Reports followed up") < first.index("Recommendations and their answers")


def test_a_release_without_targets_has_no_page_for_them(tmp_path):
    publish(replace(samples.content(), targets=()), tmp_path / "monitor")
    assert not (tmp_path / "monitor/site/en/targets.html").exists()
    assert "targets.html" not in (tmp_path / "monitor/site/en/index.html").read_text("utf-8")
