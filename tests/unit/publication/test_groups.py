"""A long list of tables is read under headings: those of the product, in its order."""

import re
from dataclasses import replace

import publication_samples as samples

from schakel.publication.groups import groups_of
from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.views.tables import TableView


def groups(content, language="en"):
    speaking = localise(language)
    views = [TableView(table, content, speaking) for table in content.tables]
    return [(group.title, [view.name for view in group.views]) for group in groups_of(content, views, speaking)]


def test_tables_without_a_heading_come_first():
    assert groups(samples.content()) == [
        ("", ["chain", "by-form", "by-form-and-quarter", "by-province", "days", "on-a-map"]),
        ("Who the reports mention", ["by-role-gender-and-age"]),
        ("How well it is known", ["decided", "with-marks"]),
    ]


def test_a_product_without_headings_is_one_list():
    content = samples.content()
    plain = replace(content, product=replace(content.product, headings=()))
    assert [title for title, _ in groups(plain)] == [""]


def test_a_heading_whose_tables_are_not_in_the_release_is_left_out():
    content = samples.content()
    kept = tuple(table for table in content.tables if table.indicator.name in ("decided", "with-marks"))
    assert [title for title, _ in groups(replace(content, tables=kept))] == ["How well it is known"]


def test_the_overview_leads_to_every_heading(tmp_path):
    publish(samples.content(), tmp_path / "monitor")
    first, listed = ((tmp_path / f"monitor/site/es/{name}.html").read_text("utf-8") for name in ("index", "indicators"))
    assert re.findall(r'<h2 class="group" id="(group-\d)">([^<]+)', listed) == [
        ("group-2", "A quiénes mencionan"),
        ("group-3", "Qué tan bien se sabe"),
    ]
    assert {"indicators.html#group-2", "indicators.html#group-3"} <= set(re.findall(r'href="([^"]+)"', first))
    assert {"#group-2", "#group-3"} <= set(re.findall(r'href="([^"]+)"', listed))
