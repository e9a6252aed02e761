"""What `make run` serves: the Dutch alliance, simulated, and the Argentine one, real, from one start page.

What it says is true, what it holds gives nothing away, and readers find their way: an answer within two clicks, the
other monitors everywhere, and words in all of them.
"""

import csv
import hashlib
import html
import json
import re
import shutil
from collections import Counter
from datetime import date
from urllib.parse import urljoin

import metadata
import numpy as np
import pytest
from browsing import NARROW, WIDE, bring_axe, broken_words, holds_words_alone, leads_on, new_violations
from conftest import copy_alliance
from scipy.optimize import linprog
from sentences import RULES, headlines, numbers_by_label, recompute
from sentences_of_pages import KINDS, rests
from telling_pages import pages_of_every_kind, pages_of_the_widest

from schakel import verbs
from schakel.disclosure.ledger import read_ledger as as_the_next_edition_reads_it
from schakel.model.naming import alphabetical
from schakel.publication.verification import verify
from schakel.store.workspace import Workspace
from schakel_protection import audit
from schakel_protection.attack import Knowledge, merged, sliding
from schakel_protection.releases import ReleaseLedger
from schakel_protection.tables import link

DUTCH, ARGENTINE = "nl-mensenhandel", "ar-linea-145"
QUESTIONS = (
    "Hoeveel daders zijn er?",
    "Hoe vaak vallen daders terug?",
    "Is de aanpak per vorm te volgen?",
    "Wat gebeurt er buiten de seksindustrie?",
    "Wat bepaalt de straf?",
)
FOUND = [
    # a word that is typed, and one of another form in a title that must be found
    ("nl", "recidief", "Algemene recidive van alle volwassen daders, binnen 2 jaar"),
    ("nl", "gevangenisstraffen", "Uitspraken naar opgelegde gevangenisstraf"),
    ("nl", "zaken", "Zaken, met die buiten de seksindustrie apart"),
    ("en", "convictions", "Conviction"),
    ("en", "reoffended", "How often do offenders reoffend?"),
]


@pytest.fixture(scope="module")
def alliances(tmp_path_factory):
    return [copy_alliance(name, tmp_path_factory.mktemp("alliances")) for name in (DUTCH, ARGENTINE)]


@pytest.fixture(scope="module")
def releases(alliances, tmp_path_factory):
    out = tmp_path_factory.mktemp("both") / "release"
    verbs.run(alliances, out)
    return out


def pages(releases, pattern="**/*.html"):
    """The pages of a pattern, but for those that only lead on."""
    return [page for page in sorted(releases.glob(pattern)) if not leads_on(page)]


def monitors(releases, alliance):
    """The folders of the releases of an alliance."""
    return sorted(path.parent for path in (releases / alliance).glob("*/release.json"))


def test_the_start_page_leads_to_every_monitor_the_dutch_ones_first(releases):
    start = (releases / "index.html").read_text("utf-8")
    assert '<html lang="nl"' in start
    addresses = re.findall(r'href="((?:nl|ar)-[^"]*/site/[^"]*)"', start)
    assert {address.split("/")[1] for address in addresses if address.startswith(DUTCH)} == {
        path.name for path in monitors(releases, DUTCH)
    }
    assert addresses[0].startswith(DUTCH) and addresses[-1].startswith(ARGENTINE)
    assert all((releases / address).exists() for address in addresses)


def test_synthetic_is_inherited_by_every_page_with_figures_and_file_and_real_data_are_not_marked(releases):
    manifests = {path.parent: json.loads(path.read_text("utf-8")) for path in releases.glob("*/*/release.json")}
    real = {folder.name for folder, manifest in manifests.items() if not manifest["synthetic"]}
    assert real == {"gepubliceerde-uitspraken", "monitor"}
    for folder, manifest in manifests.items():
        for page in pages(folder, "site/nl/**/*.html"):
            marked = "Synthetische gegevens" in page.read_text("utf-8")
            is_real = "echte gegevens" in page.read_text("utf-8") and page.parent.name == "embed"
            assert marked == (manifest["synthetic"] and not holds_words_alone(page) and not is_real), page
        for table in folder.glob("data/*.csv"):
            metadata = table.with_suffix(".json")
            assert json.loads(metadata.read_text("utf-8"))["synthetic"] == manifest["synthetic"], metadata


