"""Six pages of the sample as somebody looked at them: small pictures, since fonts differ between machines.

Run it to take the pictures again, and look at them before they are committed.
"""

import tempfile
from pathlib import Path

import publication_samples as samples
from browsing import WIDE, chromium
from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import Browser

from schakel.publication.release import publish

FOLDER = Path(__file__).parent / "data" / "pictures"
PAGES = {
    "overview": "index.html",
    "trend": "indicators/by-form-and-quarter.html",
    "map": "indicators/on-a-map.html",
    "recommendation": "recommendations/follow-the-forms.html",
    "comparison": "comparisons/walk.html",
    "definitions": "definitions/form.html",
}
HEIGHT, SMALL = 1600, (256, 320)
BLUR = 2  # units of the small picture: what a letter looks like is not compared, where a block is is
ALIKE = 4.0  # of 255: how far two pictures may be apart on average


def release(folder: Path) -> Path:
    """Write the sample, and return the folder of its English pages."""
    publish(samples.content(synthetic=True), folder / "monitor")
    return folder / "monitor" / "site" / "en"


def take(browser: Browser, page: Path, styled: bool = True) -> Image.Image:
    """Return a small picture of the top of a page; without its style it is another page."""
    context = browser.new_context(viewport={"width": WIDE, "height": HEIGHT}, color_scheme="light")
    opened = context.new_page()
    opened.goto(page.as_uri())
    if not styled:
        opened.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach(one => one.remove())")
    with tempfile.TemporaryDirectory() as folder:
        opened.screenshot(path=Path(folder) / "page.png")
        whole = Image.open(Path(folder) / "page.png").convert("RGB")
    context.close()
    return whole.resize(SMALL, Image.Resampling.BOX)


def apart(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are apart on average, on a scale from 0 to 255, letters blurred away."""
    blurred = [picture.convert("RGB").filter(ImageFilter.GaussianBlur(BLUR)) for picture in (one, other)]
    means: list[float] = ImageStat.Stat(ImageChops.difference(*blurred)).mean
    return sum(means) / len(means)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, chromium() as running:
        site = release(Path(place))
        for name, path in PAGES.items():
            FOLDER.mkdir(exist_ok=True)
            take(running, site / path).quantize(32).save(FOLDER / f"{name}.png", optimize=True)
