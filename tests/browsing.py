"""For tests that look at pages: what a page may hold, how a real Chromium is started, and how axe is asked."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

AXE = (Path(__file__).parent / "end_to_end" / "axe.min.js").read_text("utf-8")
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
"""The first draws the same pages without the windows around them, which the others draw though nobody sees them."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
NARROW, WIDE = 360, 1280
PATIENCE = 300_000
"""So many milliseconds a page may take: a busy machine is no fault of a page."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium without a screen."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert found, f"these tests need Chromium; on Debian: apt-get install {PROGRAMS[0]}"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


# A page holds no sound or film, for which alone axe would read its styles first; nor is where a fault is asked for.
LOOKED_FOR = {"resultTypes": ["violations"], "preload": False, "selectors": False}


def violations(page: Page, only: str = "") -> list[str]:
    """Return what axe finds wrong with a page that has axe loaded, by all rules or only by those with a tag."""
    rules = LOOKED_FOR | ({"runOnly": only} if only else {})
    found = page.evaluate("rules => axe.run(rules)", rules)["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


BROKEN = """() => [...document.querySelectorAll('main th, main td')].flatMap(cell => {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
    const edge = cell.getBoundingClientRect().right + 1;
    for (let text; (text = texts.nextNode()); ) {
        for (const word of text.data.matchAll(/[\\p{L}\\d]+/gu)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const parts = [...range.getClientRects()].filter(one => one.width);
            const lines = new Set(parts.map(one => Math.round(one.top)));
            if (lines.size > 1 || parts.some(one => one.right > edge)) found.push(word[0]);
        }
    }
    return found;
})"""


def broken_words(page: Page) -> list[str]:
    """Return the words in the tables of a page that stand on two lines, or run into the next column."""
    found: list[str] = page.evaluate(BROKEN)
    return found


def holds_words_alone(page: Path) -> bool:
    """Tell whether a page shows no figure, and so nothing that could be made up."""
    return page.name == "definitions.html" or page.parent.name == "definitions"


def leads_on(page: Path) -> bool:
    """Tell whether a page only leads to another, so that a browser does not stay on it."""
    return 'http-equiv="refresh"' in page.read_text("utf-8")
