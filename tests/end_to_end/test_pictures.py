"""Six pages look as they did when somebody last looked at them."""

import pictures
import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return pictures.release(tmp_path_factory.mktemp("release"))


@pytest.mark.parametrize("name", pictures.PAGES)
def test_a_page_looks_as_it_did(site, browser, name):
    kept = Image.open(pictures.FOLDER / f"{name}.png")
    assert pictures.apart(pictures.take(browser, site / pictures.PAGES[name]), kept) < pictures.ALIKE


@pytest.mark.parametrize("name", pictures.PAGES)
def test_a_page_that_lost_its_style_would_be_noticed(site, browser, name):
    kept = Image.open(pictures.FOLDER / f"{name}.png")
    assert pictures.apart(pictures.take(browser, site / pictures.PAGES[name], styled=False), kept) > pictures.ALIKE


def test_no_two_pages_look_alike():
    kept = [Image.open(pictures.FOLDER / f"{name}.png") for name in pictures.PAGES]
    assert all(pictures.apart(one, other) > pictures.ALIKE / 2 for one in kept for other in kept if one is not other)
