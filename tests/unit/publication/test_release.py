"""A release: whole, the same to the byte for the same content, light, and closed to what it must not hold."""

import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import publication_samples as samples
import pytest

from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.tabulation import read_tables
from schakel_base.errors import DeclarationError, RequestError


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "monitor"
    publish(samples.content(), folder)
    return folder


FACTS = (
    "published-figures.html",
    "reports-2019.html",
)  # what others published: it is in a synthetic release, and is not synthetic itself


def everything(folder):
    """All that was released: the address with the edition has the same files, under other names."""
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name.as_posix(): path.read_bytes() for name, path in found.items() if name.parts[0] != "editions"}


class Links(HTMLParser):
    """Collects what a page links to and the anchors that it has."""

    def __init__(self, page):
        super().__init__()
        self.addresses, self.anchors = [], []
        self.feed(page)

    def handle_starttag(self, _tag, attributes):
        found = dict(attributes)
        self.addresses += [found[name] for name in ("href", "src") if name in found]
        self.anchors += [found["id"]] if "id" in found else []


def pages(folder):
    return sorted((folder / "site").rglob("*.html"))


def test_equal_content_gives_equal_bytes(released, tmp_path):
    publish(samples.content(), tmp_path / "again")
    assert everything(tmp_path / "again") == everything(released)


def test_the_manifest_has_the_hash_of_all_that_went_in_and_came_out(released):
    manifest = json.loads((released / "release.json").read_bytes())
    files = {path: written for path, written in everything(released).items() if path != "release.json"}
    assert manifest["files"] == {
        path: {"sha256": hashlib.sha256(written).hexdigest(), "size": len(written)} for path, written in files.items()
    }
    assert manifest["deliveries"][0]["sha256"] == "f" * 64
    assert (manifest["declarations"], manifest["code"]) == ("d" * 64, "0.1.0+c0de")


def test_the_release_says_what_it_wrote(tmp_path):
    release = publish(samples.content(), tmp_path / "monitor")
    assert {file.path for file in release.files} | {"release.json"} == set(everything(release.folder))


def test_every_page_is_light(released):
    styles = sum(path.stat().st_size for path in (released / "site" / "static").iterdir())
    assert {path.name: path.stat().st_size for path in pages(released) if path.stat().st_size + styles > 300_000} == {}


def test_every_link_leads_somewhere(released):
    for page in pages(released):
        links = Links(page.read_text("utf-8"))
        assert len(links.anchors) == len(set(links.anchors)), page
        for address in links.addresses:
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), (page, address)
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in Links(target.read_text("utf-8")).anchors, (page, address)


SCRIPTS = tuple(
    f"{way}static/{name}.js" for way in ("../", "../../") for name in ("charts", "orders", "page", "search")
)
DATA_BLOCK = ' type="application/ld+json"'  # no script: a browser runs none of it


def test_no_page_asks_anything_of_another_site(released):
    for page in pages(released):
        text = page.read_text("utf-8")
        assert set(re.findall(r"<script([^>]*)>", text)) - {DATA_BLOCK} <= {f' src="{one}"' for one in SCRIPTS} | {
            f' src="{one}" defer' for one in SCRIPTS
        }
        assert set(re.findall(r'(?:src|srcset|action)="([^"]*)"', text)) <= {*SCRIPTS, "search.html", "../search.html"}
        assert not re.search(r'<link[^>]+href="https?:', text)
    for style in (released / "site" / "static").iterdir():
        assert not re.search(r"@import|https?:|fetch|XMLHttpRequest", style.read_text("utf-8"))


def test_every_page_allows_no_more_than_it_needs_and_tells_nobody_where_it_was_read(released):
    speaking = [page for page in pages(released) if 'http-equiv="refresh"' not in page.read_text()]
    for page in (*speaking, released / "site/index.html", released / "404.html"):
        text = page.read_text()
        assert "default-src 'none'; " in text, page
        assert '<meta name="referrer" content="no-referrer">' in text, page
        assert ("script-src" in text) == ("<script src" in text), page


def test_every_figure_of_every_table_stands_in_the_html(released):
    for language in ("es", "en"):
        for table in samples.content().tables:
            page = (released / "site" / language / "indicators" / f"{table.indicator.name}.html").read_text("utf-8")
            cells = re.findall(r"<td[^>]*>(.*?)</td>", page)
            for read in read_tables(table, "", localise(language)):
                wanted = [cell.text for group in read.groups for row in group.rows for cell in row.cells]
                assert wanted == [re.sub(r"<small.*|<[^>]+>", "", cell).strip() for cell in cells[: len(wanted)]]
                cells = cells[len(wanted) :]


