"""Which pages a release has in one language, and what each of them shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any

from schakel.model.naming import alphabetical
from schakel.publication.addresses import AROUND, Reference, home_file, in_monitor, topic_page
from schakel.publication.answers import AnswerView
from schakel.publication.archive import archive_name
from schakel.publication.citing import Citing
from schakel.publication.content import DeliveredFile, ReleaseContent
from schakel.publication.front_door import closer_looks, front_door
from schakel.publication.groups import TableGroup, groups_of
from schakel.publication.listings import titles_of_lists
from schakel.publication.localisation import Localisation
from schakel.publication.lone_charts import lone_charts
from schakel.publication.search_entries import entries_of
from schakel.publication.series import STEADY
from schakel.publication.speech import ValueSpeaker
from schakel.publication.structured_data import data_set
from schakel.publication.views.blocks import BlockDrawer
from schakel.publication.views.collections import collections_of
from schakel.publication.views.definition import SchemeView
from schakel.publication.views.place import counted_as, places_of
from schakel.publication.views.published_figure import by_phase, conflicts
from schakel.publication.views.tables import TableView
from schakel.publication.views.target import targets_of


class Holds(StrEnum):
    """What a page shows of the world, and so whether it must say that it is made up."""

    COUNTS = "counts"  # what was counted from the deliveries
    PUBLISHED = "published"  # what others published, and no count
    BOTH = "both"
    WORDS = "words"  # what words mean: neither


@dataclass(frozen=True)
class Page:
    """A page: its path in the folder of its language, its template, its title, and what else the template needs.

    `description` is what others show of it, in a sentence or two; empty where that of the product serves. `picture` is
    the path of the one that they show with it, if there is any.
    """

    path: str
    template: str
    title: str
    context: dict[str, Any] = field(default_factory=dict)
    holds: Holds = Holds.COUNTS
    description: str = ""
    picture: str = ""

    @property
    def root(self) -> str:
        """The way from the page to the folder of its language."""
        return "../" * self.path.count("/")


def pages_of(content: ReleaseContent, language: Localisation) -> Iterator[Page]:
    """Yield the pages of a release in one language."""
    views = [TableView(table, content, language) for table in content.tables]
    answers = [AnswerView(one, content, language, views) for one in content.recommendations]
    yield _overview(content, language, views, answers)
    yield from _indicators(content, language, views)
    yield from _recommendations(language, answers)
    yield from _lone_charts(content, language, views)
    yield from _methods(content, language)
    yield from _published_facts(content, language)
    by_name = {view.name: view for view in views}
    yield from _collections(content, language, by_name)
    yield from _places(content, language, by_name)
    yield from _definitions(content, language)
    yield from _background(content, language)


MOST_IN_MENU = 6
"""Entries of the main menu that fit on one line; the rest stands behind the last of them."""


@dataclass(frozen=True)
class Menu:
    """The main menu: the address of each page in it with its label, and those that stand under "More"."""

    first: tuple[tuple[str, str], ...]
    more: tuple[tuple[str, str], ...]


def navigation(content: ReleaseContent, language: Localisation) -> Menu:
    """Return the main menu."""
    entries = _entries(content, language)
    # One place of the line is that of "More" itself.
    place = len(entries) if len(entries) <= MOST_IN_MENU else MOST_IN_MENU - 1
    return Menu(entries[:place], entries[place:])


def beside(content: ReleaseContent, language: Localisation) -> tuple[str, tuple[Reference, ...]]:
    """Return the address of the start page, and the other monitors, from a folder of a language.

    Nothing where the release stands alone.
    """
    if content.together is None:
        return "", ()
    monitors = (in_monitor(one, "index.html", content, language) for one in content.together)
    return f"{AROUND}{home_file(language.language)}", tuple(monitors)


def _entries(content: ReleaseContent, language: Localisation) -> tuple[tuple[str, str], ...]:
    """The page of each collection comes after the page that it names, be that there or not."""
    say = language.say
    pages = {
        "index.html": (True, say("Overview")),
        "recommendations.html": (bool(content.recommendations), say("Recommendations")),
        "indicators.html": (True, say("Indicators")),
        "targets.html": (bool(content.targets), say("Targets")),
        "published-figures.html": (bool(content.published_figures), say("Published figures")),
        "deliveries.html": (True, say("Deliveries and quality")),
        "definitions.html": (True, say("Definitions")),
        "about.html": (True, say("About")),
    }
    entries: list[tuple[str, str]] = []
    collections = collections_of(content, language)
    for address, (is_here, label) in pages.items():
        entries += [(address, label)] if is_here else []
        entries += [(one.path, one.label) for one in collections if one.collection.after == address]
        if address == "indicators.html":
            entries += [
                (topic_page(one.page), language.text(one.title)) for one in content.product.headings if one.page
            ]
    return tuple(entries)


def _overview(
    content: ReleaseContent, language: Localisation, views: list[TableView], answers: list[AnswerView]
) -> Page:
    context = front_door(content, language, views, answers)
    # A target is what others set and reached: with one in sight the page is not of counts alone.
    holds = Holds.BOTH if context["targets"] else Holds.COUNTS
    return Page("index.html", "overview.html", language.text(content.product.title), context, holds)


def _indicators(content: ReleaseContent, language: Localisation, views: list[TableView]) -> Iterator[Page]:
    groups = groups_of(content, views, language)
    yield Page("indicators.html", "indicators.html", language.say("All indicators"), {"groups": groups})
    yield from (_topic(group, content, language) for group in groups if group.page)
    for index, view in enumerate(views):
        neighbours = {"before": views[index - 1] if index else None, "after": next(iter(views[index + 1 :]), None)}
        shown: dict[str, Any] = {
            "view": view,
            "citing": Citing(view.table, content, language),
            "linked_data": data_set(view.table, content, language),
        }
        said = language.text(view.table.indicator.definition)
        path = f"indicators/{view.name}.html"
        # What shows a page elsewhere (a message, a search engine) takes pixels, and no SVG.
        picture = f"charts/{view.charts[0].name}.png" if view.charts else ""
        yield Page(path, "indicator.html", view.title, shown | neighbours, description=said, picture=picture)
        for chart in view.charts:
            yield Page(f"embed/{chart.name}.html", "embed.html", view.title, {"view": view, "chart": chart})


def _topic(group: TableGroup, content: ReleaseContent, language: Localisation) -> Page:
    """The page of a group of tables."""
    context = {"group": group, "closer": closer_looks(content, language, group.page)}
    return Page(group.path, "topic.html", group.title, context, description=group.about)


def _lone_charts(content: ReleaseContent, language: Localisation, views: list[TableView]) -> Iterator[Page]:
    """Maps and charts of research as pages to stand in a frame; those of tables come with their indicators."""
    for lone in lone_charts(content, language, views):
        yield Page(f"embed/{lone.name}.html", "embed-lone.html", lone.title, {"lone": lone})


def _recommendations(language: Localisation, answers: list[AnswerView]) -> Iterator[Page]:
    if not answers:
        return
    yield Page("recommendations.html", "recommendations.html", language.say("Recommendations"), {"answers": answers})
    for answer in answers:
        path, said = f"recommendations/{answer.name}.html", language.text(answer.recommendation.asked)
        yield Page(path, "recommendation.html", answer.title, {"answer": answer}, description=said)


def _methods(content: ReleaseContent, language: Localisation) -> Iterator[Page]:
    """One page for each method that an answer names."""
    # Answers of several recommendations may rest on one method: it is told once.
    methods = {one.commentary.method.name: one.commentary.method for one in content.answers if one.commentary.method}
    draw = BlockDrawer(ValueSpeaker(language))
    for name, method in methods.items():
        yield Page(f"{name}.html", "method.html", draw.speak(method.title), {"method": method, "draw": draw})


def _published_facts(content: ReleaseContent, language: Localisation) -> Iterator[Page]:
    if content.targets:
        targets = targets_of(content, language)
        title = language.say("Targets: norm and result")
        holds = Holds.BOTH if any(view.is_synthetic for view in targets) else Holds.PUBLISHED
        yield Page("targets.html", "targets.html", title, {"views": targets}, holds)
    if content.published_figures:
        figures = content.published_figures
        context: dict[str, Any] = {
            "groups": by_phase(figures, language),
            "conflicts": conflicts(figures, language),
            "explained": {
                one.question.name: page.path
                for one in content.answers
                if (own := one.commentary.own)
                for page in own.pages[:1]
            },
        }
        title = language.say("Published figures")
        yield Page("published-figures.html", "published-figures.html", title, context, holds=Holds.PUBLISHED)


def _collections(content: ReleaseContent, language: Localisation, views: Mapping[str, TableView]) -> Iterator[Page]:
    said = cache(lambda code: counted_as(code, content, language))
    for view in collections_of(content, language):
        holds = Holds.COUNTS if view.is_synthetic else Holds.BOTH
        yield Page(view.path, "collection.html", view.title, view.context, holds)
        for one in view.answers:
            holds = Holds.COUNTS if one.answer.synthetic else Holds.PUBLISHED
            for page in one.own.pages:
                # A page of an answer may lie deeper than the page of its collection, so that its links begin elsewhere.
                draw = replace(one.draw, root="../" * page.path.count("/"))
                counted = said(page.counted_as)
                context = {"shown": page, "draw": draw, "collection": view.collection}
                context |= {"counted": counted, "views": views}
                yield Page(page.path, "answer-page.html", one.draw.speak(page.title), context, holds)


def _places(content: ReleaseContent, language: Localisation, views: Mapping[str, TableView]) -> Iterator[Page]:
    places = places_of(content, language)
    if not places:
        return
    # As readers look for a name: without its accents and apostrophes.
    ordered = sorted(places, key=lambda place: alphabetical(place.title))
    yield Page("places.html", "places.html", language.say("Places"), {"views": ordered})
    for place in places:
        yield Page(place.path, "place.html", place.title, {"view": place, "views": views})


def _definitions(content: ReleaseContent, language: Localisation) -> Iterator[Page]:
    schemes = [SchemeView(scheme, content, language) for scheme in content.schemes]
    yield Page("definitions.html", "definitions.html", language.say("Definitions"), {"schemes": schemes}, Holds.WORDS)
    for view in schemes:
        yield Page(view.path, "scheme.html", view.title, {"view": view}, Holds.WORDS)


def _files_by_partner(content: ReleaseContent, language: Localisation) -> dict[str, list[DeliveredFile]]:
    """The delivered files under the partners that delivered them, in the order in which these first did."""
    found: dict[str, list[DeliveredFile]] = {}
    for file in content.deliveries:
        found.setdefault(language.text(file.partner), []).append(file)
    return found


def _background(content: ReleaseContent, language: Localisation) -> Iterator[Page]:
    quality = [TableView(table, content, language) for table in content.quality]
    deliveries = language.say("Deliveries and quality")
    context = {"views": quality, "partners": _files_by_partner(content, language)}
    yield Page("deliveries.html", "deliveries.html", deliveries, context)
    yield Page("search.html", "search.html", language.say("Search"), {"groups": entries_of(content, language)})
    title = language.say("Open data")
    files = {"archive": archive_name(content.product), "lists": titles_of_lists(content, language)}
    yield Page("open-data.html", "open-data.html", title, files)
    yield Page("editions.html", "editions.html", language.say("Editions"))
    yield Page("about.html", "about.html", language.say("About this publication"), {"steady": STEADY})