def test_the_dutch_monitor_of_offenders_has_a_report_in_both_languages(releases):
    for language in ("nl", "en"):
        address = f"report/dadermonitor.{language}.pdf"
        assert address in (releases / DUTCH / f"dadermonitor/site/{language}/index.html").read_text("utf-8")
        assert (releases / DUTCH / "dadermonitor" / address).read_bytes().startswith(b"%PDF-")


DAYS = {DUTCH: (date(2013, 1, 1), date(2021, 12, 31)), ARGENTINE: (date(2020, 1, 1), date(2021, 12, 31))}
"""The first and the last day that deliveries of the alliances cover."""


def test_every_headline_says_what_its_table_says(releases):
    found = Counter(
        recompute(page)
        for alliance, days in DAYS.items()
        for release in monitors(releases, alliance)
        for page in headlines(release, days)
    )
    assert found.total() > 60 and set(found) == set(RULES) - {"stock"}  # of the whole chain, see there


def test_a_headline_that_says_otherwise_is_found(releases, tmp_path):
    release = shutil.copytree(releases / DUTCH / "dadermonitor", tmp_path / "dadermonitor")
    page = next(one for one in headlines(release, DAYS[DUTCH]) if one.data.stem == "cases-by-year")
    said = page.site.read_text("utf-8")
    for lie in ((": fewer.", ": more."), ("(2014)", "(2013)"), ("From 2", "From 3")):
        page.site.write_text(said.replace(*lie), "utf-8")
        with pytest.raises(AssertionError):
            recompute(page)


@pytest.mark.parametrize(("alliance", "language"), [(DUTCH, "nl"), (DUTCH, "en"), (ARGENTINE, "es")])
def test_one_label_has_one_number_in_all_monitors_of_an_alliance(releases, alliance, language):
    """What is counted otherwise is called otherwise, and what is counted alike is rounded once."""
    found = numbers_by_label(monitors(releases, alliance), language)
    assert len(found) > 300
    assert {label: numbers for label, numbers in found.items() if len(numbers) > 1} == {}


def test_every_other_sentence_with_a_figure_rests_on_cells_that_hold_it(releases):
    found = Counter()
    for release in (one for alliance in DAYS for one in monitors(releases, alliance)):
        found.update({kind: len(listed) for kind, listed in rests(release).items()})
    assert set(found) == set(KINDS)
    assert found["quoted"] > 1000 and found["norms"] > 5 and found["walks"] > 5 and found["research"] > 10
    assert found["ratios"] > 10 and found["factors"] > 5 and found["answered"] > 5


@pytest.mark.parametrize(
    ("product", "page", "true", "false"),
    [
        ("signaaloverzicht", "places/region.amsterdam.html", r"(class=\"headline__figure\"[^>]*>)\d", r"\g<1>9"),
        ("veiligheidsagenda", "targets.html", "(Norm) not reached: 2019", r"\1 reached: 2019"),
        ("dadermonitor", "comparisons/registrations-or-cases-2017.html", r"(; source: )\+", r"\1−"),
        (
            "dadermonitor",
            "recommendations/recidivism.html",
            r"(\d)% of the persons have",
            r"\g<1>1% of the persons have",
        ),
        ("dadermonitor", "recommendations/offender-prevalence.html", r"upper limit is \d", r"\g<0>9"),
        ("dadermonitor", "recommendations/offender-prevalence.html", r"(<desc[^>]*>Upper[^×]*× )\d", r"\g<1>9"),
        ("gepubliceerde-uitspraken", "recommendations/sentencing.html", r"none of the \d+ f", "none of the 3 f"),
        ("gepubliceerde-uitspraken", "recommendations/sentencing.html", r"(judgments are needed: \d+ to) \d+", r"\1 7"),
        ("gepubliceerde-uitspraken", "recommendations/sentencing.html", r"(group has) \d+ of", r"\1 99 of"),
        (
            "gepubliceerde-uitspraken",
            "recommendations/sentencing.html",
            r"sentence \d\.\d+ times",
            "sentence 99 times",
        ),
        ("gemeenteprofiel", "index.html", r"<strong>(\d+) of", r"<strong>\g<1>1 of"),
    ],
)
def test_another_sentence_that_is_false_is_found(releases, tmp_path, product, page, true, false):
    release = shutil.copytree(releases / DUTCH / product, tmp_path / product)
    place = release / "site/en" / page
    said = place.read_text("utf-8")
    assert re.search(true, said)
    place.write_text(re.sub(true, false, said), "utf-8")
    with pytest.raises(AssertionError):
        rests(release)


