"""Every folder of a site leads to a page, and a page that does not exist says so.

A folder answers with an `index.html` that leads on, as any host of files understands it. What does not exist is said in
all languages at once, since nobody knows which the reader has; hosts of files take it from `404.html`.
"""

from collections.abc import Iterator, Sequence, Set
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import localise
from schakel.publication.rendering import render

NOT_FOUND = "404.html"
_PAGES = {"data": "open-data.html", "vocabulary": "definitions.html", "report": "about.html"}
_LEADING = (
    '<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta http-equiv="refresh" content="0; url={address}"></head>'
    '<body><main><h1><a href="{address}">{title}</a></h1></main></body></html>\n'
)


def leading_page(address: str, title: str, language: str) -> str:
    """Return a page that leads to another."""
    return _LEADING.format(address=address, title=title, language=language)


def leading_pages(paths: Set[str], content: ReleaseContent) -> Iterator[tuple[str, bytes]]:
    """Yield an index for every folder of a release that answers with none, given the paths of its files."""
    folders = {str(folder) for path in paths for folder in PurePosixPath(path).parents}
    for folder in sorted(folders):
        start = "" if folder == "." else f"{folder}/"
        if paths.isdisjoint({f"{start}index.html", f"{start}index.json"}):
            address = "../" * start.count("/") + _page_for(start, paths, content.languages[0])
            yield f"{start}index.html", leading_page(address, content.edition, content.languages[0]).encode()


def _page_for(folder: str, paths: Set[str], tag: str) -> str:
    """The page about what is in a folder: of a folder of pages the list of these."""
    first, _, rest = folder.partition("/")
    if first == "site" and f"{folder.rstrip('/')}.html" in paths:
        return f"{folder.rstrip('/')}.html"
    if first == "site" and (language := rest.partition("/")[0]) and f"site/{language}/index.html" in paths:
        return f"site/{language}/index.html"
    page = f"site/{tag}/{_PAGES.get(first, '')}"
    return page if page in paths else "site/index.html"


def not_found(tags: Sequence[str], address: str, static: str, homes: Sequence[str]) -> bytes:
    """Return the page that says, in some languages, that there is no such page.

    `address` is where the folder is on the web, the root of a host where that is not declared: a page that is shown
    under any address cannot count from its own. `static` and `homes` (one per language) are paths below it.
    """
    root = urlsplit(address).path or "/"
    said: list[dict[str, Any]] = [
        {"tag": tag, "say": localise(tag).say, "home": f"{root}{home}"} for tag, home in zip(tags, homes, strict=True)
    ]
    return render("not-found.html", localise(tags[0]), {"languages": said, "static": f"{root}{static}"})
