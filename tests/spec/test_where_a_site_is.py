"""Where a site is

An alliance declares where its releases will be on the web, or whoever publishes says so. Without either, nothing in a
release pretends to have an address.
"""

import re
from pathlib import Path

import feedparser
import pytest
from broken import edit, template

from schakel import verbs
from schakel_base.errors import RequestError

DECLARED = "https://figures.example.org/chain"
ELSEWHERE = "https://mirror.example.org/"
PAGE = "site/en/index.html"


@pytest.fixture
def alliance(tmp_path: Path) -> Path:
    return template(tmp_path)


def canonical(release: Path) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]+)">', (release / PAGE).read_text("utf-8"))


def linked(release: Path) -> list[str]:
    return [one.href for one in feedparser.parse((release / "feed.en.xml").read_bytes()).feed.get("links", ())]


def test_a_release_is_in_a_folder_of_its_product_below_the_address_of_the_alliance(alliance, tmp_path):
    edit(alliance, "alliance.yaml", "languages: [en]", f"languages: [en]\naddress: {DECLARED}")
    verbs.run([alliance], tmp_path / "site")
    assert canonical(tmp_path / "site") == [f"{DECLARED}/monitor/{PAGE}"]
    assert linked(tmp_path / "site") == [f"{DECLARED}/monitor/feed.en.xml"]


def test_whoever_publishes_can_name_another_address(alliance, tmp_path):
    edit(alliance, "alliance.yaml", "languages: [en]", f"languages: [en]\naddress: {DECLARED}")
    verbs.run([alliance], tmp_path / "site", address=ELSEWHERE)
    verbs.publish(alliance, "monitor", tmp_path / "published", address=ELSEWHERE)
    for release in (tmp_path / "site", tmp_path / "published"):
        assert canonical(release) == [f"{ELSEWHERE}{PAGE}"]
        assert linked(release) == [f"{ELSEWHERE}feed.en.xml"]


def test_without_an_address_nothing_pretends_to_have_one(alliance, tmp_path):
    verbs.run([alliance], tmp_path / "site")
    assert canonical(tmp_path / "site") == linked(tmp_path / "site") == []
    assert not [page for page in (tmp_path / "site/site").glob("**/*.html") if 'og:image"' in page.read_text("utf-8")]


def test_what_is_no_address_is_refused(alliance, tmp_path):
    with pytest.raises(RequestError, match="is not the address of a site"):
        verbs.run([alliance], tmp_path / "site", address="figures.example.org")
