"""For tests that look at pages: what a page may hold, how a real Chromium is started, and how axe is asked."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

_AXE = (Path(__file__).parent / "end_to_end" / "axe.min.js").read_text("utf-8")
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
"""The first draws the same pages without the windows around them, which the others draw though nobody sees them."""
SHORT_LIVED = "--js-flags=--no-opt --no-maglev"
"""A page is left before faster code for its scripts and axe pays for itself: that took a sixth of the time."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", SHORT_LIVED]
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


def bring_axe(context: BrowserContext) -> None:
    """Let axe be at hand in each page of a context: to send it to one page after another takes longer than to load it.

    A page loads it when it is first asked.
    """
    context.add_init_script(f"window.bringAxe = () => {{ if (!window.axe) {{{_AXE}}} }}")


# A page holds no sound or film, for which alone axe would read its styles first; nor is where a fault is asked for.
ASK = "rules => (bringAxe(), axe.run(rules))"
LOOKED_FOR = {"resultTypes": ["violations"], "preload": False, "selectors": False}


def violations(page: Page, only: str = "") -> list[str]:
    """Return what axe finds wrong with a page that has axe at hand, by all rules or only by those with a tag."""
    rules = LOOKED_FOR | ({"runOnly": only} if only else {})
    return _told(page.evaluate(ASK, rules))


def _told(found: Mapping[str, Any]) -> list[str]:
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]


OF_COLOURS = ["color-contrast", "link-in-text-block"]
BUT_COLOURS = {"rules": {name: {"enabled": False} for name in OF_COLOURS}}
# The first visible text of each way to draw one: what it stands in, and all that its contrast follows from.
DRAWN = """() => {
    const surroundings = new Map(), drawn = new Map();
    const around = element => {
        if (!element) return '';
        if (!surroundings.has(element)) {
            const {backgroundColor, backgroundImage, opacity} = getComputedStyle(element);
            const own = [element.localName, element.getAttribute('class'), backgroundColor, backgroundImage, opacity];
            surroundings.set(element, `${around(element.parentElement)} > ${own.join(' ')}`);
        }
        return surroundings.get(element);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); ) {
        const element = text.parentElement;
        if (!text.data.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
        const {color, fontSize, fontWeight, textShadow} = getComputedStyle(element);
        const way = [around(element), color, fontSize, fontWeight, textShadow].join(' ');
        if (!drawn.has(way)) drawn.set(way, element);
    }
    window.drawn = drawn;
    return [...drawn.keys()];
}"""
ASK_OF_DRAWN = "([ways, rules]) => (bringAxe(), axe.run(ways.map(way => window.drawn.get(way)), rules))"


def new_violations(page: Page, seen: set[str], only_colours: bool = False) -> list[str]:
    """Return what axe finds wrong with a page, its colours only of text that is drawn as none was before.

    To compute the colours behind each text takes axe more time than all else, and pages have hundreds of texts that are
    drawn alike.

    Parameters
    ----------
    seen
        The ways to draw a text in which nothing was wrong; those of this page are added.
    only_colours
        Ask no other rules, as where in the dark only colours differ.
    """
    found = [] if only_colours else _told(page.evaluate(ASK, LOOKED_FOR | BUT_COLOURS))
    colours = {"runOnly": "cat.color" if only_colours else OF_COLOURS}
    new = [way for way in page.evaluate(DRAWN) if way not in seen]
    wrong = _told(page.evaluate(ASK_OF_DRAWN, [new, LOOKED_FOR | colours])) if new else []
    seen.update([] if wrong else new)
    return found + wrong


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
