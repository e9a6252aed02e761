"""Quality of the linkage of persons

Counts show, without knowing the truth, which records share a number, what names find, and what is in doubt.

P rows come from the police, O rows from the prosecution service. The names are invented.
"""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from named_persons import ALLIANCE, PROVIDER, group, grouped, row, stored
from reading import tables_shown

from schakel.disclosure import protect
from schakel.identity import CONFIRMED, Ledger, interval, judgement, link_persons, sample
from schakel.indicators import DOUBTS, FIGURES, HIDDEN, SAMPLED, SHARED, link_tables

POLICE = [
    row("P1", "S1", name="El Haddaoui, Mohammed", born="1990-05-17"),
    row("P2", "S2", name="van Dijk, Bart", born="1974-02-14"),
    row("P3", "S3", name="Kovács, Eszter", born="1981-11-30"),
    row("P4", "S4", name="Nowak, Jan", born="1969-03-21"),
    row("P5", "S4", name="Nowak, Jan", born="1968-03-21"),
]
PROSECUTION = [
    row("O1", name="El Haddaoui, Mohammed", born="1990-05-17"),
    row("O2", "S2", name="van Dijk, Bart", born="1974-02-14"),
    row("O3", "S3", name="Kovacs, Eszter", born="1981-11-30"),
    row("O4", "S4", name="Nowak, Jan", born="1969-03-21"),
    row("O5", "S5", name="Yilmaz, Mehmet", born="1961-07-09"),
]
NO_SAMPLE = pa.table({name: [] for name in ("of", "group", "outcome", "pairs")})
GROUP = group("jan", "given_name", "Jan")
GROUPED = grouped(GROUP)


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linked")
    files = {"police": stored("police", POLICE, folder), "prosecution": stored("prosecution", PROSECUTION, folder)}
    ledger = Ledger(folder / "persons")
    return link_persons(GROUPED, files, PROVIDER, ledger, POLICE[0]["known"]), ledger


@pytest.fixture(scope="module")
def quality(linked):
    return linked[0].quality([GROUP])


@pytest.fixture(scope="module")
def tables(quality, linked):
    links = {
        SHARED: quality.shared, HIDDEN: quality.hidden, FIGURES: quality.figures, DOUBTS: quality.doubts,
        SAMPLED: linked[0].sampled([GROUP], linked[1]),
    }  # fmt: skip
    return {table.indicator.name: table for table in link_tables(GROUPED, links, synthetic=True)}


def count(table, *codes):
    lower, upper = table.bounds(table.cell(codes))
    assert lower == upper
    return lower


def test_of_the_persons_whom_two_partners_have_some_meet_on_a_number_and_some_on_a_name(tables):
    table = tables["linked-persons"]
    pair = "police--prosecution"
    assert [count(table, pair, "total", how) for how in ("total", "by-number", "by-name")] == [4, 3, 1]
    assert count(table, pair, "jan", "by-number") == 1
    assert table.indicator.unit == "person"


def test_every_pair_of_partners_sums_the_same_persons(tables):
    """A base cell holds those of whom the same is known, so that protection sees what adds up."""
    table = tables["linked-persons"]
    both, number, name = (
        set(table.cell(("police--prosecution", "total", how)).lower) for how in ("total", "by-number", "by-name")
    )
    assert both == number | name
    assert not number & name
    assert sum(table.base) == 5


def test_names_alone_find_what_numbers_tell(tables):
    """Five pairs share a number; hidden, four of them are found by name: a birth year that differs weighs against."""
    table = tables["names-alone"]
    found, missed, wrong = (count(table, "total", outcome) for outcome in ("found", "missed", "wrong"))
    assert found + missed == 5
    assert found >= 3
    assert wrong == 0


def test_recall_and_precision_are_drawn_from_published_counts_with_their_intervals(quality):
    """All figures are rounded to five before anything is drawn, and intervals outwards."""
    outcomes = {
        "found": 3781, "missed": 99, "missed-least": 71, "missed-most": 138,
        "wrong": 21, "wrong-least": 13, "wrong-most": 33,
    }  # fmt: skip
    rows = pa.Table.from_pylist([{"group": "", "outcome": name, "pairs": pairs} for name, pairs in outcomes.items()])
    links = {SHARED: quality.shared, HIDDEN: rows, FIGURES: quality.figures, DOUBTS: quality.doubts, SAMPLED: NO_SAMPLE}
    [table] = [one for one in link_tables(GROUPED, links, synthetic=True) if one.indicator.name == "names-alone"]
    protected = protect(table, "round-5")
    [cell] = [one for one in protected.cells if one.coordinates == ("total", "found")]
    assert {kind: (figure.lower, figure.upper) for kind, figure in cell.statistics.items()} == {
        "recall": (97.4, 97.4),
        "recall-interval": (96.3, 98.2),
        "precision": (99.5, 99.5),
        "precision-interval": (99.0, 99.7),
    }
    [*_, linked] = tables_shown(protected, "pairs", "nl")
    assert linked.columns == ("Deel gevonden (recall)", "Deel terecht gekoppeld (precisie)")
    [row] = linked.groups[0].rows
    assert [(cell.text, cell.share) for cell in row.cells] == [("97,4%", "96,3–98,2%"), ("99,5%", "99,0–99,7%")]


