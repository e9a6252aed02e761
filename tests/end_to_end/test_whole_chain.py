"""The whole chain of all offences, simulated: what comes in goes out or is in stock, and every sentence is true."""

import csv
import re
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from browsing import broken_words
from conftest import copy_alliance
from sentences import headlines, numbers_by_label, recompute
from sentences_of_pages import rests

from schakel import verbs
from schakel.publication.verification import verify

DAYS = (date(2014, 1, 1), date(2019, 12, 31))
"""The first and the last day that deliveries cover."""

REACH = 6
"""How far a figure that is shown can lie from its count: rounding draws anew for each edition."""


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """The template, which is small, and the whole chain, published beside each other in this order."""
    alliances = [
        copy_alliance(name, tmp_path_factory.mktemp("alliances")) for name in ("_template", "nl-strafrechtketen")
    ]
    out = tmp_path_factory.mktemp("releases")
    verbs.run(alliances, out)
    return out


@pytest.fixture(scope="module")
def release(releases):
    return releases / "nl-strafrechtketen" / "strafrechtketen"


def counts(release, table):
    """The counts of a table by the codes of its categories, in the order of its dimensions."""
    with (release / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    names = rows[0]
    sides = [names.index(name) - 1 for name in names if name.endswith("_level")]
    count = names.index("lower")
    return {tuple(row[at] or "total" for at in sides): float(row[count]) for row in rows[1:]}


def test_the_start_page_shows_alliances_in_the_order_in_which_they_were_given(releases):
    start = (releases / "index.html").read_text("utf-8")
    places = re.findall(r'<h2[^>]*id="([^"]+)"', start)
    assert places == ["template", "nl-strafrechtketen"]


def test_its_first_page_leads_to_that_of_trafficking_which_names_the_monitor_of_it_released_or_not(release):
    assert 'href="topics/mensenhandel.html"' in (release / "site/nl/index.html").read_text("utf-8")
    page = (release / "site/nl/topics/mensenhandel.html").read_text("utf-8")
    assert "De monitor mensenhandel" in page and "nl-mensenhandel/dadermonitor" not in page


def test_trafficking_is_counted_in_full_by_year_court_and_region_and_in_no_other_table(release):
    registered = counts(release, "trafficking-registrations")
    assert all(registered["registered", str(year)] > 100 for year in range(2014, 2020))
    for table, places in (("trafficking-by-court", 11), ("trafficking-by-region", 10)):
        found = counts(release, table)
        assert len({place for place, _ in found}) == places + 1
        assert found["total", "total"] == pytest.approx(
            sum(count for (place, years), count in found.items() if place != "total" and years != "total"),
            abs=2 * places * REACH,
        )
    by_offence = counts(release, "registrations-by-offence")
    groups = sum(count for (year, offence), count in by_offence.items() if year == "total" and offence != "total")
    assert by_offence["total", "total"] == pytest.approx(groups, abs=9 * REACH)


def test_outflow_by_region_leaves_open_what_no_registration_is_known_of(release):
    with (release / "data/sanctions-ended-by-region.csv").open(encoding="utf-8", newline="") as file:
        found = {row["region"]: row for row in csv.DictReader(file) if row["year"] == "2018"}
    total = float(found.pop("")["lower"])
    known = sum(float(row["lower"]) for row in found.values())
    assert len(found) == 10
    assert 0.8 * total < known < total
    for row in found.values():
        assert float(row["upper"]) - float(row["lower"]) == pytest.approx(total - known, abs=13 * REACH)


def test_the_release_is_whole(release):
    assert verify(release)


@pytest.mark.browser
@pytest.mark.parametrize("indicator", ["sanctions-running", "days-to-verdict-by-offence"])
def test_no_word_of_a_table_runs_into_the_next_column(release, page, indicator):
    page.goto((release / f"site/nl/indicators/{indicator}.html").as_uri())
    assert broken_words(page) == []
    assert page.evaluate("() => document.querySelector('#table').clientWidth > 1000")  # too many columns for beside


def test_every_headline_says_what_its_table_says(release):
    found = Counter(recompute(page) for page in headlines(release, DAYS))
    assert found.total() > 10


def test_one_label_has_one_number(release):
    """Cases with a verdict, and those with a verdict of which the days are known, were 5,685 and 5,675 of one label."""
    found = numbers_by_label([release], "nl")
    assert len(found) > 300
    assert {label: numbers for label, numbers in found.items() if len(numbers) > 1} == {}


def test_every_other_sentence_with_a_figure_rests_on_cells_that_hold_it(release):
    assert sum(map(len, rests(release).values())) > 50


def test_registrations_are_a_hundredth_of_those_that_were_published(release):
    counted = counts(release, "registrations-by-offence")
    assert {year: counted[year, "total"] for year in ("2014", "2015", "2016", "2017")} == pytest.approx(
        {"2014": 3273.2, "2015": 3015.55, "2016": 2786.9, "2017": 2450.05},
        abs=REACH + 1,  # a hundredth is no whole number of persons
    )


@pytest.mark.parametrize(
    ("stock", "inflow", "outflow"),
    [
        ("cases-open-at-the-prosecution-service", "cases-by-offence", "cases-by-decision"),
        ("sanctions-running", "sanctions-begun", "sanctions-ended"),
    ],
)
def test_what_came_in_went_out_or_is_in_stock(release, stock, inflow, outflow):
    left, came_in, went_out = (counts(release, table) for table in (stock, inflow, outflow))
    for year in range(2015, 2020):
        expected = left[str(year - 1), "total"] + came_in[str(year), "total"] - went_out[str(year), "total"]
        assert left[str(year), "total"] == pytest.approx(expected, abs=4 * REACH)  # four counts are rounded


def test_courts_give_as_many_verdicts_as_there_are_of_all_offences(release):
    by_court, by_offence = counts(release, "verdicts-by-court"), counts(release, "verdicts-by-offence")
    for year in map(str, range(2014, 2020)):
        courts = [count for (court, when), count in by_court.items() if when == year and court != "total"]
        assert len(courts) == 11
        assert sum(courts) == pytest.approx(by_offence[year, "total"], abs=12 * REACH)


def test_a_cohort_has_come_no_less_far_after_more_years(release):
    for table in ("decided-within-years", "judged-within-years", "executed-within-years"):
        found = counts(release, table)
        for year in range(2014, 2020):
            steps = [found[step, str(year)] for step in ("within-1", "within-2", "within-3", "registered")]
            assert all(later >= earlier - 2 * REACH for earlier, later in pairwise(steps))
