"""The site in a real browser: every page, in every language, narrow and wide, light and dark, by keyboard alone."""

import re
from collections.abc import Iterable
from pathlib import Path

import publication_samples as samples
import pytest
from browsing import NARROW, WIDE, leads_on, new_violations, violations
from playwright.sync_api import Page
from telling_pages import pages_of_every_kind

from schakel.publication.localisation import localise
from schakel.publication.release import publish
from schakel.publication.tabulation import read_tables

pytestmark = pytest.mark.browser

LANGUAGES = ("es", "en")
REFLOW = 320


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "monitor"
    publish(samples.content(synthetic=True), folder)
    return folder / "site"


def names(site: Path, language: str = "en") -> list[str]:
    """The pages of a language, but for those that only lead on."""
    pages = (one for one in (site / language).rglob("*.html") if not leads_on(one))
    return sorted(path.relative_to(site / language).as_posix() for path in pages)


def address(site: Path, *parts: str) -> str:
    return site.joinpath(*parts).as_uri()


def broken_rules(site: Path, page: Page, names: Iterable[str]) -> dict:
    """What axe finds wrong, by page and look: in the dark of colours alone, by which it differs.

    By all rules on a narrow screen pages of all kinds are in `test_both_alliances.py`.
    """
    found, seen = {}, set()
    for name in names:
        page.goto(address(site, name))
        for width, scheme in ((NARROW, "dark"), (WIDE, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            if wrong := new_violations(page, seen, only_colours=scheme == "dark"):
                found[name, width, scheme] = wrong
    return found


def test_no_kind_of_page_breaks_a_rule_of_accessibility(site, page):
    """In one language: the other has the same pages, and each is that of other pages elsewhere."""
    of_language = [site / "en" / name for name in names(site)]
    telling = [path.relative_to(site).as_posix() for path in pages_of_every_kind(of_language)]
    assert len(telling) > 20
    assert broken_rules(site, page, telling) == {}


LOOKS = [(width, scheme) for width in (NARROW, WIDE) for scheme in ("light", "dark")]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule_of_accessibility(site, page, language):
    """All rules on each page, in each look."""
    broken = {}
    for name in names(site, language):
        page.goto(address(site, language, name))
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            if wrong := violations(page):
                broken[name, width, scheme] = wrong
    assert broken == {}


def test_each_language_has_the_same_pages(site):
    assert names(site, "es") == names(site, "en")


TEXTS = """() => [...document.querySelectorAll('.chart-panel text')].map(text =>
    parseFloat(text.getAttribute('font-size')) * text.getScreenCTM().a)"""
OVERLAPPING = """() => [...document.querySelectorAll('.chart-panel')].flatMap(chart => {
    const texts = [...chart.querySelectorAll('text')].map(text => [text, text.getBoundingClientRect()]);
    return texts.flatMap(([one, a], i) => texts.slice(i + 1).filter(([_, b]) =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4
    ).map(([two]) => one.textContent + ' / ' + two.textContent));
})"""
IS_WIDER = "document.documentElement.scrollWidth > window.innerWidth"
MEASURED = {WIDE: {OVERLAPPING}, NARROW: {TEXTS, IS_WIDER}, REFLOW: {IS_WIDER}}


@pytest.fixture(scope="module")
def visited(site, browser) -> tuple[list[str], dict]:
    """What is asked for when each page is opened once, and what is measured of it on each screen, by page."""
    context = browser.new_context(viewport={"width": WIDE, "height": 740})
    page, requested, found = context.new_page(), [], {}
    screens = [*MEASURED.items()]
    page.on("request", lambda request: requested.append(request.url))
    for name in (f"{language}/{name}" for language in LANGUAGES for name in names(site, language)):
        page.goto(address(site, name))
        for width, scripts in screens:
            page.set_viewport_size({"width": width, "height": 740})
            found[name, width] = {script: page.evaluate(script) for script in scripts}
        screens.reverse()  # the next page is laid out for the screen on which this one was seen last
    context.close()
    return requested, found


def measured(visited, script: str) -> dict:
    """What a script measured, by page and width."""
    return {place: found[script] for place, found in visited[1].items() if script in found}


def test_no_request_leaves_the_folder(site, visited):
    requested, _ = visited
    assert len(requested) > 2 * len(names(site))
    assert [url for url in requested if not url.startswith((site.as_uri(), "data:"))] == []


def test_no_page_is_wider_than_a_narrow_screen(site, visited):
    """Nor than 320 pixels, to which a page of 1280 must reflow when it is enlarged four times (WCAG 1.4.10)."""
    wider = measured(visited, IS_WIDER)
    assert len(wider) == 4 * len(names(site))
    assert [place for place, is_wider in wider.items() if is_wider] == []


def test_text_in_charts_is_large_enough_on_a_narrow_screen(visited):
    sizes = measured(visited, TEXTS)
    assert any(sizes.values())
    assert [place for place, found in sizes.items() if any(size < 11.5 for size in found)] == []


def test_labels_and_figures_in_charts_do_not_run_into_each_other(visited):
    """A label and the figure beside it share a line of the chart, one from the left and one from the right."""
    assert [pair for pairs in measured(visited, OVERLAPPING).values() for pair in pairs] == []


def test_a_table_is_put_in_another_order_by_keyboard_and_back(site, page):
    """Numbers first from high to low; the total stays on top, and the parts of a whole stay with it."""
    page.goto(address(site, "en", "indicators", "by-form.html"))
    table = page.locator("table").first
    header = table.locator("thead th").nth(1)
    labels = table.locator("tbody th[scope=row]")
    as_published = labels.all_inner_texts()
    button = header.get_by_role("button")
    assert button.inner_text().strip() == "Number"
    button.focus()
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    high_to_low = labels.all_inner_texts()
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"
    assert labels.all_inner_texts() == [high_to_low[0], *high_to_low[:0:-1]]
    assert high_to_low[0] == as_published[0] == "Total"
    numbers = [int(re.match(r"\d+", one)[0]) for one in table.locator("tbody td").all_inner_texts()]
    assert numbers[1:] == sorted(numbers[1:])
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") is None
    assert labels.all_inner_texts() == as_published


def test_a_table_in_another_order_breaks_no_rule_of_accessibility(site, page):
    page.goto(address(site, "es", "indicators", "by-form-and-quarter.html"))
    page.locator("thead th button").nth(2).click()
    assert violations(page) == []


def test_without_javascript_a_table_stands_as_it_was_published(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(site, "en", "indicators", "by-form.html"))
    assert page.locator("thead button").count() == 0
    context.close()


def test_without_javascript_every_figure_is_there(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for table in samples.content().tables:
        page.goto(address(site, "es", "indicators", f"{table.indicator.name}.html"))
        shown = [re.sub(r"\s+", " ", text).strip() for text in page.locator("td").all_inner_texts()]
        wanted = [
            f"{cell.text} {cell.share}".strip()
            for read in read_tables(table, "", localise("es"))
            for group in read.groups
            for row in group.rows
            for cell in row.cells
        ]
        assert shown == [re.sub(r"\s+", " ", text) for text in wanted]
    context.close()


def test_the_first_page_chooses_the_first_language(site, page):
    page.goto(address(site, "index.html"))
    page.wait_for_url(address(site, "es", "index.html"))


def test_the_language_is_switched_on_the_same_page_by_keyboard(site, page):
    page.goto(address(site, "es", "indicators", "by-form.html"))
    page.get_by_role("link", name="English").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(address(site, "en", "indicators", "by-form.html"))
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == "Reports by form"


def test_the_first_key_reaches_the_link_to_the_content(site, page):
    page.goto(address(site, "en", "index.html"))
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "Skip to the content"
    assert link.is_visible()
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_from_the_overview_to_a_table_by_keyboard(site, page):
    page.goto(address(site, "en", "index.html"))
    go_to(page, "link", "Indicators")
    page.keyboard.press("Enter")
    page.wait_for_url(address(site, "en", "indicators.html"))
    go_to(page, "link", "Reports by province and year")
    page.keyboard.press("Enter")
    page.wait_for_url(address(site, "en", "indicators", "by-province.html"))
    table = page.get_by_role("region", name="Reports by province and year")
    table.focus()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"


def test_from_an_answer_to_the_figure_that_it_quotes_by_keyboard(site, page):
    page.goto(address(site, "en", "recommendations.html"))
    figure = page.locator(".answer__said .quoted").first.inner_text()
    go_to(page, "link", figure)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/indicators/by-form\.html#by-form\."))
    assert page.locator("td:target").inner_text().startswith(figure)


def go_to(page, role, name):
    """Press the Tab key until something has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"no way to {name} by the Tab key")


def test_from_a_figure_to_its_definition_its_data_and_another_order_of_a_comparison_by_keyboard(site, page):
    page.goto(address(site, "en", "indicators", "by-form.html"))
    go_to(page, "link", "form of exploitation")
    page.keyboard.press("Enter")
    page.wait_for_url(address(site, "en", "definitions", "form.html"))
    go_to(page, "link", "Reports by form")
    page.keyboard.press("Enter")
    page.wait_for_url(address(site, "en", "indicators", "by-form.html"))
    go_to(page, "link", "JSON-stat")
    page.goto(address(site, "en", "comparisons.html"))
    go_to(page, "link", "Reports and persons")
    page.keyboard.press("Enter")
    page.wait_for_url(address(site, "en", "comparisons", "walk.html"))
    orders = page.locator("[data-order]")
    assert [one.is_visible() for one in orders.all()] == [True, False]
    go_to(page, "radio", "Unit + date used → category and its edition")
    page.keyboard.press("ArrowDown")
    assert [one.is_visible() for one in orders.all()] == [False, True]
    assert page.get_by_role("radio", checked=True).locator("xpath=..").inner_text().startswith("Date used + unit")
    assert page.locator("output").inner_text() == page.locator(".order__sentence").nth(1).inner_text()
    assert page.locator("[data-order] svg").nth(1).is_visible()


def test_a_figure_of_a_chart_is_read_by_keyboard_and_by_pointer(site, page):
    page.goto(address(site, "en", "indicators", "by-form-and-quarter.html"))
    panel = page.locator(".panel").first
    reading = panel.locator("output")
    panel.locator("svg").focus()
    said = []
    for key in ("ArrowRight", "ArrowRight", "Home", "End"):
        page.keyboard.press(key)
        said.append(reading.inner_text())
    titles = panel.locator("svg path > title").all_text_contents()
    assert said == [titles[0], titles[1], titles[0], titles[-1]]
    assert said[0].startswith("Q1 2020: ")
    page.keyboard.press("Escape")
    assert reading.inner_text() == ""
    panel.locator("svg path:has(> title)").nth(3).hover()
    assert reading.inner_text() == titles[3]
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    assert page.locator(".panel output").nth(1).inner_text().startswith("Q1 2020: ")
    assert page.locator("svg[tabindex='0']").count() == 1


def test_a_chosen_category_stands_out_in_every_panel_and_in_the_table(site, page):
    page.goto(address(site, "en", "indicators", "by-form-and-quarter.html"))
    page.get_by_label("Highlight: form of exploitation").select_option("Labour")
    assert page.locator(".panel.is-chosen .panel__title").all_inner_texts()[0].startswith("Labour")
    assert page.locator("thead th.is-chosen").count() == 0
    columns = page.locator("thead th").all_inner_texts()
    (place,) = (number for number, title in enumerate(columns) if title == "Labour")
    rows = page.locator("tbody tr").count()
    assert page.locator(f"tbody tr > :nth-child({place + 1}).is-chosen").count() == rows
    page.get_by_label("Highlight: quarter of the report").select_option("Q2 2020")
    assert all(said.startswith("Q2 2020: ") for said in page.locator(".panel output").all_inner_texts())
    assert violations(page) == []


def shown(page):
    return [link.inner_text() for link in page.locator(".entries li:not([hidden]) a").all()]


def test_searching_by_keyboard_finds_titles_first_whatever_the_accents_and_capitals(site, page):
    page.goto(address(site, "es", "indicators", "by-form.html"))
    page.get_by_role("searchbox").focus()
    page.keyboard.type("EXPLOTACION sexual")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/es/search\.html\?words="))
    assert shown(page) == ["Explotación sexual"]
    assert page.get_by_role("status").inner_text() == "1 encontrados."
    page.get_by_role("searchbox").fill("denuncias")
    titles = shown(page)
    assert len(titles) > 3
    assert titles.index("Denuncias por forma") < titles.index("Días hasta la derivación")
    page.get_by_role("searchbox").fill("qwerty")
    assert shown(page) == []
    assert page.get_by_role("status").inner_text().startswith("No se encontró nada.")
    page.get_by_role("searchbox").fill("")
    assert len(shown(page)) > len(titles)


def test_without_javascript_the_index_stands_whole(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(site, "en", "search.html") + "?words=labour")
    titles = shown(page)
    assert {"Reports by form", "Sexual exploitation", "Reports and persons", "Elba"} <= set(titles)
    assert page.get_by_text("Searching needs JavaScript").is_visible()
    page.get_by_role("link", name="Elba").click()
    assert page.locator(":target").inner_text().startswith("Elba")
    context.close()


def test_what_has_the_focus_can_be_seen(site, page):
    page.goto(address(site, "en", "indicators", "by-form.html"))
    unseen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(e => [e.tagName + ' ' + e.textContent.trim().slice(0, 30), getComputedStyle(e).outlineStyle])"
            "(document.activeElement)"
        )
        if outline[0].startswith("BODY"):
            break
        if outline[1] == "none":
            unseen.append(outline[0])
    assert unseen == []


TEXT, GRAPHICS = 4.5, 3.0
PAIRS = [
    ("--chart-ink", "--surface", TEXT),
    ("--chart-ink", "--surface-tinted", TEXT),
    ("--chart-ink", "--chart-possible", TEXT),
    ("--chart-ink", "--chart-track", TEXT),
    ("--chart-subdued", "--surface", TEXT),
    ("--ink-subdued", "--surface-hero", TEXT),
    ("--accent", "--surface-hero", TEXT),
    ("--chart-break", "--surface", TEXT),
    ("--chart-certain", "--surface", GRAPHICS),
    ("--chart-certain", "--surface-tinted", GRAPHICS),
    ("--chart-certain", "--chart-track", GRAPHICS),
    ("--chart-certain", "--chart-possible", GRAPHICS),
    ("--focus-ring", "--surface", GRAPHICS),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_charts_have_contrast(site, page, scheme):
    """Axe does not see colours in SVG, so their contrast is computed here, by the formula of WCAG 2."""
    page.emulate_media(color_scheme=scheme)
    page.goto(address(site, "en", "index.html"))
    colours = {name: colour(page, name) for pair in PAIRS for name in pair[:2]}
    low = [(one, two) for one, two, least in PAIRS if contrast(colours[one], colours[two]) < least]
    assert low == []


def colour(page: Page, variable: str) -> tuple[float, ...]:
    said = page.evaluate(
        """name => {
             const probe = document.body.appendChild(document.createElement('i'));
             probe.style.color = `var(${name})`;
             const found = getComputedStyle(probe).color;
             probe.remove();
             return found;
           }""",
        variable,
    )
    return tuple(float(part) / 255 for part in re.findall(r"[\d.]+", said)[:3])


def contrast(one: tuple[float, ...], two: tuple[float, ...]) -> float:
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(rgb: tuple[float, ...]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_axe_sees_a_fault_that_is_put_in(site, page):
    page.goto(address(site, "en", "index.html"))
    seen = set()
    assert new_violations(page, seen) == []
    page.evaluate("document.querySelector('h1').style.color = '#e0e0e0'; document.documentElement.lang = ''")
    for found in (violations(page), new_violations(page, seen)):
        assert {one.split(":")[0] for one in found} == {"color-contrast", "html-has-lang"}
    assert new_violations(page, seen) == found  # what is wrong is not taken for seen


def test_the_site_is_printed_whole_and_dark_on_light(site, page):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(address(site, "en", "indicators", "by-province.html"))
    assert colour(page, "--surface") == (1.0, 1.0, 1.0)
    cut = page.locator(".table-container").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).overflowX !== 'visible').length"
    )
    assert cut == 0
    assert not page.get_by_role("navigation", name="Main menu").is_visible()


def test_a_word_is_explained_while_it_has_the_focus_and_leads_to_its_definition(site, page):
    page.goto(address(site, "en", "indicators", "by-form.html"))
    word = page.get_by_role("link", name="provisional", exact=True)
    meaning = page.locator(f"#{word.get_attribute('aria-describedby')}")
    assert not meaning.is_visible()
    word.focus()
    assert meaning.is_visible() and meaning.inner_text() == "Provisional: these figures may still change."
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not meaning.is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/definitions.html#term.provisional")
    assert page.locator(":target dfn").inner_text() == "provisional"


def test_without_javascript_a_word_is_explained_too(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": NARROW, "height": 700})
    page = context.new_page()
    page.goto(address(site, "es", "indicators", "by-form.html"))
    word = page.locator(".term > a").first
    word.focus()
    box = page.locator(".term__meaning").first.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= NARROW
    context.close()
