"""The page of figures that others published: as exactly as their sources, by phase, and conflicts side by side."""

import re
from dataclasses import replace

import publication_samples as samples
import pytest

from schakel.model.published_figure import Precision
from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.views.published_figure import PublishedFigureView, by_phase, conflicts


@pytest.mark.parametrize(
    ("precision", "to", "language", "words"),
    [
        (Precision.EXACT, None, "en", "1,250"),
        (Precision.ABOUT, None, "nl", "ongeveer 1.250"),
        (Precision.MORE_THAN, None, "es", "más de 1.250"),
        (Precision.LESS_THAN, None, "en", "fewer than 1,250"),
        (Precision.ABOUT, 1300.5, "en", "about 1,250–1,300.5"),
    ],
)
def test_a_figure_is_said_as_exactly_as_its_source_gives_it(precision, to, language, words):
    figure = samples.published("f", 1250, to, precision=precision)
    assert PublishedFigureView(figure, localise(language)).value == words


def test_years_are_one_or_a_range():
    figure = samples.published("f", 1)
    assert (figure.years, replace(figure, year_from=2013).years) == ("2019", "2013–2019")


def shown(figures):
    """The figures, row by row, as a page shows them."""
    return [view for group in by_phase(figures, localise("en")) for row in group.rows for view in row]


def names(groups):
    return {group.title: [view.figure.id for view in group.figures] for group in groups}


def test_figures_stand_by_phase_and_year():
    assert names(by_phase(samples.PUBLISHED, localise("en"))) == {
        "Reports and victims": ["f3", "f1", "f2"],
        "Trial": ["f4"],
    }


def test_figures_that_differ_stand_side_by_side():
    assert names(conflicts(samples.PUBLISHED, localise("en"))) == {"Reports, 2019: 1,372 or 1,334?": ["f1", "f2"]}


def test_a_limit_beside_numbers_is_said_to_be_no_number():
    number = samples.published("f", 166)
    limit = samples.published("g", 150, precision=Precision.LESS_THAN)
    [both] = conflicts([replace(one, conflict="c") for one in (limit, number)], localise("en"))
    [neither] = conflicts([replace(one, conflict="c") for one in (number, number)], localise("en"))
    assert (both.limit, neither.limit) == ("fewer than 150", "")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "monitor"
    publish(samples.content(synthetic=True), folder)
    return folder / "site" / "en"


def test_figures_that_differ_in_year_and_number_alone_share_a_row():
    one = samples.published("f", 10)
    later, remarked, unseen = replace(one, value=12), replace(one, note=samples.said("Rounded.")), one
    figures = [one, replace(later, year_from=2020, year_to=2020), remarked, replace(unseen, verified=False)]
    [group] = by_phase(figures, localise("en"))
    assert [[view.value for view in row] for row in group.rows] == [["10", "12"], ["10"], ["10"]]


def test_the_page_has_every_figure_with_its_source_and_what_was_not_verified(site):
    page = (site / "published-figures.html").read_text("utf-8")
    rows = re.findall(r"<tr class.*?</tr>", page, re.DOTALL)
    figures = re.findall("<li><span>(.*?)</span> <span><strong>(.*?)</strong>", "".join(rows))
    assert figures == [(one.figure.years, one.value) for one in shown(samples.PUBLISHED)]
    assert ["not verified" in row for row in rows] == [False, True, False]
    assert '<a href="https://example.org/page" rel="noopener noreferrer">' in page


def test_a_remark_in_another_language_says_so(site):
    assert '<span lang="es">Otra cuenta.</span>' in (site / "published-figures.html").read_text("utf-8")


def test_published_figures_are_not_called_synthetic(site):
    page = (site / "published-figures.html").read_text("utf-8")
    assert "The figures on this page are not: others published them" in page
    assert "are invented. They say nothing" not in page


def test_a_definition_that_was_not_seen_in_a_source_says_so_with_its_note(site):
    page = (site / "definitions/form.html").read_text("utf-8")
    concepts = dict(re.findall(r'<div id="form\.(\w+)">(.*?)</div>', page, re.DOTALL))
    assert {name: "not verified" in said for name, said in concepts.items()} == {"sexual": False, "labour": True}
    assert "The law was not seen." in concepts["labour"]
