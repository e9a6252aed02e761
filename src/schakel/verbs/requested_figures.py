"""The figure that a line of text names: a cell of an edition, or a figure that others published."""

from dataclasses import dataclass

from schakel.alliance.products_in_use import product_with_table
from schakel.indicators.defining import Circumstances, define
from schakel.indicators.difference import words_of
from schakel.indicators.open_edition import open_edition
from schakel.indicators.tracing import find_cell
from schakel.model.alliance import Alliance
from schakel.model.comparison import ComparedFigure
from schakel.model.definition import Definition
from schakel.model.product import Product
from schakel.model.written_figure import WrittenFigure, read_written
from schakel.store.sealed import SealedFolder
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError
from schakel_protection import find_profile


@dataclass(frozen=True)
class RequestedFigure:
    """A published figure, or a cell with the definition by which it was counted and the edition with its chain."""

    figure: ComparedFigure
    definition: Definition | None = None
    edition: SealedFolder | None = None
    synthetic: bool = False


def find_figure(request: str, alliance: Alliance, edition: str = "latest") -> RequestedFigure:
    """Return the figure that a request names; `edition` is that of a request that names none.

    Parameters
    ----------
    request
        `TABLE`, `TABLE:dimension=category,...`, with `/partner` or `@EDITION` if wanted, or the id of a published
        figure.

    Raises
    ------
    RequestError
        If there is none, or the declarations have changed since its edition was built.
    """
    if found := read_written(request, alliance.indicators):
        return _cell(request, found, alliance, edition)
    for figure in alliance.published_figures:
        if figure.id == request:
            return RequestedFigure(ComparedFigure(request, figure.measure, words_of(figure), published=figure))
    known = ", ".join(alliance.indicators)
    raise RequestError(f"no table and no published figure is called {request.split(':')[0]}; tables are: {known}")


def product_of(request: str, alliance: Alliance) -> Product | None:
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


def _cell(request: str, found: WrittenFigure, alliance: Alliance, edition: str) -> RequestedFigure:
    product = product_of(request, alliance)
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
        protection=find_profile(product.profile).shown.sentence,
        source=partners,
    )
    definition = define(table, find_cell(table, found.categories).coordinates, alliance, around)
    return RequestedFigure(
        ComparedFigure(request, table.indicator.title, definition.words), definition, opened.place, table.synthetic
    )


def _partners(request: str, alliance: Alliance) -> frozenset[str]:
    names = frozenset(filter(None, request.split("+")))
    for name in sorted(names - set(alliance.partners)):
        raise RequestError(f"no partner is called {name}; there are: {', '.join(alliance.partners)}")
    return names