def test_every_figure_that_an_answer_quotes_is_that_of_its_cell(releases):
    quoted = 0
    for answer in pages(releases, "*/*/site/nl/recommendations/*.html"):
        for address, cell, words in re.findall(
            r'<a [^>]*href="\.\./(indicators/[^"#]+)#([^"]+)"[^>]*>([^<]+)</a>', answer.read_text("utf-8")
        ):
            table = (answer.parent.parent / address).read_text("utf-8")
            stands = re.search(rf'id="{re.escape(cell)}"[^>]*>(.*?)</td>', table, re.S)
            assert stands is not None, (answer, cell)
            shown = html.unescape(re.sub(r"<[^>]+>", " ", stands[1])).split()
            assert all(part in " ".join(shown) for part in re.findall(r"[\d.,]*\d%?", html.unescape(words))), words
            quoted += 1
    assert quoted > 20


def test_every_page_is_light(releases):
    heavy = {page: page.stat().st_size for page in pages(releases) if page.stat().st_size > 300_000}
    assert not heavy


def test_every_recommendation_has_a_page_in_both_languages(releases):
    for language in ("nl", "en"):
        assert len(pages(releases, f"{DUTCH}/dadermonitor/site/{language}/recommendations/*.html")) >= 5


def test_two_lists_to_download_from_one_page_have_names_of_their_own(releases):
    listed = re.compile(r'href="([^"]*/data/lists/[^"]+)" download>(.+?)</a>')
    found = [set(listed.findall(page.read_text("utf-8"))) for page in pages(releases, "*/*/site/nl/**/*.html")]
    assert max(map(len, found)) > 1
    assert [links for links in found if len({words for _, words in links}) < len(links)] == []


def test_every_municipality_has_a_profile_on_the_page_of_its_size_and_none_is_ranked(releases):
    site = releases / DUTCH / "gemeenteprofiel/site/nl"
    named = re.compile(r'<h2 [^>]*id="(VG\d{4})">(?:<a [^>]*href="../(bodies/[^"]*)">)?([^<]*?)(?:</a>)? <')
    found = [named.findall(page.read_text("utf-8")) for page in pages(site, "profiles/*.html")]
    assert len({code for page in found for code, _, _ in page}) == 345
    for page in found:
        names = [html.unescape(name) for _, _, name in page]
        assert names == sorted(names, key=alphabetical)


def test_every_municipality_that_answered_has_a_page_of_its_own(releases):
    product = releases / DUTCH / "gemeenteprofiel"
    with (product / "data/lists/answers-of-public-bodies.csv").open(encoding="utf-8", newline="") as lines:
        answers = list(csv.DictReader(lines))
    for language in ("nl", "en"):
        shown = {page.stem.upper(): page for page in pages(product, f"site/{language}/bodies/*.html")}
        assert shown.keys() == {answer["body"] for answer in answers}
    assert max(page.stat().st_size for page in shown.values()) < 300_000
    page = shown[answers[0]["body"]].read_text("utf-8")
    assert f"{answers[0]['name']} <span" in page and "Counted together: " in page


def test_no_invented_answer_stands_under_the_name_of_a_real_municipality(alliances, releases):
    with (alliances[0] / "reference/municipalities-2022.csv").open(encoding="utf-8", newline="") as lines:
        real = {row["gemeente"] for row in csv.DictReader(lines)}
    product = releases / DUTCH / "gemeenteprofiel"
    shown = [page.read_text("utf-8") for page in pages(product, "site/nl/bodies/*.html")]
    listed = (product / "data/lists/answers-of-public-bodies.csv").read_text("utf-8")
    assert shown and "(verzonnen)" in listed
    subjects = {subject for page in shown for subject in re.findall(r"<h1 [^>]*>([^<]*?) <", page)}
    assert all("(verzonnen)" in html.unescape(subject) for subject in subjects)
    assert not {row["name"] for row in csv.DictReader(listed.splitlines())} & real


