"""A reader has an answer within two clicks, finds the other monitors everywhere, and finds words in all of them."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from conftest import copy_alliance
from playwright.sync_api import Browser, Page

from schakel import verbs
from schakel.publication.verification import verify

pytestmark = pytest.mark.browser

DUTCH = "nl-mensenhandel"
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
    ("nl", "gevangenisstraffen", "Opgelegde gevangenisstraf"),
    ("nl", "zaken", "Zaken buiten de seksindustrie"),
    ("en", "convictions", "Conviction"),
    ("en", "reoffended", "How often do offenders reoffend?"),
]


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("seconds") / "release"
    folder = tmp_path_factory.mktemp("alliances")
    verbs.run([copy_alliance(name, folder) for name in (DUTCH, "ar-linea-145")], out)
    return out


def start(releases: Path) -> str:
    return (releases / "index.html").as_uri()


@pytest.mark.parametrize("question", QUESTIONS)
def test_from_the_start_page_to_the_answer_in_one_click(releases, page: Page, question):
    page.goto(start(releases))
    answer = page.locator(".answer", has=page.get_by_role("link", name=question, exact=True))
    short = answer.locator(".answer__short strong").inner_text()
    status = answer.locator(".status").inner_text()
    assert short and answer.locator(".chart-panel").count() == 1
    answer.get_by_role("link", name=question, exact=True).click()
    assert page.locator("h1").inner_text() == question
    assert page.locator(".answered__short").inner_text() == short
    assert page.locator(".hero .status").inner_text() == status


def test_the_overview_of_the_monitor_shows_a_picture_of_each_answer_the_last_from_another_monitor(releases, page: Page):
    page.goto((releases / DUTCH / "dadermonitor/site/nl/index.html").as_uri())
    titles = page.locator(".answer__picture figcaption").all_inner_texts()
    assert titles == [
        "Waarom er geen schatting is: elke verhouding hoort bij 1 te liggen",
        "Aandeel van de personen met een nieuwe zaak, aan het eind van elk jaar",
        "Is het te volgen? Verdachten",
        "Registraties van verdachten buiten de seksindustrie, per jaar",
        "Kleinste verhouding tussen straffen die aantoonbaar is",
    ]
    page.locator(".answer__picture a").click()
    assert page.locator("h1").inner_text() == QUESTIONS[-1]
    assert "/gepubliceerde-uitspraken/" in page.url


@pytest.mark.parametrize("question", QUESTIONS)
def test_from_a_monitor_without_the_answer_to_the_page_that_has_it_in_one_click(releases, page: Page, question):
    page.goto((releases / DUTCH / "veiligheidsagenda/site/nl/index.html").as_uri())
    answer = page.locator(".answer", has=page.get_by_role("link", name=question, exact=True))
    answer.locator(".answer__said a").first.click()
    assert "veiligheidsagenda" not in page.url
    assert page.locator("h1").inner_text() == question
    assert page.locator(".answer__rests").count()  # what it rests on stands where it is answered


def test_every_page_leads_home_and_to_the_other_monitors_in_its_language(releases, page: Page):
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


def test_the_menu_is_one_line_of_six_and_the_rest_is_reached_by_keyboard(releases, page: Page):
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


@pytest.mark.parametrize(("language", "word", "title"), FOUND)
def test_a_word_finds_its_other_forms_in_all_monitors(releases, page: Page, language, word, title):
    page.goto((releases / DUTCH / f"signaaloverzicht/site/{language}/search.html").as_uri() + f"?words={word}")
    shown = page.locator(".found:visible li:visible a", has_text=re.compile(f"^{re.escape(title)}$"))
    shown.first.wait_for()
    with page.expect_navigation():
        shown.first.click()
    assert page.locator("h1").count() == 1


def test_without_javascript_the_search_leads_to_that_of_the_other_monitors(releases, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((releases / DUTCH / "signaaloverzicht/site/nl/search.html").as_uri())
    assert page.locator("#elsewhere a").count() == 4
    page.locator("#elsewhere a").first.click()
    assert page.locator(".entries li").count() > 20
    context.close()


def test_a_release_that_is_kept_leads_to_what_stands_beside_the_newest(releases, page: Page):
    (kept,) = (path for path in (releases / DUTCH / "dadermonitor/editions").glob("2*"))
    page.goto((kept / "site/nl/index.html").as_uri())
    page.locator(".others a").first.click()
    page.wait_for_url((releases / DUTCH / "gemeenteprofiel/site/nl/index.html").as_uri())
    page.goto((kept / "site/nl/index.html").as_uri())
    page.locator(".masthead__home a").click()
    page.wait_for_url(re.compile(re.escape(start(releases))))
    assert len(verify(releases / DUTCH / "dadermonitor")) == 1  # what leads there is no part of a release