def test_every_page_exists_in_every_language(released):
    site = released / "site"
    by_language = [{path.relative_to(site / tag) for path in (site / tag).rglob("*.html")} for tag in ("es", "en")]
    assert by_language[0] == by_language[1]


def test_the_first_page_leads_to_the_first_language_without_javascript(released):
    assert '<meta http-equiv="refresh" content="0; url=es/index.html">' in (released / "site/index.html").read_text()


def test_what_looks_like_html_in_a_declaration_is_shown_as_text(tmp_path):
    attack = '<script>alert("x")</script><img src=x onerror=alert(1)>'
    table = samples.marked()
    indicator = replace(
        table.indicator,
        name="attack",
        title=samples.said(attack),
        definition=samples.said(attack),
        notes=(samples.said(attack),),
    )
    form = replace(
        table.dimensions[0],
        label=samples.said(attack),
        categories=tuple(replace(one, label=samples.said(attack)) for one in table.dimensions[0].categories),
    )
    cells = {cell.coordinates: (cell.count, dict(cell.statistics)) for cell in table.cells}
    publish(samples.content(samples.made_up(cells, indicator, form), title=attack), tmp_path / "monitor")
    for page in pages(tmp_path / "monitor"):
        text = page.read_text("utf-8")
        own = sum(text.count(f'<script src="{one}"') for one in SCRIPTS)
        assert text.count("<script") == own + text.count(f"<script{DATA_BLOCK}>")
        assert "<img" not in text
    shown = (tmp_path / "monitor/site/en/indicators/attack.html").read_text("utf-8")
    assert "&lt;script&gt;" in shown


def test_a_caption_under_the_headline_of_its_table_says_what_is_counted_and_not_the_headline_again(released):
    page = (released / "site/en/indicators/chain.html").read_text("utf-8")
    captions = re.findall(r'<figcaption class="chart__caption"[^>]*>([^<]+)', page)
    assert "Taken to court: 175" in re.sub(r"<[^>]+>", "", page)
    assert [caption.strip() for caption in captions] == ["Number of reports, by form of exploitation"]


def test_made_up_data_are_marked_on_every_page_with_data_and_once_for_every_chart(tmp_path):
    publish(samples.content(synthetic=True), tmp_path / "monitor")
    for page in (tmp_path / "monitor/site/en").rglob("*.html"):
        text = page.read_text("utf-8")
        if page.name == "with-marks-1.html":
            continue  # a chart that stands alone says of its own table whether it is made up
        # What words mean is not made up, nor what leads to another page.
        defines = "definitions" in page.as_posix() or 'http-equiv="refresh"' in text
        assert ('<div class="synthetic"' in text) is not defines
        assert ("<title>Synthetic data – " in text) is (page.name not in FACTS and not defines)
    page = (tmp_path / "monitor/site/en/indicators/chain.html").read_text("utf-8")
    (chart,) = re.findall('<figure class="chart".*?</figure>', page, re.DOTALL)
    assert chart.count(">synthetic</span>") == 1
    assert json.loads((tmp_path / "monitor/release.json").read_bytes())["synthetic"] is True


def test_real_data_carry_no_such_mark(released):
    assert not any("synthetic" in page.read_text("utf-8").lower() for page in pages(released))


def test_a_later_release_leaves_nothing_of_the_earlier_one(tmp_path):
    publish(samples.content(), tmp_path / "monitor")
    publish(samples.content(languages=("en",)), tmp_path / "monitor")
    assert not (tmp_path / "monitor/site/es").exists()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(RequestError, match="is not empty and is not a release"):
        publish(samples.content(), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_progress_is_told(tmp_path):
    told = []
    publish(samples.content(), tmp_path / "monitor", lambda what, share: told.append((what, share)))
    assert {what for what, _ in told} >= {"draw the charts", "write the pages", "write the data"}
    for stage in {what for what, _ in told}:
        shares = [share for what, share in told if what == stage]
        assert shares == sorted(shares) and shares[-1] < 1


def test_two_tables_of_one_name_are_refused(tmp_path):
    with pytest.raises(RequestError, match="2 tables of the release are called with-marks"):
        publish(samples.content(samples.marked()), tmp_path / "monitor")


def test_a_language_that_does_not_exist_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(DeclarationError, match="no language is known under the tag tlh"):
        publish(samples.content(languages=("tlh",)), tmp_path / "monitor")