@pytest.mark.browser
def test_no_table_breaks_its_words_on_a_narrow_screen(releases, browser):
    page = browser.new_page(viewport={"width": NARROW, "height": 740})
    broken = {}
    for path in pages(releases, f"{DUTCH}/dadermonitor/site/nl/indicators/*.html"):
        page.goto(path.as_uri())
        if found := broken_words(page):
            broken[path.stem] = found
    page.close()
    assert broken == {}


@pytest.mark.browser
def test_every_kind_of_page_is_accessible_and_asks_for_nothing_outside(releases, browser):
    """In the dark only colours are asked for, by which it differs; all rules on a wide screen in `test_site.py`.

    `test_every_page.py` looks at each page in all four looks, in English too.
    """
    patterns = ("*.html", f"{DUTCH}/*/404.html", f"{DUTCH}/*/site/nl/**/*.html", f"{ARGENTINE}/*/site/es/**/*.html")
    context = browser.new_context(bypass_csp=True)
    bring_axe(context)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    found, seen = {}, set()
    for path in pages_of_every_kind(one for pattern in patterns for one in pages(releases, pattern)):
        page.goto(path.as_uri())
        found[path.relative_to(releases).as_posix()] = wrong = []
        for width, scheme in ((NARROW, "light"), (WIDE, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            wrong += new_violations(page, seen, only_colours=scheme == "dark")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    context.close()
    assert found and not {path: wrong for path, wrong in found.items() if wrong}
    assert all(url.startswith("file:///") for url in asked)


@pytest.mark.browser
@pytest.mark.parametrize("pattern", [f"{DUTCH}/*/site/nl/**/*.html", f"{ARGENTINE}/*/site/es/**/*.html"])
def test_no_words_make_a_page_wider_than_a_narrow_screen(releases, browser, pattern):
    """The pages with the longest word of each kind of element, and with most columns; `test_every_page.py` has all."""
    page = browser.new_page(viewport={"width": NARROW, "height": 900})
    wider = []
    for path in pages_of_the_widest(pages(releases, pattern)):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wider.append(path)
    page.close()
    assert not wider


def start(releases):
    """The address of the start page."""
    return (releases / "index.html").as_uri()


@pytest.mark.browser
@pytest.mark.parametrize("question", QUESTIONS)
def test_from_the_start_page_to_the_answer_in_one_click(releases, page, question):
    page.goto(start(releases))
    answer = page.locator(".answer", has=page.get_by_role("link", name=question, exact=True))
    short = answer.locator(".answer__short strong").inner_text()
    status = answer.locator(".status").inner_text()
    assert short and answer.locator(".chart-panel").count() == 1
    answer.get_by_role("link", name=question, exact=True).click()
    assert page.locator("h1").inner_text() == question
    assert page.locator(".answered__short").inner_text() == short
    assert page.locator(".hero .status").inner_text() == status


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "index.en.html",
        *(
            f"{DUTCH}/{monitor}/site/nl/index.html"
            for monitor in ("dadermonitor", "signaaloverzicht", "gepubliceerde-uitspraken")
        ),
    ],
)
def test_each_answer_with_its_picture_and_status_is_on_the_first_screen(releases, page, path):
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.goto((releases / path).as_uri())
    for shown in (".answer__short", ".status", ".answer__picture .chart-panel"):
        found = page.locator(f".opening .answer {shown}").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().bottom)"
        )
        assert len(found) == 5
        assert max(found) <= 800, shown


@pytest.mark.browser
@pytest.mark.parametrize("path", ["index.html", f"{ARGENTINE}/monitor/site/es/index.html"])
def test_a_figure_is_on_the_first_screen_of_a_telephone(releases, page, path):
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.goto((releases / path).as_uri())
    first = page.locator(".answer__short strong, .headline__figure").first
    assert first.evaluate("one => one.getBoundingClientRect().bottom") <= 800


