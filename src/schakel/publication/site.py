"""The static site: one folder per language with the same pages under the same names, and a first page that chooses.

No page asks anything of a server or of another site, and none needs JavaScript. All links are relative, so that the
site works from a folder as it does from an address.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from schakel.model.figure import Mark
from schakel.model.handing_on import HandOn
from schakel.model.naming import anchor
from schakel.publication.addresses import newest
from schakel.publication.content import ReleaseContent
from schakel.publication.formats import FORMATS
from schakel.publication.localisation import Localisation, capital, localise
from schakel.publication.pages import Holds, Page, beside, navigation, pages_of
from schakel.publication.pictures import as_png, lone_picture, pictures_of
from schakel.publication.rendering import SCRIPTS, STYLES, LanguageChoice, render, static
from schakel.publication.search_entries import own_index, shortened
from schakel_base.progress import Progress


def site_files(content: ReleaseContent, progress: Progress, hand_on: HandOn) -> Iterator[tuple[str, bytes]]:
    """Yield the path (within the folder of the site) and the bytes of every file; drawing pictures is handed on."""
    for name in (*STYLES, *SCRIPTS):
        yield f"static/{name}", static(name)
    first = localise(content.languages[0])
    choices = _choices(content, first, "index.html", "")
    yield "index.html", render("choose.html", first, {"content": content, "languages": choices})
    pictures = dict[str, Future[list[tuple[str, bytes]]]]()
    for number, tag in enumerate(content.languages):
        pages = list(pages_of(content, localise(tag)))
        drawings = _drawings(pages, content, localise(tag))
        yield from ((f"{tag}/charts/{name}.svg", drawing.encode()) for name, drawing in drawings.items())
        pictures[tag] = hand_on(as_png, drawings)
        yield from _pages(pages, content, localise(tag), _told(progress, number, len(content.languages)))
    for number, (tag, drawn) in enumerate(pictures.items()):
        progress("draw the charts", number / len(pictures))
        yield from ((f"{tag}/charts/{name}.png", picture) for name, picture in drawn.result())


def _pages(
    pages: Sequence[Page], content: ReleaseContent, language: Localisation, told: Progress
) -> Iterator[tuple[str, bytes]]:
    """The pages of a language, and what finds them."""
    shared = _on_every_page(content, language)
    yield f"{language.language}/search-index.js", own_index(content, language)
    for index, page in enumerate(pages):
        told("write the pages", index / len(pages))
        whole = shared | _of_page(page, content, language)
        yield f"{language.language}/{page.path}", render(page.template, language, whole)


def _told(progress: Progress, number: int, languages: int) -> Progress:
    """Report the progress of one language as a part of all."""
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
        # What shows the picture elsewhere wants a whole address.
        "picture": newest(f"site/{language.language}/{page.picture}", content) if page.picture else "",
        "address": newest(f"site/{language.language}/{page.path}", content),
        **page.context,
    }


def _drawings(pages: Sequence[Page], content: ReleaseContent, language: Localisation) -> dict[str, str]:
    """The charts of all indicators, maps and research in SVG, each by its name."""
    views = [page.context["view"] for page in pages if page.template == "indicator.html"]
    drawings = {name: drawing for view in views for name, drawing in pictures_of(view, content)}
    lone = [page.context["lone"] for page in pages if page.template == "embed-lone.html"]
    return drawings | {one.name: lone_picture(one, content, language) for one in lone}


def _description(page: Page, content: ReleaseContent, language: Localisation) -> str:
    """What others show of a page: that its figures are made up comes first."""
    said = shortened(page.description or language.text(content.product.summary))
    is_made_up = content.synthetic and page.holds in (Holds.COUNTS, Holds.BOTH)
    return f"{language.say('Synthetic data')}. {said}" if is_made_up else said


def _choices(content: ReleaseContent, current: Localisation, path: str, site: str) -> list[LanguageChoice]:
    """The same page in every language of the release; `site` is the way to the folder of the site."""
    return [LanguageChoice(tag, f"{site}{tag}/{path}", tag == current.language) for tag in content.languages]


@dataclass(frozen=True)
class ExplainedTerm:
    """A word with its meaning; `name` is the same in every language."""

    name: str
    label: str
    meaning: str

    @property
    def anchor(self) -> str:
        """Its anchor on the page of definitions."""
        return anchor("term", self.name)

    @property
    def address(self) -> str:
        """Where it is explained, from the folder of the language."""
        return f"definitions.html#{self.anchor}"


def terms_of(content: ReleaseContent, language: Localisation) -> dict[str, ExplainedTerm]:
    """Return the words by their names: `bounds`, `final`, each mark, and `unit NAME` for a unit that is defined."""
    say = language.say
    synthetic = say("These figures are invented. They say nothing about the real world.")
    found = [
        ExplainedTerm("bounds", say("at least and at most"), language.ranges(content.reach, content.links_persons)),
        ExplainedTerm("final", say("final"), say("Final: these figures will not change.")),
        ExplainedTerm("provisional", say("provisional"), say("Provisional: these figures may still change.")),
        *((ExplainedTerm("synthetic", say("synthetic"), synthetic),) if content.synthetic else ()),
        *(ExplainedTerm(mark.value, language.mark(mark), language.mark_meaning(mark)) for mark in Mark),
        *(
            ExplainedTerm(f"unit {one.name}", language.text(one.label), capital(language.text(one.definition)))
            for one in content.units.values()
            if one.definition
        ),
    ]
    return {one.name: one for one in found}
