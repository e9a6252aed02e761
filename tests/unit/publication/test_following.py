"""Who follows a monitor: its feed, read by a reader that others wrote, its calendar, and all of its data at once."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import feedparser
import publication_samples as samples
import pytest
import small

from schakel.model.product import PlannedRelease
from schakel.publication.release import publish
from schakel.publication.start import Published, start_page

HOME = "https://figures.example.org/monitor/"
PRODUCT = replace(
    samples.content().product,
    releases=(
        PlannedRelease(date(2022, 1, 1), samples.said("The first figures.", "Las primeras cifras.")),
        PlannedRelease(date(2023, 3, 1), samples.said("Figures of 2022.", "Cifras de 2022.")),
    ),
)
TABLES = tuple(one for one in samples.content().tables if one.indicator.name in ("by-form", "by-province"))
FIRST = replace(samples.content(), tables=TABLES, reuse=samples.REUSE, product=PRODUCT)
SECOND = replace(FIRST, edition="2022-05-01-0123abcd", as_of=date(2022, 5, 1), note="A file came too late.")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Two editions, the second a correction of the first."""
    out = tmp_path_factory.mktemp("followed")
    publish(FIRST, out / "alliance/monitor")
    return out, publish(SECOND, out / "alliance/monitor")


@pytest.fixture(scope="module")
def folder(released):
    return released[1].folder


def read(path):
    found = feedparser.parse(path.read_bytes())
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    assert found.feed.id and found.feed.title and found.feed.updated_parsed
    assert all(one.id and one.title and one.updated_parsed and one.author for one in found.entries)
    return found


def test_the_feed_tells_of_every_edition_the_newest_first(folder):
    found = read(folder / "feed.en.xml")
    assert found.feed.title == "Figures"
    assert [one.updated[:10] for one in found.entries] == ["2022-05-01", "2022-02-06"]
    assert {one.author for one in found.entries} == {"The sample"}


def test_a_correction_says_what_it_corrects_and_what_changed(folder):
    newest, before = read(folder / "feed.en.xml").entries
    assert newest.summary == "Correction: A file came too late. No figure changed."
    assert before.summary == "What the sample shows."


def test_every_entry_leads_to_an_edition_that_stays(folder):
    links = [one.link for one in read(folder / "feed.es.xml").entries]
    assert links == [f"editions/{one.edition}/site/es/index.html" for one in (SECOND, FIRST)]
    assert all((folder / link).is_file() for link in links)


def test_with_a_declared_address_the_feed_names_it(tmp_path):
    hosted = replace(SECOND, product=replace(PRODUCT, address=HOME))
    publish(hosted, tmp_path / "monitor")
    found = read(tmp_path / "monitor/feed.en.xml")
    assert [one.href for one in found.feed.links] == [f"{HOME}feed.en.xml"]
    assert found.entries[0].link == f"{HOME}editions/{SECOND.edition}/site/en/index.html"


def test_without_one_it_names_none_of_its_own(folder):
    assert not read(folder / "feed.en.xml").feed.get("links")


def test_an_edition_has_one_id_wherever_it_is_told_of(released):
    out, release = released
    alliance = replace(small.alliance(), name="sample", languages=("es", "en"), reuse=samples.REUSE)
    start_page([Published(alliance, PRODUCT, release)], out)
    of_all, of_one = read(out / "feed.en.xml"), read(release.folder / "feed.en.xml")
    assert [one.id for one in of_all.entries] == [one.id for one in of_one.entries]
    assert all((out / one.link).is_file() for one in of_all.entries)
    assert of_all.feed.id != of_one.feed.id
    assert 'type="application/atom+xml"' in (out / "index.en.html").read_text("utf-8")


def test_a_page_names_the_feed_of_its_language(folder):
    page = (folder / "site/en/indicators/by-form.html").read_text("utf-8")
    assert '<link rel="alternate" type="application/atom+xml" title="Figures" href="../../../feed.en.xml">' in page


def test_the_calendar_shows_declared_days_and_which_are_still_to_come(folder):
    page = (folder / "site/en/editions.html").read_text("utf-8")
    shown = re.findall(r'<dt>([^<]+)</dt><dd>([^<]+) <span class="flag">([^<]+)</span>', page)
    assert shown == [
        ("1 January 2022", "The first figures.", "before this edition"),
        ("1 March 2023", "Figures of 2022.", "planned"),
    ]


def test_one_file_holds_all_open_data(folder):
    with zipfile.ZipFile(io.BytesIO((folder / "monitor.zip").read_bytes())) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    beside = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for place in ("data", "vocabulary")
        for path in (folder / place).rglob("*")
        if path.is_file() and path.name != "index.html"  # which only leads on
    }
    beside |= {name: (folder / name).read_bytes() for name in ("catalogue.ttl", "catalogue.jsonld")}
    assert held == beside


def test_the_page_on_open_data_leads_to_every_table_in_every_format(folder):
    page = folder / "site/en/open-data.html"
    links = set(re.findall(r'href="([^"#]+)" download', page.read_text("utf-8")))
    assert all((page.parent / link).is_file() for link in links)
    assert "../../monitor.zip" in links
    assert {f"../../data/{table.indicator.name}.csv" for table in SECOND.all_tables} <= links
    assert {"../../data/excel/en/by-form.xlsx", "../../data/sdmx/by-form.csv", "../../data/lists/targets.csv"} <= links