def test_pairs_of_one_person_stand_or_fall_together():
    """A hundred persons with a pair each, and the same with ten pairs each: the second is no more certain."""
    one, every = np.array([1] * 90 + [0] * 10), np.ones(100, dtype=np.int64)
    assert interval(one, every) == pytest.approx(interval(10 * one, 10 * every))
    low, high = interval(one, every)
    assert (low, high) == pytest.approx((0.8256, 0.9448), abs=0.002)  # Wilson's of 90 in 100
    assert interval(np.array([50]), np.array([50]))[0] < 0.3  # all pairs of one person: it says hardly anything
    assert interval(every, every)[1] == 1.0
    assert 0.95 < interval(every, every)[0] < 1.0
    assert interval(np.array([], dtype=np.int64), np.array([], dtype=np.int64)) == (0.0, 1.0)


def test_the_number_of_persons_lies_between_all_pairs_joined_and_none(tables):
    table = tables["linked-figures"]
    assert [count(table, "total", reading) for reading in ("all-joined", "counted", "numbers-alone")] == [5, 5, 6]
    assert [count(table, "prosecution", reading) for reading in ("counted", "numbers-alone")] == [5, 5]


def test_no_range_is_drawn_from_links_that_hardly_any_number_checks(tables):
    """Five pairs carry a number that checks them: how often links by name are right cannot be told from these."""
    table = tables["linked-figures"]
    assert [one.code for one in table.dimensions[1].categories] == ["all-joined", "counted", "numbers-alone"]
    assert "no range is given" in table.indicator.definition.in_language("en")


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """A hundred and fifty persons whom both partners know by one number; fifty more are known by name alone."""
    folder, files = tmp_path_factory.mktemp("checked"), {}
    for letter, partner in (("P", "police"), ("O", "prosecution")):
        rows = [
            row(f"{letter}{n}", f"S{n}" if n < 150 else "", name=f"{surname(n)}, {surname(n * 7 + 3)}", born=born(n))
            for n in range(200)
        ]
        files[partner] = stored(partner, rows, folder)
    return link_persons(GROUPED, files, PROVIDER, Ledger(folder / "persons"), POLICE[0]["known"]).quality([])


def surname(number):
    return "".join("bdfghklmnprst"[number // 13**place % 13] + "aeiou"[number // 5**place % 5] for place in range(3))


def born(number):
    return f"{1950 + number % 50}-{number % 12 + 1:02}-{number % 27 + 2:02}"


def test_a_range_is_drawn_where_a_hundred_pairs_are_checked_and_holds_what_was_counted(checked):
    drawn = {one["reading"]: one["persons"] for one in checked.figures.to_pylist() if not one["partner"]}
    assert drawn["counted"] == 200
    assert drawn["draws-low"] <= drawn["counted"] + 2
    assert drawn["draws-high"] >= drawn["counted"] - 2


@given(numbers=st.lists(st.integers(0, 40), min_size=5, max_size=5))
@settings(max_examples=20, deadline=None)
def test_the_number_as_counted_never_lies_outside_its_own_bounds_also_once_rounded(numbers, quality):
    readings = ("all-joined", "draws-low", "counted", "draws-high", "numbers-alone")
    figures = pa.table({"partner": [""] * 5, "reading": readings, "persons": numbers})
    links = {
        SHARED: quality.shared, HIDDEN: quality.hidden, FIGURES: figures, DOUBTS: quality.doubts, SAMPLED: NO_SAMPLE,
    }  # fmt: skip
    made = {one.indicator.name: one for one in link_tables(GROUPED, links, synthetic=True)}["linked-figures"]
    shown = [protect(made, "round-5").at(reading=reading).count.lower for reading in readings]
    assert shown == sorted(shown)
    assert count(made, "total", "counted") == numbers[2]


def test_a_number_with_two_years_of_birth_is_flagged_and_joins_all_the_same(tables):
    table = tables["links-in-doubt"]
    found = [count(table, doubt) for doubt in ("two-birth-years", "two-persons", "for-review", "loose-persons")]
    assert found == [1, 0, 0, 0]


def test_what_people_said_of_pairs_drawn_at_random_is_reported_once_somebody_did(tables, linked, quality, tmp_path):
    assert "clerical-sample" not in tables
    persons, said = linked[0], Ledger(tmp_path)
    who = np.asarray(persons.rows["person"].combine_chunks().dictionary_encode().indices, dtype=np.int64)
    names, everybody = persons.rows["record"].to_pylist(), np.ones(len(who), dtype=np.bool_)
    [pair, *_] = sample(persons.known, who, names, "joined", said, persons.as_of, everybody).waiting
    said.append([judgement(CONFIRMED, pair, "A. Clerk", persons.as_of, "joined")])
    links = {
        SHARED: quality.shared, HIDDEN: quality.hidden, FIGURES: quality.figures, DOUBTS: quality.doubts,
        SAMPLED: persons.sampled([GROUP], said),
    }  # fmt: skip
    table = {one.indicator.name: one for one in link_tables(GROUPED, links, synthetic=True)}["clerical-sample"]
    told = {outcome: count(table, "joined", "total", outcome) for outcome in ("drawable", "confirmed", "refuted")}
    assert told == {"drawable": 1, "confirmed": 1, "refuted": 0}
    assert [count(table, "joined", "total", limit) for limit in ("one-least", "one-most")] == [1, 1]  # all were judged


def test_where_nothing_is_linked_nothing_is_reported():
    assert link_tables(ALLIANCE, {}, synthetic=True) == ()


def test_doubts_stand_in_the_order_in_which_readers_have_them(quality):
    assert quality.doubts["doubt"].to_pylist() == ["two-birth-years", "two-persons", "for-review", "loose-persons"]
