"""Every page of all alliances, as it is served: all languages, light and dark, narrow and wide. Takes an hour.

It can be looked at in parts, each a monitor in a language: `-k "accessibility and dadermonitor/site/nl"`, of a release
that is there already: `LOOKED_AT=build/release`.
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from browsing import NARROW, WIDE, bring_axe, leads_on, violations
from conftest import ALLIANCES, copy_alliance

from schakel import verbs
from schakel.publication.serving import server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = sorted(path.parent.name for path in ALLIANCES.glob("[!_]*/alliance.yaml"))
MOST = 300_000  # bytes of a page, with what it loads


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    if "LOOKED_AT" in os.environ:
        return Path(os.environ["LOOKED_AT"])
    folder, out = tmp_path_factory.mktemp("alliances"), tmp_path_factory.mktemp("release")
    verbs.run([copy_alliance(name, folder) for name in NAMES], out)
    return out


@pytest.fixture(scope="module")
def address(release) -> Iterator[str]:
    with server(release, 0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://{running.server_address[0]}:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def parts() -> Iterator[str]:
    """Patterns that together find all pages: above the monitors, and of each monitor in each language."""
    yield from ("*.html", "*/*/*.html")  # those of an alliance all lead on
    for name in NAMES:
        languages = yaml.safe_load((ALLIANCES / name / "alliance.yaml").read_text("utf-8"))["languages"]
        for product in sorted((ALLIANCES / name / "products").glob("*.yaml")):
            if "access_requests" not in yaml.safe_load(product.read_text("utf-8")):  # these publish nothing
                yield from (f"{name}/{product.stem}/site/{language}/**/*.html" for language in languages)


def pages(release: Path, part: str = "**/*.html") -> list[str]:
    """Each once, without the ones that lead on to another page before they can be looked at."""
    found = sorted(path.relative_to(release) for path in release.glob(part) if not leads_on(path))
    names = [path.as_posix() for path in found if "editions" not in path.parts]
    return [name for name in names if not name.endswith("site/index.html")]


def test_each_page_is_in_one_part(release):
    assert sorted(name for part in parts() for name in pages(release, part)) == sorted(pages(release))


LOOKS = ((NARROW, "light", ""), (NARROW, "dark", "cat.color"), (WIDE, "light", ""), (WIDE, "dark", "cat.color"))
"""In the dark other colours are the only thing that differs, so that other rules are not asked again."""


@pytest.mark.parametrize("part", tuple(parts()))
def test_no_page_breaks_a_rule_of_accessibility_or_is_wider_than_its_screen(release, address, browser, part):
    """A page is opened once, and looked at narrow and wide, light and dark."""
    context = browser.new_context(bypass_csp=True)
    bring_axe(context)
    page, broken = context.new_page(), {}
    for name in (looked_at := pages(release, part)):
        page.goto(f"{address}/{name}")
        for width, scheme, only in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            wider = page.evaluate("document.documentElement.scrollWidth") > width
            if found := violations(page, only) + ["wider than the screen"] * wider:
                broken[name, width, scheme] = found
    context.close()
    assert looked_at and broken == {}


@pytest.mark.parametrize("home", ["index.html", "index.en.html"])
def test_the_chain_and_every_answer_are_on_the_first_screen_with_their_pictures(address, browser, home):
    context = browser.new_context(viewport={"width": WIDE, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/{home}")
    shown = page.locator(".opening .chart-panel").all()
    bottoms = [one.evaluate("one => one.getBoundingClientRect().bottom") for one in shown]
    context.close()
    assert len(bottoms) == 6
    assert max(bottoms) <= 800


def test_no_request_leaves_this_machine_and_no_page_is_heavy(release, address, browser):
    context = browser.new_context()
    page, asked, heavy = context.new_page(), [], {}
    page.on("request", lambda request: asked.append(request.url))
    for name in pages(release):
        page.goto(f"{address}/{name}")
        size = page.evaluate(
            """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                 .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
        )
        if size > MOST:
            heavy[name] = size
    context.close()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert heavy == {}


def test_without_javascript_every_page_says_as_much(release, address, browser):
    """Scripts add controls to charts and filter the index; no figure and no text comes from them."""
    with_script, without = (browser.new_context(java_script_enabled=on) for on in (True, False))
    one, other, missing = with_script.new_page(), without.new_page(), []
    for name in pages(release):
        for page in (one, other):
            page.goto(f"{address}/{name}")
        # A choice hides what is not chosen: what a page holds is compared, whether it is shown or not.
        if one.locator("main td").all_text_contents() != other.locator("main td").all_text_contents():
            missing.append(name)
    with_script.close()
    without.close()
    assert missing == []
