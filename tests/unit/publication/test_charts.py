"""Charts: all figures within the panel, ranges drawn as ranges, marks and breaks visible."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import publication_samples as samples
import pytest

from schakel.model.figure import Figure, Mark
from schakel.publication.charts.bars import along, bars
from schakel.publication.charts.columns import columns
from schakel.publication.charts.drawing import draw
from schakel.publication.charts.fitting import labelled, lines_of, width_of
from schakel.publication.charts.flow import flow
from schakel.publication.charts.kinds import ChartSource, charts_of
from schakel.publication.charts.layers import BREAK, CERTAIN, stamped
from schakel.publication.charts.once import as_published, units_once
from schakel.publication.charts.panels import FAR_ABOVE, Bar, Panel
from schakel.publication.localisation import localise
from schakel.publication.periods import BreakOnAxis, span
from schakel_base.drawing import Band, DrawnText, Marker, Rectangle, StraightLine

ENGLISH = localise("en")
CONTENT = samples.content()


def charts_in(table):
    return charts_of(ChartSource(as_published(table), units_once(table, ENGLISH), "reports", ENGLISH))


def charts(name):
    return charts_in(next(one for one in CONTENT.tables if one.indicator.name == name))


def shapes(layout, kind):
    return [shape for layer in layout.layers for shape in layer if isinstance(shape, kind)]


@pytest.mark.parametrize("table", CONTENT.all_tables, ids=lambda table: table.indicator.name)
def test_every_figure_can_be_read_and_everything_stands_inside_the_panel(table):
    for chart in charts_in(table):
        for panel in chart.panels:
            layout = stamped(chart.lay_out(panel), "Synthetic & invented")
            assert [shape.said for shape in shapes(layout, Rectangle) if shape.said] == [
                f"{bar.label}: {bar.value}" for bar in panel.bars
            ]
            for shape in shapes(layout, Rectangle):
                assert 0 <= min(shape.across) <= max(shape.across) <= layout.width
                assert 0 <= min(shape.down) <= max(shape.down) <= layout.height


def test_a_range_is_solid_to_its_lower_bound_and_hatched_to_its_upper_one():
    panel = Panel("", "", (Bar("a", "A", "25–75", Figure(25, 75)),), 100)
    svg = str(draw(bars(panel), "title", "description", "x"))
    fills = {fill: box for box, fill in re.findall(r'<path d="([^"]+)" fill="([^"]+)"', svg)}
    assert fills["var(--chart-certain)"].startswith("M0,20h79.")
    assert fills["url(#possible)"].startswith("M79.8,20h159.")


def test_an_exact_figure_has_no_hatched_part():
    panel = Panel("", "", (Bar("a", "A", "25", Figure(25, 25)),), 100)
    assert "url(#possible)" not in str(draw(bars(panel), "", "", "x"))


@pytest.mark.parametrize("lay_out", [bars, lambda panel: columns(panel, ENGLISH)])
def test_a_figure_that_is_not_published_is_an_outline(lay_out):
    panel = Panel("", "", (Bar("2020", "2020", "protected", Figure(None, None, Mark.PROTECTED)),), 0)
    svg = str(draw(lay_out(panel), "", "", "x"))
    assert 'stroke-dasharray="3,3"' in svg
    assert "var(--chart-certain)" not in svg


def test_a_median_without_an_upper_end_is_drawn_to_its_lower_bound():
    panel = Panel("", "", (Bar("a", "A", "91 or more", samples.OPEN_ENDED),), 91)
    assert "url(#possible)" not in str(draw(bars(panel), "", "", "x"))


def test_the_third_dimension_makes_groups_of_panels_and_each_group_has_one_scale():
    (chart,) = charts("by-role-gender-and-age")
    assert [group.title for group in chart.groups] == ["Role: Total", "Role: victim", "Role: accused"]
    for group in chart.groups:
        assert [panel.title for panel in group.panels] == ["Total", "Woman", "Man", "Not known which"]
        assert len({panel.maximum for panel in group.panels}) == 1


def test_a_total_is_a_number_beside_the_title_and_not_a_bar():
    (chart,) = charts("by-form")
    assert chart.panels[0].total == "100"
    assert [bar.label for bar in chart.panels[0].bars] == ["Sexual exploitation", "Labour", "Not known which"]


def test_what_is_known_is_drawn_against_all_units():
    (chart,) = charts("decided")
    assert chart.panels[0].maximum == 35


def test_what_is_known_has_its_share_of_all_units_which_are_no_bar_beside_it():
    (chart,) = charts("decided")
    assert [bar.value for bar in chart.panels[0].bars] == ["5 (14.3%)", "35 (100.0%)"]


def test_a_funnel_names_the_share_of_the_first_phase():
    (chart,) = charts("chain")
    assert [bar.value for bar in chart.panels[0].bars] == ["465", "360 (77.4%)", "175 (37.6%)"]


def phases(*figures):
    """The layers of bands of a flow through so many phases."""
    shown = tuple(Bar(str(n), f"phase {n}", ENGLISH.figure(one), one) for n, one in enumerate(figures))
    return flow(Panel("", "", shown, 100), ENGLISH)


def bands(layout):
    """The two edges of each band, as places across from above to below."""
    return [[[x for x, _ in edge] for edge in (band.edge, band.other)] for band in shapes(layout, Band)]


def test_between_two_phases_a_band_narrows_from_the_one_to_the_other():
    (band,) = bands(phases(Figure(100, 100), Figure(60, 60)))
    assert band == [[0, 0], [along(100, 100), along(60, 100)]]


def test_what_possibly_flows_is_a_band_of_its_own_between_the_bounds():
    certainly, possibly = bands(phases(Figure(80, 100), Figure(30, 60)))
    assert certainly[1] == possibly[0] == [along(80, 100), along(30, 100)]
    assert possibly[1] == [along(100, 100), along(60, 100)]


def test_nothing_flows_from_or_to_a_figure_that_is_not_published():
    assert bands(phases(Figure(100, 100), Figure(None, None, Mark.PROTECTED), Figure(20, 20))) == []


def test_below_each_phase_stands_how_many_come_no_further():
    texts = shapes(phases(Figure(80, 100), Figure(30, 60), Figure(30, 60)), DrawnText)
    assert [line for text in texts for line in text.lines if line.startswith("no further")] == [
        "no further: 40–50",
        "no further: 0",
    ]


def test_medians_have_a_chart_of_their_own_by_period():
    medians, distribution = charts("days")
    assert medians.measure == "Median of the days"
    assert [bar.code for bar in medians.panels[0].bars][:2] == ["2020-Q1", "2020-Q2"]
    assert [bar.code for bar in distribution.panels[0].bars] == ["0", "1-7", "8+"]


def test_a_break_is_a_line_at_its_place_between_the_periods():
    (chart,) = charts("by-form-and-quarter")
    said = "Break on 1 July 2020: A new form"
    assert chart.panels[0].breaks == (BreakOnAxis(1, 2.0, said),)
    layout = chart.lay_out(chart.panels[0])
    (line,) = [rule for rule in shapes(layout, StraightLine) if rule.paint.dashes]
    (marker,) = shapes(layout, Marker)
    assert line.start[0] == line.end[0] == marker.at[0] == 44 + 2 * 276 / 8
    assert marker.said == said
    assert ("1",) in [text.lines for text in shapes(layout, DrawnText)]


def test_breaks_that_lie_near_each_other_share_a_marker():
    breaks = (BreakOnAxis(1, 0.0, "One"), BreakOnAxis(2, 0.2, "Two"), BreakOnAxis(3, 1.0, "Three"))
    layout = columns(Panel("", "", tuple(years(2000, 2004)), 10, breaks), ENGLISH)
    assert [marker.said for marker in shapes(layout, Marker)] == ["One. Two", "Three"]
    assert {("1, 2",), ("3",)} <= {text.lines for text in shapes(layout, DrawnText)}


@pytest.mark.parametrize("places", [(0, 0.2, 0.8), (0, 0.3, 0.5, 1.1), (0, 0.5, 1, 1.5), (1, 2, 3)])
def test_no_marker_of_a_break_stands_on_the_numbers_of_another(places):
    breaks = tuple(BreakOnAxis(number, at, "") for number, at in enumerate(places, start=1))
    layout = columns(Panel("", "", tuple(years(2000, 2006)), 10, breaks), ENGLISH)
    markers = [marker.at[0] for marker in shapes(layout, Marker)]
    numbers = [text for text in shapes(layout, DrawnText) if text.letters.fill == BREAK]
    ends = [text.at[0] + width_of(text.lines[0]) for text in numbers]
    assert all(end < after for end, after in zip(ends, markers[1:], strict=False))


def years(first, last):
    return [Bar(str(year), str(year), "5", Figure(5, 5)) for year in range(first, last + 1)]


@pytest.mark.parametrize("number", [1, 7, 13, 19, 40])
def test_no_two_labels_of_a_year_touch(number):
    layout = columns(Panel("", "", tuple(years(2000, 1999 + number)), 10), ENGLISH)
    places = [
        (text.at[0], text.lines[0]) for text in shapes(layout, DrawnText) if re.fullmatch(r"20\d\d", text.lines[0])
    ]
    assert places[0][1] == "2000"
    for (before, one), (after, other) in pairwise(places):
        assert before + width_of(one) / 2 < after - width_of(other) / 2


def test_the_years_under_months_leave_room_for_each_other():
    months = tuple(
        Bar(f"{year}-{month:02}", "", "5", Figure(5, 5)) for year in range(2010, 2022) for month in range(1, 13)
    )
    layout = columns(Panel("", "", months, 10), ENGLISH)
    places = [text.at[0] for text in shapes(layout, DrawnText) if re.fullmatch(r"20\d\d", text.lines[0])]
    assert len(places) > 3
    assert all(after - before > width_of("2000") for before, after in pairwise(places))


@pytest.mark.parametrize("lay_out", [bars, lambda panel: columns(panel, ENGLISH)])
def test_nought_draws_nothing(lay_out):
    panel = Panel("", "", (Bar("2020", "2020", "0", Figure(0, 0)), Bar("2021", "2021", "5", Figure(5, 5))), 5)
    layout = lay_out(panel)
    assert len([one for one in shapes(layout, Rectangle) if one.paint == CERTAIN]) == 1


def test_the_smallest_count_can_still_be_seen():
    assert along(1, 1_000_000) == 2
    assert along(0, 1_000_000) == 0


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ("sexual exploitation", 12, ["sexual", "exploitation"]),
        ("Zeeland-West-Brabant", 13, ["Zeeland-West-", "Brabant"]),
        ("grensoverschrijdende", 8, ["grensoverschrijdende"]),
        ("grens\u00adover\u00adschrijdende uitbuiting", 10, ["grensover-", "schrijdende", "uitbuiting"]),
        ("grens\u00adoverschrijdend", 30, ["grensoverschrijdend"]),
        ("", 10, [""]),
    ],
)
def test_a_word_is_broken_at_a_hyphen_and_nowhere_else(words, room, lines):
    assert lines_of(words, room) == lines


def test_labels_of_an_axis_need_as_many_places_as_the_widest_of_them():
    assert labelled(["2000", "2001"], 100) == 1
    assert labelled(["2000", "2001"], 20) == 2


def test_the_axes_have_titles_with_their_unit():
    for name, titles in {
        "by-form": {"Form of exploitation", "Number of reports"},
        "by-form-and-quarter": {"Quarter of the report", "Number of reports"},
        "chain": {"Phase of the chain", "Number of reports"},
    }.items():
        (chart,) = charts(name)
        assert titles <= {text.lines[0] for text in shapes(chart.lay_out(chart.panels[-1]), DrawnText)}


def test_a_total_far_above_its_parts_has_its_own_scale_and_says_so():
    (chart,) = charts("chain")
    total, *parts = chart.panels
    highest = max(bar.reach for panel in parts for bar in panel.bars)
    assert total.maximum > FAR_ABOVE * highest
    assert total.measure == "Number of reports (own scale)"
    assert {(panel.maximum, panel.measure) for panel in parts} == {(highest, "Number of reports")}


def test_a_total_near_its_parts_shares_their_scale():
    (chart,) = charts("by-role-gender-and-age")
    assert {panel.measure for panel in chart.groups[0].panels} == {"Number of reports"}


@pytest.mark.parametrize(
    ("code", "first", "end"),
    [
        ("2020", "2020-01-01", "2021-01-01"),
        ("2020-Q4", "2020-10-01", "2021-01-01"),
        ("2020-02", "2020-02-01", "2020-03-01"),
    ],
)
def test_a_period_ends_where_the_next_begins(code, first, end):
    assert tuple(map(str, span(code))) == (first, end)


def test_a_drawing_is_one_image_with_a_title_and_a_description():
    (chart,) = charts("by-form")
    svg = ElementTree.fromstring(str(draw(chart.lay_out(chart.panels[0]), "A & <b>", "All", "by-form-1-1")))
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"] == "by-form-1-1-title by-form-1-1-description"
    assert [(child.tag, child.text) for child in svg][:2] == [("title", "A & <b>"), ("desc", "All")]


def test_a_drawing_takes_its_colours_and_its_font_from_the_page():
    (chart,) = charts("by-form")
    svg = str(draw(chart.lay_out(chart.panels[0]), "", "", "x"))
    assert not re.search(r'(fill|stroke)="(white|black|#)', svg)
    assert "font-family" not in svg
