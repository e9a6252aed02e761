"""Why do two figures differ? From one to the other, one aspect of their definitions at a time, all counts protected."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from schakel.alliance import read
from schakel.disclosure.protected import ProtectedTable
from schakel.disclosure.protected_comparison import ProtectedComparison, protect_comparison
from schakel.indicators.difference import compare_words, is_countable, route, whole_order
from schakel.indicators.recounting import recount
from schakel.model.alliance import Alliance
from schakel.model.comparison import Comparison, Step
from schakel.model.definition import Aspect
from schakel.model.errors import DisclosureError, RequestError
from schakel.model.product import Product
from schakel.model.text import NOTHING, Text
from schakel.publication.content import ExplainedDifference
from schakel.store.access_log import record_access
from schakel.store.workspace import Workspace
from schakel.verbs.requested_figures import RequestedFigure, figure_shown, find_figure, product_of
from schakel.verbs.tracing import chain_tables


def compare(folder: Path, start: str, end: str, order: Sequence[str] = ()) -> ProtectedComparison:
    """Compare two figures of an alliance, replacing the aspects in `order` first, and record the access.

    Raises
    ------
    RequestError
        If there is no such figure or aspect, or the declarations have changed since an edition was built.
    DisclosureError
        If one figure is real and the other one invented.
    """
    alliance = read(folder)
    aspects = whole_order(order)
    for request in (start, end):
        if product := product_of(request, alliance):
            purpose = f"{product.name}: {product.purpose.in_language('en')}"
            record_access(Workspace.of(folder, alliance.name).access_log, "compare", purpose, figure=request)
    return compare_figures(alliance, (start, end), aspects)


def compare_figures(
    alliance: Alliance,
    requests: tuple[str, str],
    order: Sequence[Aspect] = tuple(Aspect),
    edition: str = "latest",
    name: str = "comparison",
    title: Text = NOTHING,
    shown: Mapping[str, ProtectedTable] = MappingProxyType({}),
) -> ProtectedComparison:
    """Compare two figures of an alliance that has been read; `edition` is that of a request that names none.

    A figure of a table in `shown` is what stands there.
    """
    start, end = (find_figure(request, alliance, edition) for request in requests)
    if start.synthetic != end.synthetic:
        real, invented = (end, start) if start.synthetic else (start, end)
        raise DisclosureError(
            f"{invented.figure.request} is counted from synthetic deliveries and {real.figure.request} is real; "
            "they may not meet in one comparison"
        )
    compared = _step_by_step if start.definition and end.definition else _word_by_word
    found = replace(compared(alliance, start, end, order), name=name, title=title)
    ends = {one.stage: figure_shown(one.request, shown) for one in (found.start, found.end)}
    return protect_comparison(found, {stage: figure for stage, figure in ends.items() if figure})


def _step_by_step(
    alliance: Alliance, start: RequestedFigure, end: RequestedFigure, order: Sequence[Aspect]
) -> Comparison:
    """Both figures are ours: every definition between them is counted."""
    assert start.definition and end.definition
    if start.definition == end.definition:
        raise RequestError(f"{start.figure.request} and {end.figure.request} are one figure")
    stages = route(start.definition, end.definition, order, lambda one: is_countable(one, alliance))
    definitions = [stage.definition for stage in stages]
    chains = {one.edition.name: chain_tables(one.edition) for one in (start, end)}
    return Comparison(
        name="",
        title=NOTHING,
        start=replace(start.figure, stage="0"),
        end=replace(end.figure, stage=str(len(stages) - 1)),
        steps=tuple(Step(stage.replaced, str(number)) for number, stage in enumerate(stages) if stage.replaced),
        counts=recount(definitions, alliance, chains, start.synthetic),
        profiles=tuple(one.protection for one in definitions),
    )


def _word_by_word(
    alliance: Alliance, start: RequestedFigure, end: RequestedFigure, order: Sequence[Aspect]
) -> Comparison:
    """One figure was published by others: what it says of itself can be read, not counted."""
    different, unstated = compare_words(start.figure.words, end.figure.words, order, alliance.languages[0])
    ours = [one for one in (start, end) if one.definition]
    definitions = [one.definition for one in ours if one.definition]
    chains = {one.edition.name: chain_tables(one.edition) for one in ours}
    return Comparison(
        name="",
        title=NOTHING,
        start=replace(start.figure, stage="0") if start.definition else start.figure,
        end=replace(end.figure, stage="0") if end.definition else end.figure,
        steps=tuple(Step((aspect,)) for aspect in different),
        counts=recount(definitions, alliance, chains) if definitions else None,
        profiles=tuple(one.protection for one in definitions),
        unstated=unstated,
    )


def explained_differences(
    alliance: Alliance, product: Product, edition: str, shown: Mapping[str, ProtectedTable]
) -> Iterator[ExplainedDifference]:
    """Yield the comparisons that a product declares, in both orders, and the published figures that differ."""
    forth, opposite = tuple(Aspect), tuple(reversed(Aspect))
    for one in product.comparisons:
        pair = (one.start, one.end)
        walks = [
            compare_figures(alliance, pair, order, edition, one.name, one.title, shown) for order in (forth, opposite)
        ]
        yield ExplainedDifference(one.name, one.title, (walks[0],), walks[1])
    figures = alliance.published_figures
    for name in dict.fromkeys(figure.conflict for figure in figures if figure.conflict):
        first, *others = (figure for figure in figures if figure.conflict == name)
        walks = [
            compare_figures(alliance, (first.id, other.id), name=f"{name}-{number}")
            for number, other in enumerate(others, start=1)
        ]
        yield ExplainedDifference(name, NOTHING, tuple(walks))
