"""The start page over several releases: every monitor, in the languages of all alliances, without JavaScript."""

import re
from dataclasses import replace
from datetime import date

import publication_samples as samples
import pytest
import small

from schakel.publication.content import Release, SaidChain
from schakel.publication.release import publish
from schakel.publication.start import Published, start_page


def alliance(name, *languages):
    titles = {"es": "Alianza", "en": "Alliance", "nl": "Alliantie"}
    title = samples.Text({tag: titles[tag] for tag in languages})
    return replace(small.alliance(), name=name, title=title, summary=title, languages=languages)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    place = tmp_path_factory.mktemp("out")
    product = samples.content().product
    dutch, argentine = alliance("dutch", "nl", "en"), alliance("argentine", "es", "en")
    released = publish(samples.content(), place / "argentine/monitor")
    chain = SaidChain("chain", product.title, samples.said("All cases: 3."), samples.said("<svg></svg>"), True)
    invented = Release(place / "dutch/monitor", "2020", date(2020, 2, 29), True, (), chain=chain)
    start_page([Published(dutch, product, invented), Published(argentine, product, released)], place)
    return place


def page(out, name="index.html"):
    return (out / name).read_text("utf-8")


def test_there_is_a_page_for_every_language_of_an_alliance(out):
    languages = {
        path.name: re.search(r'<html lang="(\w+)"', page(out, path.name))[1] for path in out.glob("index*.html")
    }
    assert languages == {"index.html": "nl", "index.en.html": "en", "index.es.html": "es"}


def test_every_page_links_to_the_others(out):
    for name in ("index.html", "index.en.html", "index.es.html"):
        assert {"index.html", "index.en.html", "index.es.html"} <= set(re.findall(r'href="([^"#]+)"', page(out, name)))


def test_a_language_is_called_as_it_calls_itself_and_not_as_its_country(out):
    named = re.findall(r'hreflang="\w+"(?: aria-current="true")?>(\w[^<]*)</a></li>', page(out))
    assert named[:3] == ["Nederlands", "English", "Español"]


def test_the_folder_of_an_alliance_leads_to_its_place_on_the_page(out):
    assert 'url=../index.html#argentine"' in (out / "argentine/index.html").read_text("utf-8")
    said = (out / "404.html").read_text("utf-8")
    assert {"/index.html", "/index.en.html", "/index.es.html"} <= set(re.findall(r'href="([^"#]+)"', said))


def test_the_alliance_declared_first_stands_first(out):
    assert re.findall(r'<h2[^>]+id="(\w+)"', page(out)) == ["dutch", "argentine"]


def test_the_chain_of_the_first_alliance_stands_before_what_the_next_one_answers(out):
    english = page(out, "index.en.html")
    first, *answers = re.findall(r'class="(?:chain__finding|answer__short)"><strong>([^<]+)', english)
    assert (first, len(answers)) == ("All cases: 3.", 2)
    assert 'href="dutch/monitor/site/en/indicators/chain.html">Alliance</a></h2>' in english


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "index.html",
            "Het aantal vóór het afronden wijkt ten hoogste 2 af van het getoonde, ook na ‘ten minste’",
        ),
        (
            "index.en.html",
            "The count before rounding is at most 2 above or below the one shown, also after “at least” or “at most”",
        ),
        (
            "index.es.html",
            "El recuento sin redondear difiere del mostrado en 2 como máximo, también tras «como mínimo»",
        ),
    ],
)
def test_figures_stand_beside_how_far_they_may_lie_from_what_was_counted(out, name, said):
    assert said in page(out, name)


def test_answers_stand_before_the_monitors_and_lead_to_their_pages(out):
    english = page(out, "index.en.html")
    assert re.findall(r'<p class="answer__short"><strong>([^<]+)</strong></p>', english) == [
        "At least 35 and at most 100 are labour. Not by route.",
        "Nobody has tried.",
    ]
    assert re.findall(r'status--(\w+)">', english) == ["partly", "waiting"]
    links = re.findall(r'class="answer__title"><a href="(argentine/[^"]+)"', english)
    assert links == [
        f"argentine/monitor/site/en/recommendations/{name}.html" for name in ("follow-the-forms", "how-many")
    ]
    assert '<strong><span lang="es">' in page(out)  # the Dutch page has no Dutch words for it


def test_synthetic_and_real_monitors_are_told_apart(out):
    assert re.findall(r'<li class="flag[^"]*">(\w+ data)</li>', page(out, "index.en.html")) == [
        "synthetic data",
        "real data",
    ]


def test_a_monitor_opens_in_the_language_of_the_page_if_it_speaks_it(out):
    title = r'class="card__title"><a href="([^"]+)"'
    assert re.findall(title, page(out)) == ["dutch/monitor/site/nl/index.html", "argentine/monitor/site/index.html"]
    assert re.findall(title, page(out, "index.es.html"))[1] == "argentine/monitor/site/es/index.html"


def test_the_links_lead_to_the_release(out):
    links = re.findall(r'href="(argentine/[^"]+)"', page(out))
    assert links
    assert [link for link in links if not (out / link).is_file()] == []


def test_a_text_in_another_language_says_so(out):
    assert '<span lang="es">Alianza</span>' in page(out)


def test_the_pages_need_no_script_and_their_styles_are_there(out):
    assert "<script" not in page(out)
    assert {path.name for path in (out / "static").iterdir()} == {"nl-design-system.css", "schakel.css"}


def test_all_of_an_alliance_is_in_one_language_whichever_its_texts_declare_first(tmp_path):
    named = samples.Text({"en": "Alliance", "es": "Alianza"})
    argentine = replace(alliance("argentine", "es", "en"), title=named, summary=named)
    chain = SaidChain("chain", named, samples.said("All: 3.", "Todas: 3."), samples.said("<svg></svg>"), False)
    shown = Release(tmp_path / "argentine/monitor", "2020", date(2020, 2, 29), False, (), chain=chain)
    product = replace(samples.content().product, title=named, summary=named)
    dutch = Release(tmp_path / "dutch/monitor", "2020", date(2020, 2, 29), True, ())
    start_page([Published(alliance("dutch", "nl"), product, dutch), Published(argentine, product, shown)], tmp_path)
    _, told = page(tmp_path).split('id="argentine"')
    assert "Alianza" in told and "Todas: 3." in told and "Alliance" not in told
