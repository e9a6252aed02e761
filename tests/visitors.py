"""Somebody who visits a desk that really runs, and whose every page is held against what everybody can expect."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self
from zlib import crc32

from browsing import NARROW, PATIENCE, WIDE, bring_axe, new_violations
from playwright.sync_api import Browser, Locator, Page
from running_desk import RunningDesk

from schakel.desk.languages import LOCALE
from schakel.publication.localisation import localise

# All of a page but what it says: axe has nothing to add on a page that differs from another in its words alone, unless
# they make something wider than its place.
SKELETON = r"""() => {
    const says = /^(alt|title|placeholder|value|content|(href)?lang|href|src|action|data-.*|aria-label)$/;
    const told = ({name, value}) => name + '=' + (says.test(name) ? !value.trim() : value.replace(/\d+/g, '#'));
    const part = node => {
        if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeType === Node.TEXT_NODE && node.data.trim() ? '…' : '';
        if (node.localName === 'script') return '';
        const own = [...node.attributes].filter(one => one.name !== 'aria-current').map(told);
        if (node.scrollWidth > node.clientWidth) own.push('wide');
        const parts = [...node.childNodes].map(part).filter(Boolean);
        return `<${node.localName} ${own.join(' ')}>${parts.filter((one, at) => one !== parts[at - 1]).join('')}</>`;
    };
    const names = [...document.querySelectorAll('[id]')].map(one => one.id);
    return part(document.documentElement) + (names.length - new Set(names).size);
}"""

# What nobody should meet on a telephone: letters so small that it zooms in on a field, a table to be moved sideways,
# and the number of a list beyond the edge.
CRAMPED = r"""() => [
    ...[...document.querySelectorAll('main.desk :is(input, select, textarea)')]
        .filter(one => !/^(checkbox|radio|hidden|file)$/.test(one.type))
        .filter(one => parseFloat(getComputedStyle(one).fontSize) < 16)
        .map(one => `small letters in the field ${one.name}`),
    ...[...document.querySelectorAll('main.desk .scroll:not(.scroll--wide)')]
        .filter(one => one.scrollWidth > one.clientWidth + 1)
        .map(one => `the table ${one.getAttribute('aria-label')} is wider than its place`),
    ...[...document.querySelectorAll('main.desk :is(ul, ol)')]
        .filter(one => getComputedStyle(one).listStyleType !== 'none')
        .filter(one => parseFloat(getComputedStyle(one).paddingLeft) < 16)
        .map(one => `a list without a place for its marks: ${one.textContent.trim().slice(0, 40)}`),
]"""

_LOOKED_AT = set[str]()
"""With which skeletons axe found nothing wrong."""
_DRAWN = set[str]()
"""In which ways texts were drawn where it found nothing wrong."""


class WhereItIs(Protocol):
    """A desk as far as who visits it must know: its address, and the links by which people sign in."""

    @property
    def address(self) -> str:
        """Where it is."""

    @property
    def links(self) -> Mapping[str, str]:
        """By what somebody is, the link that signs them in."""


def drawn(skeleton: str) -> Collection[int]:
    """Return at which of both widths axe looks, drawn by the skeleton of the page, or none where it looked before.

    What pages share it sees at both: there are a hundred skeletons.
    """
    return () if skeleton in _LOOKED_AT else ((NARROW, WIDE)[crc32(skeleton.encode()) % 2],)


class Visitor:
    """Somebody at the desk, every page of whom is looked at."""

    looked_at_by_axe: Callable[[str], Collection[int]]
    """At which widths axe looks at a page with some skeleton."""

    def __init__(self, browser: Browser, desk: WhereItIs, who: str, language: str, scripts: bool = True) -> None:
        """Open a browser at the desk, signed in by the link of somebody; without `who` as a stranger."""
        self.looked_at_by_axe = drawn
        # axe is put into pages, which their policy forbids; the policy itself is held against answers elsewhere.
        context = browser.new_context(locale=language, bypass_csp=True, java_script_enabled=scripts)
        bring_axe(context)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.scripts, self.address, self.language, self.faults = scripts, desk.address, language, list[str]()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        if who:
            self.page.goto(desk.address + desk.links[who])
            self.page.click("main button")

    def speaks(self, language: str) -> Self:
        """Choose a language, as each page offers it."""
        if language != self.language:
            self.page.goto(f"{self.address}/languages/{language}?then=/")
            self.language = language
        return self

    def say(self, message: str, **fields: object) -> str:
        """Return what the desk says in their language, by its message in English."""
        return localise(self.language, LOCALE).say(message, **fields)

    def press(self, message: str, what: str = ":is(a, button, summary, label)") -> None:
        """Press the first thing on the page that begins with a message."""
        begins = re.compile(rf"^\s*{re.escape(self.say(message))}")
        self.page.locator(f"main {what}", has_text=begins).first.click()

    def button(self, message: str) -> Locator:
        """Return the buttons of the page that say a message and nothing more."""
        return self.page.get_by_role("button", name=self.say(message), exact=True)

    def go_on(self, message: str) -> None:
        """Press a button, and wait for what follows: answers that are being kept are waited for first."""
        with self.page.expect_navigation():
            self.press(message, "button")

    def tab_to(self, message: str) -> None:
        """Go to what begins with a message, by keyboard alone."""
        for _ in range(100):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.textContent").strip().startswith(self.say(message)):
                return
        raise AssertionError(f"no key leads to {self.say(message)} on {self.page.url}")

    def fill(self, message: str, text: str) -> None:
        """Fill in a field, by its label."""
        self.page.get_by_label(self.say(message)).first.fill(text)

    def read(self, message: str, **fields: object) -> None:
        """Wait until the page says something."""
        self.page.get_by_role("main").get_by_text(self.say(message, **fields)).first.wait_for()

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def look(self) -> None:
        """Hold the page against what everybody can expect: their language, nothing too wide, nothing that axe finds."""
        self.page.wait_for_load_state()  # with its styles: before these come all letters are small
        if self.page.locator("main.desk").count():  # not the pages of a release that are read at the gate
            self._hold_to_their_language()
        self._at(NARROW)
        skeleton: str = self.page.evaluate(SKELETON) if self.scripts else ""
        by_axe = self.looked_at_by_axe(skeleton) if self.scripts else ()
        for width in (NARROW, WIDE):
            self._at(width)
            if width in by_axe:
                self._ask_axe(skeleton)
            if self.scripts and (wide := self.page.evaluate("document.documentElement.scrollWidth")) > width:
                self.faults.append(f"{self.page.url} is {wide} wide at {width}")
            if self.scripts and width == NARROW:
                self.faults += [f"{self.page.url}: {one}" for one in self.page.evaluate(CRAMPED)]

    def _at(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})

    def _hold_to_their_language(self) -> None:
        found = self.page.get_attribute("html", "lang")
        if found != self.language:
            self.faults.append(f"{self.page.url} is in {found}, not in {self.language}")
        if self.page.locator("main h1").count() != 1:
            self.faults.append(f"{self.page.url} has no title, or several")

    def _ask_axe(self, skeleton: str) -> None:
        if found := new_violations(self.page, _DRAWN):
            self.faults += [f"{self.page.url}: {one}" for one in found]
        else:
            _LOOKED_AT.add(skeleton)


@dataclass(frozen=True)
class Visitors:
    """The invented people of a desk: each signs in once, and does what is asked in one language after another."""

    browser: Browser
    desk: RunningDesk
    signed_in: dict[str, Visitor] = field(default_factory=dict)

    def __call__(self, who: str, language: str) -> Visitor:
        """Return somebody who speaks a language."""
        if who not in self.signed_in:
            self.signed_in[who] = Visitor(self.browser, self.desk, who, language)
        return self.signed_in[who].speaks(language)
