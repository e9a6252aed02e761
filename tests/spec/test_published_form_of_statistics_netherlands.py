"""Rounding as Statistics Netherlands publishes

Profile round-5 gives the form of StatLine 83648NED, registered crime.

Trafficking and smuggling by province, 2014-2017, as published: every figure a multiple of 5, each rounded by itself, so
that provinces do not add up to the country. What we publish has the same form, and says so beside the table.
"""

import csv
from collections import defaultdict
from pathlib import Path

import small

from schakel.disclosure import protect
from schakel.model import Category, Cell, Dimension, Table

FILE = Path(__file__).parents[2] / "alliances/nl-mensenhandel/reference/cbs-83648ned-trafficking-and-smuggling.csv"
COUNTRY = "Nederland"


def published():
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["aantal"]]


def as_table(rows):
    """A table with a base cell of its own for every published figure: nothing is known about what lies beneath."""
    sides = ("meting", "regio", "jaar")
    dimensions = tuple(
        Dimension(side, small.text(side), tuple(Category(code, small.text(code)) for code in codes(rows, side)))
        for side in sides
    )
    cells = tuple(Cell(tuple(row[side] for side in sides), (i,), (i,)) for i, row in enumerate(rows))
    return Table(small.indicator(), dimensions, cells, tuple(int(row["aantal"]) for row in rows))


def codes(rows, side):
    return dict.fromkeys(row[side] for row in rows)


def test_what_statistics_netherlands_published_comes_out_unchanged():
    rows = published()
    protected = protect(as_table(rows), "round-5")
    assert len(rows) > 150
    assert [cell.count.lower for cell in protected.cells] == [int(row["aantal"]) for row in rows]
    assert all(cell.count.lower % 5 == 0 and cell.count.is_exact for cell in protected.cells)


def test_provinces_do_not_add_up_to_the_country_and_the_profile_warns_of_it():
    provinces, country = defaultdict(int), {}
    for row in published():
        key, count = (row["meting"], row["jaar"]), int(row["aantal"])
        if row["regio"] == COUNTRY:
            country[key] = count
        else:
            provinces[key] += count
    differing = [key for key in country if country[key] != provinces[key]]
    assert ("Totaal geregistreerde misdrijven", "2014") in differing
    sentence = protect(as_table(published()), "round-5").profile.sentence
    assert "need not add up" in sentence.in_language("en") and "niet hoeven op te tellen" in sentence.in_language("nl")
