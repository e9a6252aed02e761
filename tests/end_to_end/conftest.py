"""What tests of pages share: a real browser, and a page in it."""

from collections.abc import Iterator

import pytest
from browsing import WIDE, bring_axe, chromium
from playwright.sync_api import Browser, Page
from running_desk import RunningDesk
from visitors import Visitors


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of one file."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def visitors(desk: RunningDesk, browser: Browser) -> Visitors:
    """The people of the desk of one file."""
    return Visitors(browser, desk)


@pytest.fixture(scope="module")
def shared_page(browser: Browser) -> Iterator[Page]:
    """A page for the tests of one file: to open one starts a process of Chromium."""
    context = browser.new_context()
    bring_axe(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(shared_page: Page) -> Page:
    """An empty page on a wide screen."""
    shared_page.goto("about:blank")
    shared_page.set_viewport_size({"width": WIDE, "height": 900})
    shared_page.emulate_media(media="null", color_scheme="null")
    return shared_page
