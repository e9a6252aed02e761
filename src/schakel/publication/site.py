"""The static site: one folder per language with the same pages under the same names, and a first page that chooses.

No page asks anything of a server or of another site, and none needs JavaScript. All links are relative, so that the
site works from a folder as it does from an address.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from schakel.publication.addresses import newest
from schakel.publication.content import ReleaseContent
from schakel.publication.formats import FORMATS
from schakel.publication.localisation import Localisation, localise
from schakel.publication.pages import Holds, Page, beside, navigation, pages_of
from schakel.publication.pictures import as_png, lone_picture, pictures_of
from schakel.publication.rendering import SCRIPTS, STYLES, LanguageChoice, render, static
from schakel.publication.search_entries import own_index, shortened
from schakel.publication.terms import terms_of
from schakel_base.progress import Progress


def site_files(content: ReleaseContent, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the path (within the folder of the site) and the bytes of every file of the site."""
    for name in (*STYLES, *SCRIPTS):
        yield f"static/{name}", static(name)
    first = localise(content.languages[0])
    choices = _choices(content, first, "index.html", "")
    yield "index.html", render("choose.html", first, {"content": content, "languages": choices})
    for number, tag in enumerate(content.languages):
        language = localise(tag)
        pages, shared = list(pages_of(content, language)), _on_every_page(content, language)
        told = _told(progress, number, len(content.languages))
        yield from _pictures(pages, content, language, told)
        yield f"{tag}/search-index.js", own_index(content, language)
        for index, page in enumerate(pages):
            told("write the pages", index / len(pages))
            yield f"{tag}/{page.path}", render(page.template, language, shared | _of_page(page, content, language))


def _told(progress: Progress, number: int, languages: int) -> Progress:
    """Tell of one language as of a part of all."""
    return lambda what, share: progress(what, (number + share) / languages)


def _on_every_page(content: ReleaseContent, language: Localisation) -> dict[str, Any]:
    """What all pages of a language are given."""
    return {
        "content": content,
        "formats": FORMATS,
        "menu": navigation(content, language),
        "beside": beside(content, language),
        "terms": terms_of(content, language),
    }


def _of_page(page: Page, content: ReleaseContent, language: Localisation) -> dict[str, Any]:
    """What one page is given besides."""
    return {
        "page": page,
        "languages": _choices(content, language, page.path, f"{page.root}../"),
        "description": _description(page, content, language),
        "picture": _picture(page, content, language),
        "address": newest(f"site/{language.language}/{page.path}", content),
        **page.context,
    }


def _picture(page: Page, content: ReleaseContent, language: Localisation) -> str:
    """The address of the picture of a page, if both are known: what shows it elsewhere wants a whole one."""
    return newest(f"site/{language.language}/{page.picture}", content) if page.picture else ""


def _pictures(
    pages: Sequence[Page], content: ReleaseContent, language: Localisation, told: Progress
) -> Iterator[tuple[str, bytes]]:
    """The charts of all indicators, maps and research as files of their own."""
    folder = f"{language.language}/charts"
    views = [page.context["view"] for page in pages if page.template == "indicator.html"]
    drawings = {name: drawing for view in views for name, drawing in pictures_of(view, content)}
    lone = [page.context["lone"] for page in pages if page.template == "embed-lone.html"]
    drawings |= {one.name: lone_picture(one, content, language) for one in lone}
    yield from ((f"{folder}/{name}.svg", drawing.encode()) for name, drawing in drawings.items())
    for index, (name, picture) in enumerate(as_png(drawings)):
        told("draw the charts", index / len(drawings))
        yield f"{folder}/{name}.png", picture


def _description(page: Page, content: ReleaseContent, language: Localisation) -> str:
    """What others show of a page: that its figures are made up comes first."""
    said = shortened(page.description or language.text(content.product.summary))
    is_made_up = content.synthetic and page.holds in (Holds.COUNTS, Holds.BOTH)
    return f"{language.say('Synthetic data')}. {said}" if is_made_up else said


def _choices(content: ReleaseContent, current: Localisation, path: str, site: str) -> list[LanguageChoice]:
    """The same page in every language of the release; `site` is the way to the folder of the site."""
    return [LanguageChoice(tag, f"{site}{tag}/{path}", tag == current.language) for tag in content.languages]