@pytest.mark.browser
def test_the_overview_of_the_monitor_shows_a_picture_of_each_answer_the_last_from_another_monitor(releases, page):
    page.goto((releases / DUTCH / "dadermonitor/site/nl/index.html").as_uri())
    titles = page.locator(".answer__picture figcaption").all_inner_texts()
    assert titles == [
        "Waarom er geen schatting is: elke verhouding hoort bij 1 te liggen",
        "Aandeel van de personen met een nieuwe zaak, aan het eind van elk jaar",
        "Bij hoeveel verdachten dit vaststaat",
        "Registraties buiten de seksindustrie",
        "Kleinste verhouding tussen straffen die aantoonbaar is",
    ]
    page.locator(".answer__picture a").click()
    assert page.locator("h1").inner_text() == QUESTIONS[-1]
    assert "/gepubliceerde-uitspraken/" in page.url


@pytest.mark.browser
def test_every_monitor_shows_each_answer_with_its_figures_and_a_picture(releases, page):
    page.goto((releases / DUTCH / "dadermonitor/site/nl/index.html").as_uri())
    said = page.locator(".answer__short").all_inner_texts()
    for monitor in monitors(releases, DUTCH):
        page.goto((monitor / "site/nl/index.html").as_uri())
        assert page.locator(".answer").count() == page.locator(".answer .answer__picture .chart-panel").count() == 5
        assert page.locator(".answer__short").all_inner_texts()[:2] == said[:2]


def test_the_monitor_of_municipalities_opens_with_how_many_answered(releases):
    page = (releases / DUTCH / "gemeenteprofiel/site/nl/index.html").read_text("utf-8")
    opening = page.split("</h1>")[1]
    assert re.search(r"<strong>\d+ van 345</strong> <span>gemeenten hebben geantwoord", opening[:2500])


@pytest.mark.browser
@pytest.mark.parametrize("question", QUESTIONS)
def test_from_a_monitor_without_the_answer_to_the_page_that_has_it_in_one_click(releases, page, question):
    page.goto((releases / DUTCH / "veiligheidsagenda/site/nl/index.html").as_uri())
    answer = page.locator(".answer", has=page.get_by_role("link", name=question, exact=True))
    answer.locator(".answer__picture a, .answer__said a").first.click()
    assert "veiligheidsagenda" not in page.url
    assert page.locator("h1").inner_text() == question
    assert page.locator(".answer__rests").count()  # what it rests on stands where it is answered


@pytest.mark.browser
def test_every_page_leads_home_and_to_the_other_monitors_in_its_language(releases, page):
    for language, home in (("nl", "index.html"), ("en", "index.en.html")):
        for path in ("index.html", "indicators/cases-by-year.html", "about.html"):
            page.goto((releases / DUTCH / f"dadermonitor/site/{language}/{path}").as_uri())
            others = page.locator(".others a")
            addresses = [
                urljoin(page.url, others.nth(number).get_attribute("href")) for number in range(others.count())
            ]
            assert len(addresses) == 4
            assert all(f"/site/{language}/index.html" in one for one in addresses)
            page.locator(".masthead__home a").click()
            page.wait_for_url(re.compile(re.escape((releases / home).as_uri())))


@pytest.mark.browser
def test_the_menu_is_one_line_of_six_and_the_rest_is_reached_by_keyboard(releases, page):
    for product in (path for path in (releases / DUTCH).iterdir() if path.is_dir()):
        page.goto((product / "site/nl/index.html").as_uri())
        entries = page.locator(".menu__inner > li")
        assert entries.count() <= 6
        assert len({round(entries.nth(number).bounding_box()["y"]) for number in range(entries.count())}) == 1
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").is_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator('.menu__more [aria-current="page"]').count() == 1


@pytest.mark.browser
@pytest.mark.parametrize(("language", "word", "title"), FOUND)
def test_a_word_finds_its_other_forms_in_all_monitors(releases, page, language, word, title):
    page.goto((releases / DUTCH / f"signaaloverzicht/site/{language}/search.html").as_uri() + f"?words={word}")
    shown = page.locator(".found:visible li:visible a", has_text=re.compile(f"^{re.escape(title)}$"))
    shown.first.wait_for()
    with page.expect_navigation():
        shown.first.click()
    assert page.locator("h1").count() == 1


