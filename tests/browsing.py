"""For tests that look at pages: what a page may hold, how a real Chromium is started, and how axe is asked."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

AXE = (Path(__file__).parent / "end_to_end" / "axe.min.js").read_text("utf-8")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
NARROW, WIDE = 360, 1280


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium without a screen."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "these tests need Chromium; on Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with a page that has axe loaded."""
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def holds_words_alone(page: Path) -> bool:
    """Tell whether a page shows no figure, and so nothing that could be made up."""
    return page.name == "definitions.html" or page.parent.name == "definitions"
