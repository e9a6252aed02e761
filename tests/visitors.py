"""Somebody who visits a desk that really runs, and whose every page is held against what everybody can expect."""

from browsing import AXE, NARROW, PATIENCE, WIDE, violations
from playwright.sync_api import Browser, Page
from running_desk import RunningDesk


class Visitor:
    """Somebody at the desk, every page of whom is looked at."""

    def __init__(self, browser: Browser, desk: RunningDesk, who: str, language: str, scripts: bool = True) -> None:
        # axe is put into pages, which their policy forbids; the policy itself is held against answers elsewhere.
        self.page: Page = browser.new_context(locale=language, bypass_csp=True, java_script_enabled=scripts).new_page()
        self.page.set_default_timeout(PATIENCE)
        self.scripts, self.address, self.faults = scripts, desk.address, []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(desk.address + desk.links[who])
        self.page.click("main button")

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def look(self) -> None:
        """Hold the page against what everybody can expect: nothing too wide, and nothing that axe finds."""
        for width in (NARROW, WIDE):
            self.page.set_viewport_size({"width": width, "height": 900})
            if self.scripts:
                if not self.page.evaluate("!!window.axe"):
                    self.page.evaluate(AXE)
                self.faults += [f"{self.page.url} at {width}: {one}" for one in violations(self.page)]
                wide = self.page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    self.faults.append(f"{self.page.url} is {wide} wide at {width}")