@pytest.mark.browser
def test_without_javascript_the_search_leads_to_that_of_the_other_monitors(releases, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((releases / DUTCH / "signaaloverzicht/site/nl/search.html").as_uri())
    assert page.locator("#elsewhere a").count() == 4
    page.locator("#elsewhere a").first.click()
    assert page.locator(".entries li").count() > 20
    context.close()


@pytest.mark.browser
def test_a_release_that_is_kept_leads_to_what_stands_beside_the_newest(releases, page):
    (kept,) = (path for path in (releases / DUTCH / "dadermonitor/editions").glob("2*"))
    page.goto((kept / "site/nl/index.html").as_uri())
    page.locator(".others a").first.click()
    page.wait_for_url((releases / DUTCH / "gemeenteprofiel/site/nl/index.html").as_uri())
    page.goto((kept / "site/nl/index.html").as_uri())
    page.locator(".masthead__home a").click()
    page.wait_for_url(re.compile(re.escape(start(releases))))
    assert len(verify(releases / DUTCH / "dadermonitor")) == 1  # what leads there is no part of a release


def finding(releases, language, name):
    page = (releases / DUTCH / f"dadermonitor/site/{language}/recommendations/offender-prevalence.html").read_text(
        "utf-8"
    )
    (section,) = re.findall(rf'<section [^>]*aria-labelledby="research-{name}">(.*?)</section>', page, re.DOTALL)
    return page, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section))


def test_offenders_are_refused_for_the_three_reasons_of_the_cabinet_found_in_the_data(releases):
    page, said = finding(releases, "nl", "offenders-by-form")
    assert re.search(r'<li class="flag status status--refused">geweigerd, met redenen</li>', page)
    shown = said[
        said.index("Wat er volgens de gegevens tegen pleit") : said.index("Wat er volgens de opgave tegen pleit")
    ]
    for reason in ("Mensen komen en gaan", "Niet iedereen is even zichtbaar", "Wie geregistreerd is"):
        assert reason in shown
    assert said.count("Een betrouwbare schatting is niet te geven.") == 5  # in all, and of four forms
    assert said.startswith(" Daders per vorm synthetisch ")


def test_by_form_it_is_said_what_is_only_declared(releases):
    _, said = finding(releases, "en", "offenders-by-form")
    parts = said[said.index("For each part") :]
    assert "The registrations by themselves do not show it." in parts


def test_a_refusal_gives_no_figure_but_how_many_are_on_which_lists(releases):
    _, said = finding(releases, "en", "offenders-by-form")
    before, overlaps, after = re.split("(On one list alone.*?)Charts that are left out", said)
    drawn = re.findall(r": ([\d,]*\d)", overlaps)
    assert drawn and all(int(number.replace(",", "")) % 5 == 0 for number in drawn)
    said = before + after
    seen = re.findall(r"Seen on the lists, [^:]+: ([\d,]+) persons\.", said)
    assert len(seen) == 5
    assert all(int(number.replace(",", "")) % 5 == 0 for number in seen)
    others = set(re.findall(r"\b\d[\d,]{2,}\b", said)) - set(seen)
    assert others == {"2013", "2019", "2018", "200"}  # the period, the source, the resampled tables


def test_the_published_lists_of_victims_give_a_lower_limit_and_are_no_synthetic_data(releases):
    _, said = finding(releases, "en", "victims-2010-2015")
    assert said.startswith(" Victims 2010-2015 real data ")
    assert (
        "At least 17,000 persons, unless those seen once are far less likely to be seen again; no estimate can be "
        "given. " in said
    )
    assert "Seen on the lists: 8,234 persons." in said
    assert "What the lists cannot show leaves a wide range: the upper limit is 10.7 times the lower." in said
    assert not {"48,013", "121,522", "148,789"} & set(re.findall(r"[\d,]+", said))


def test_other_products_of_the_alliance_say_where_the_verdict_stands(releases):
    page = (releases / DUTCH / "signaaloverzicht/site/nl/recommendations/offender-prevalence.html").read_text("utf-8")
    assert "status--refused" in page
    assert re.search(r"Daders per vorm.*Dadermonitor", page)


def test_a_recommendation_has_one_status_in_every_monitor(releases):
    found = {
        folder.name: re.findall(r'status--(\w+)">', (folder / "site/nl/recommendations.html").read_text("utf-8"))
        for folder in monitors(releases, DUTCH)
    }
    assert len(found) == 5
    assert {tuple(statuses) for statuses in found.values()} == {("refused", "partly", "partly", "partly", "refused")}


