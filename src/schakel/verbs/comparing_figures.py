"""Why do two figures differ? From one to the other, one aspect of their definitions at a time, all counts protected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schakel.alliance import read
from schakel.alliance.moments import comparisons_by
from schakel.alliance.products_in_use import product_with_table
from schakel.disclosure.answers import ProtectedAnswer, protect_answer
from schakel.disclosure.tables.naming import asked_by_definition
from schakel.indicators.defining import Circumstances, define
from schakel.indicators.difference import Stage, compare_words, is_countable, orders, route, whole_order, words_of
from schakel.indicators.open_edition import OpenEdition, open_edition
from schakel.indicators.recounting import recount
from schakel.indicators.tracing import find_cell
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer
from schakel.model.comparison import ComparedFigure, Comparison, ComparisonStep
from schakel.model.definition import Aspect, Definition
from schakel.model.product import Product
from schakel.model.published_figure import title_of_conflict
from schakel.model.written_figure import WrittenFigure, read_written
from schakel.research.differences import DifferenceQuestion, answer_of_walks
from schakel.store.access_log import reading
from schakel.store.sealed import SealedFolder
from schakel.store.workspace import Workspace
from schakel.verbs.chain_tables import chain_tables
from schakel_base.errors import DisclosureError, RequestError
from schakel_base.text import NOTHING, Text
from schakel_protection import find_profile


@dataclass(frozen=True)
class _RequestedFigure:
    """A published figure, or a cell with the definition by which it was counted and the edition with its chain."""

    figure: ComparedFigure
    definition: Definition | None = None
    edition: SealedFolder | None = None
    synthetic: bool = False


def _find_figure(request: str, alliance: Alliance, edition: str = "latest") -> _RequestedFigure:
    """Return the figure that a request names, as in `compare`; `edition` is that of a request that names none.

    Raises
    ------
    RequestError
        If there is none, or the declarations have changed since its edition was built.
    """
    if found := read_written(request, alliance.indicators):
        return _cell(request, found, alliance, edition)
    for figure in (one for one in alliance.published_figures if one.id == request):
        return _RequestedFigure(ComparedFigure(request, figure.measure, words_of(figure), published=figure))
    known = ", ".join(alliance.indicators)
    raise RequestError(f"no table and no published figure is called {request.split(':')[0]}; tables are: {known}")


def _product_of(request: str, alliance: Alliance) -> Product | None:
    """Return the product in use that publishes the table of a request, None for a published figure.

    Raises
    ------
    RequestError
        If none does, or none that does is in use: nothing is counted outside a product.
    """
    if not (found := read_written(request, alliance.indicators)):
        return None
    if product := product_with_table(alliance, found.table):
        return product
    raise RequestError(f"table {found.table} belongs to no product, so none of its figures can be compared")


def _cell(request: str, found: WrittenFigure, alliance: Alliance, edition: str) -> _RequestedFigure:
    product = _product_of(request, alliance)
    assert product
    workspace = Workspace.of(alliance.folder, alliance.name)
    # A request that names an edition may mean one that was counted for a comparison alone.
    earlier = [workspace.moments] if found.edition else []
    opened = open_edition(alliance, found.edition or edition, *earlier)
    table = opened.table(found.table)
    partners = _partners(found.source, alliance)
    around = Circumstances(
        edition=opened.name,
        as_of=opened.as_of,
        profile=product.profile,
        protection=find_profile(product.profile).sentence,
        source=partners,
    )
    definition = define(table, find_cell(table, found.categories).coordinates, alliance, around)
    return _RequestedFigure(
        ComparedFigure(request, table.indicator.title, definition.words), definition, opened.place, table.synthetic
    )


def _partners(request: str, alliance: Alliance) -> frozenset[str]:
    names = frozenset(filter(None, request.split("+")))
    for name in sorted(names - set(alliance.partners)):
        raise RequestError(f"no partner is called {name}; there are: {', '.join(alliance.partners)}")
    return names


@dataclass(frozen=True)
class Walks:
    """One comparison in several orders, which share their counts, and the definition of each stage; not protected."""

    comparisons: tuple[Comparison, ...]
    definitions: tuple[Definition, ...]


def compare(folder: Path, start: str, end: str, order: Sequence[str] = ()) -> ProtectedAnswer:
    """Explain why two figures of an alliance differ, one aspect at a time, each count rounded; record the access.

    Parameters
    ----------
    start, end
        The figures: `TABLE`, `TABLE:dimension=category,...`, with `/partner` or `@EDITION` if wanted, or the id of a
        published figure.
    order
        The aspects to replace first; the others follow in their usual order.

    Raises
    ------
    RequestError
        If there is no such figure or aspect, or the declarations have changed since an edition was built.
    DisclosureError
        If one figure is real and the other is invented.
    """
    alliance = read(folder)
    aspects = whole_order(order)
    products = {found.name: found for request in (start, end) if (found := _product_of(request, alliance))}
    # A published figure is of no product; of two products both purposes are in the log.
    purpose = "; ".join(product.purpose.in_language("en") for product in products.values())
    workspace = Workspace.of(folder, alliance.name)
    with reading(workspace, "compare", purpose, ", ".join(products), figures=f"{start} {end}"):
        return compare_figures(alliance, (start, end), (aspects,))


def compare_figures(
    alliance: Alliance, requests: tuple[str, str], wanted: Sequence[Sequence[Aspect]] = ()
) -> ProtectedAnswer:
    """Compare two figures of an alliance that has been read, in each order that is wanted, else in those worth it."""
    walks = walks_between(alliance, requests, wanted)
    now = max((one.moment for one in walks.definitions), default="")
    return protect_answer(_answer(DifferenceQuestion("comparison"), walks, alliance, now))


def walks_between(
    alliance: Alliance,
    requests: tuple[str, str],
    wanted: Sequence[Sequence[Aspect]] = (),
    edition: str = "latest",
    name: str = "comparison",
    title: Text = NOTHING,
) -> Walks:
    """Walk from one figure of an alliance to another, in each order that is wanted, else in those worth it.

    Requests are as in `compare`, and `edition` is that of a request that names none. Orders that give the same walk are
    one. No count is protected.

    Raises
    ------
    DisclosureError
        If one figure is real and the other one invented.
    """
    start, end = (_find_figure(request, alliance, edition) for request in requests)
    if start.synthetic != end.synthetic:
        real, invented = (end, start) if start.synthetic else (start, end)
        raise DisclosureError(
            f"{invented.figure.request} is counted from synthetic deliveries and {real.figure.request} is real; "
            "they may not meet in one comparison"
        )
    if start.definition and end.definition:
        found = _step_by_step(alliance, start, end, wanted or orders(start.definition, end.definition))
    else:
        found = _word_by_word(alliance, start, end, next(iter(wanted), tuple(Aspect)))
    return replace(found, comparisons=tuple(replace(one, name=name, title=title) for one in found.comparisons))


def _step_by_step(
    alliance: Alliance, start: _RequestedFigure, end: _RequestedFigure, wanted: Sequence[Sequence[Aspect]]
) -> Walks:
    """Both figures are ours: every definition between them is counted, once for all orders in which it is met."""
    assert start.definition and end.definition
    if start.definition == end.definition:
        raise RequestError(f"{start.figure.request} and {end.figure.request} are one figure")
    routes: dict[tuple[Definition, ...], tuple[Stage, ...]] = {}
    for order in wanted:
        stages = route(start.definition, end.definition, order, lambda one: is_countable(one, alliance))
        # Orders that meet the same definitions count the same, and each further count gives away more.
        routes.setdefault(tuple(stage.definition for stage in stages), stages)
    definitions = tuple(dict.fromkeys(definition for met in routes for definition in met))
    chains = {one.edition.name: chain_tables(one.edition) for one in (start, end) if one.edition}
    counts = recount(definitions, alliance, chains, start.synthetic)
    profiles = tuple(one.protection for one in definitions)

    def numbered(definition: Definition) -> str:
        return str(definitions.index(definition))

    def walk(stages: Sequence[Stage]) -> Comparison:
        first = replace(start.figure, stage=numbered(stages[0].definition))
        last = replace(end.figure, stage=numbered(stages[-1].definition))
        steps = (ComparisonStep(stage.replaced, numbered(stage.definition)) for stage in stages if stage.replaced)
        return Comparison("", NOTHING, first, last, tuple(steps), counts, profiles)

    return Walks(tuple(map(walk, routes.values())), definitions)


def _word_by_word(alliance: Alliance, start: _RequestedFigure, end: _RequestedFigure, order: Sequence[Aspect]) -> Walks:
    """One figure was published by others: what it says about itself can be read, not counted."""
    different, unstated = compare_words(start.figure.words, end.figure.words, order, alliance.languages[0])
    ours = [one for one in (start, end) if one.definition]
    definitions = tuple(one.definition for one in ours if one.definition)
    chains = {one.edition.name: chain_tables(one.edition) for one in ours if one.edition}
    compared = Comparison(
        name="",
        title=NOTHING,
        start=replace(start.figure, stage="0") if start.definition else start.figure,
        end=replace(end.figure, stage="0") if end.definition else end.figure,
        steps=tuple(ComparisonStep((aspect,)) for aspect in different),
        counts=recount(definitions, alliance, chains) if definitions else None,
        profiles=tuple(one.protection for one in definitions),
        unstated=unstated,
    )
    return Walks((compared,), definitions)


def _answer(question: DifferenceQuestion, walks: Walks, alliance: Alliance, edition: str) -> Answer:
    first, *others = walks.comparisons
    asked = [asked_by_definition(one, alliance, edition) for one in walks.definitions]
    return answer_of_walks(question, (first,), others, asked)


def explained_differences(edition: OpenEdition, product: Product) -> Iterator[Answer]:
    """Yield why figures differ: those that a product declares, and those that others published of one thing."""
    alliance = edition.alliance
    for one in comparisons_by(alliance, product, edition.as_of):
        walks = walks_between(alliance, (one.start, one.end), (), edition.name, one.name, one.title)
        yield _answer(DifferenceQuestion(one.name, one.title), walks, alliance, edition.name)
    for name in dict.fromkeys(figure.conflict for figure in alliance.published_figures if figure.conflict):
        yield _published_otherwise(alliance, name)


def _published_otherwise(alliance: Alliance, name: str) -> Answer:
    figures = [figure for figure in alliance.published_figures if figure.conflict == name]
    first, *others = figures
    pairs = enumerate(((first.id, other.id) for other in others), start=1)
    walks = [walks_between(alliance, pair, name=f"{name}-{number}").comparisons[0] for number, pair in pairs]
    return answer_of_walks(DifferenceQuestion(name), walks, title=title_of_conflict(figures))
