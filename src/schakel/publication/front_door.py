"""What the first page of a release leads to: norms, answers, the chain, what changed, and all the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from schakel.publication.addresses import Reference, front_of
from schakel.publication.answers import AnswerView
from schakel.publication.content import ReleaseContent, SaidChain
from schakel.publication.groups import TableGroup, groups_of
from schakel.publication.localisation import Localisation, localise
from schakel.publication.rendering import macro
from schakel.publication.views.collections import collections_of
from schakel.publication.views.tables import TableView
from schakel.publication.views.target import targets_of
from schakel_base.text import Text

_FEW = 6


@dataclass(frozen=True, eq=False)
class ChainView:
    """The table that follows the chain, as it opens the first page: what was found, and a small picture."""

    view: TableView

    @property
    def finding(self) -> str:
        """How many entered the chain, and how many reached its last phase."""
        return self.view.headline.finding

    @property
    def synthetic(self) -> bool:
        """Whether it is made up."""
        return self.view.table.synthetic

    @cached_property
    def picture(self) -> Markup:
        """Its small chart, as an element of a page."""
        return macro("parts.html", "chain_picture")(self.view, self.view.small_chart, self.view.language.say)

    @property
    def large_picture(self) -> Markup:
        """The first panel of its chart, for a page without an answer."""
        return macro("parts.html", "chain_picture")(self.view, self.view.drawer.alone, self.view.language.say)


def front_door(
    content: ReleaseContent, language: Localisation, views: Sequence[TableView], answers: Sequence[AnswerView]
) -> dict[str, Any]:
    """Return what the template of the first page needs; some tables are there only where no answer does."""
    here = [answer for answer in answers if answer.is_here]
    groups = groups_of(content, views, language)
    chain = _chain(views)
    collected = [one for view in collections_of(content, language) for one in view.answers]
    return {
        "answers": answers,
        "targets": tuple(one for one in targets_of(content, language) if one.is_counted and one.has_norms),
        # What each collection of answers shows first, if anything.
        "firsts": [shown for one in collected if (shown := one.draw(one.own.first))],
        "chain": ChainView(chain) if chain else None,
        "few": () if here else tuple(view for view in _few(groups) if view is not chain),
        "changed": what_changed(content, language),
        "groups": groups,
        "closer": (
            *((Reference(group.title, group.path), group.about) for group in groups if group.page),
            *closer_looks(content, language),
        ),
    }


def closer_looks(content: ReleaseContent, language: Localisation, page: str = "") -> tuple[tuple[Reference, str], ...]:
    """Return the monitors that look closely at what a page shows (the first page, if none is named), and at what."""
    return tuple(
        (front_of(one.monitor, one.title, content, language), language.text(one.about))
        for one in content.product.closer
        if one.page == page
    )


def said_chain(content: ReleaseContent) -> SaidChain | None:
    """Return what a release says about the whole chain, in all its languages; nothing if no table follows the chain."""
    said: dict[str, ChainView] = {}
    for language in map(localise, content.languages):
        if chain := _chain([TableView(table, content, language) for table in content.tables]):
            said[language.language] = ChainView(chain)
    if not said:
        return None
    first = next(iter(said.values()))
    return SaidChain(
        name=first.view.name,
        title=first.view.table.indicator.title,
        finding=Text({tag: one.finding for tag, one in said.items()}),
        picture=Text({tag: one.picture for tag, one in said.items()}),
        synthetic=first.synthetic,
    )


def _chain(views: Sequence[TableView]) -> TableView | None:
    """The table that follows the chain over most phases, if the whole can be drawn small: a flow before a funnel."""
    for chart in ("flow", "funnel"):
        drawn = [view for view in views if view.table.indicator.chart == chart and view.small_chart]
        if drawn:
            return max(drawn, key=lambda view: view.phases)
    return None


def _few(groups: Sequence[TableGroup]) -> tuple[TableView, ...]:
    """The first table of each group, or of the only group the first ones."""
    return tuple(group.views[0] for group in groups) if len(groups) > 1 else groups[0].views[:_FEW] if groups else ()


def what_changed(content: ReleaseContent, language: Localisation) -> str:
    """Return what is new since the edition before, in one sentence."""
    if not content.earlier:
        return language.say("This is the first edition here; there is none to compare it with.")
    figures = sum(change.changed + change.added + change.removed for change in content.changes)
    if not figures:
        return language.say("No figure changed.")
    return language.say(
        "Figures that changed, were added or were removed since the edition of {date}: {figures}, in {tables} of {all} "
        "tables.",
        figures=language.number(figures),
        date=language.date(content.earlier[0].as_of),
        tables=sum(1 for change in content.changes if change.is_any),
        all=len(content.changes),
    )