def test_a_monitor_without_the_research_says_which_part_is_answered_and_which_is_not(releases):
    for product in ("dadermonitor", "signaaloverzicht"):
        page = (releases / DUTCH / product / "site/nl/recommendations/recidivism.html").read_text("utf-8")
        asked = re.search(r'<ul class="asked-parts">.*?</ul>', page, re.DOTALL)[0]
        assert re.findall(r"<li>(.*?) <span[^>]*>(.*?)</span>", asked) == [
            ("recidive, alle vormen samen", "beantwoord"),
            ("recidive, per vorm", "geweigerd, met redenen"),
        ]


def everything_that_left(alliance):
    """All cells of all products of an alliance, what is known about them, and the ranges that were promised."""
    left = ReleaseLedger(Workspace.of(alliance).release_ledger).releases()
    together = link(*(one.equations for one in left))
    lower, upper = np.zeros(len(together)), np.full(len(together), np.inf)
    promised = []
    for one in left:
        places = np.array([together.index(key) for key in one.equations.keys])
        lower[places] = np.maximum(lower[places], one.known.lower)
        upper[places] = np.minimum(upper[places], one.known.upper)
        promised.append(sliding(places[one.promised.places], one.promised.width))
    return together, Knowledge(lower, upper), merged(*promised)


def test_what_left_is_known_to_the_next_edition_by_the_names_that_it_gives_itself(alliances, releases):
    """Under any other name a count that did not change would be drawn again, and several draws tell it."""
    assert releases.exists()
    for alliance in alliances:
        ledger = Workspace.of(alliance).release_ledger
        given = [one.equations.keys for one in ReleaseLedger(ledger).releases()]
        assert [one.equations.keys for one in as_the_next_edition_reads_it(ledger)] == given


@pytest.mark.parametrize(("number", "products", "least"), [(0, 5, 100), (1, 1, 60)])
def test_an_attack_on_everything_that_left_computes_no_small_count(alliances, releases, number, products, least):
    table, known, promised = everything_that_left(alliances[number])
    assert len(monitors(releases, alliances[number].name)) == products
    assert len(promised.places) > least
    assert (promised.width >= 2).all()  # three whole numbers at least
    assert not audit(table, known, promised).exposed


def test_a_second_attacker_by_interior_points_computes_none_either(alliances, releases):
    assert releases.exists()
    table, known, promised = everything_that_left(alliances[0])
    bounds, balanced = np.column_stack([known.lower, known.upper]), np.zeros(table.relations.shape[0])
    for cell, _, _, width in list(promised)[::50]:
        ends = []
        for sign in (1, -1):
            towards = np.zeros(len(table))
            towards[cell] = -sign
            best = linprog(towards, A_eq=table.relations, b_eq=balanced, bounds=bounds, method="highs-ipm")
            ends.append(best.x[cell])
        assert ends[0] - ends[1] >= width - 1e-4


def test_metadata_say_nothing_of_who_made_a_file_where_and_when_nor_numbers_that_are_not_seen(
    alliances, releases, tmp_path
):
    verbs.report(alliances[1], "monitor", tmp_path / "monitor.odt")
    verbs.dpia(alliances[0], tmp_path / "assessment.odt")
    files = [path for folder in (releases, tmp_path) for path in folder.rglob("*") if path.suffix in metadata.READERS]
    assert {path.suffix for path in files} == {*metadata.READERS}
    once = {hashlib.sha256(path.read_bytes()).digest(): path for path in files}  # an edition is there twice
    for path in once.values():
        said = "\n".join(metadata.said_beside(path))
        assert not metadata.tells_of_the_machine(said, tmp_path), (path, said)
        assert not metadata.TIME_OF_DAY.search(said), (path, said)
        if path.suffix == ".svg":
            assert not metadata.numbers_unseen(path), path


@pytest.mark.slow
def test_what_stands_for_pictures_in_reports_has_no_number_that_is_not_seen(releases):
    reports = [path for path in releases.rglob("*.pdf") if "editions" not in path.parts]
    assert reports and not [path for path in reports if metadata.numbers_unseen(path)]
