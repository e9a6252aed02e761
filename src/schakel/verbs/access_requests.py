"""Access request: a privacy officer looks up what is held about a person who asks; the search is logged.

This is the one place where somebody is looked for, so it has products of its own, which publish nothing. The answer
says where data are, what of and until when, and repeats no value: those are for the partner that registered them.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from schakel.alliance import read
from schakel.alliance.products_in_use import product_for_access
from schakel.intake.accepted import accepted_rows
from schakel.intake.naming_rows import Named
from schakel.intake.running_out import end_of_row, has_rows
from schakel.model.access import AccessAnswer, Holding, Purpose
from schakel.model.alliance import Alliance, Partner
from schakel.model.contract import Contract
from schakel.model.delivery import Receipt
from schakel.store.access_log import reading
from schakel.store.catalogue import Catalogue
from schakel.store.engine import connect
from schakel.store.workspace import Workspace
from schakel_base.database import quote_name
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError

ACTION: Final = "access request"
_PERSONAL = "personal"


def answer_access_request(folder: Path, number: str, product: str) -> AccessAnswer:
    """Return who holds what of a number, exactly as partners write it, and record the request.

    Raises
    ------
    RequestError
        If no number is given, there is no such product, it is not in use, or it serves another purpose.
    """
    alliance = read(folder)
    chosen = product_for_access(alliance, product)
    # An empty number would be found in every row that leaves it out.
    if not number.strip():
        raise RequestError("give the number of the person who asks")
    workspace = Workspace.of(alliance.folder, alliance.name)
    purpose = chosen.purpose.in_language(alliance.languages[0])
    # Numbered within the product, from the log itself: no other count could be lost or forged apart from it.
    request = 1 + sum(one["action"] == ACTION and one["product"] == product for one in workspace.access_log.records())
    with writing_to(workspace.folder), reading(workspace, ACTION, purpose, product, request=str(request)):
        receipts = Catalogue(workspace).receipts()
        holdings = {
            name: tuple(_holdings(workspace, partner, receipts, number)) for name, partner in alliance.partners.items()
        }
    held = {name: found for name, found in holdings.items() if found}
    return AccessAnswer(request, product, held, {name: tuple(purposes_of(alliance, name)) for name in held})


def _holdings(workspace: Workspace, partner: Partner, receipts: Iterable[Receipt], number: str) -> Iterator[Holding]:
    """What each delivery of a partner holds: rows that were accepted, and the file, where it names the number."""
    personal = [one.name for one in partner.contract.used_columns if one.classification == _PERSONAL]
    named = Named((dict.fromkeys(personal, number),), every=False)
    # A file that was delivered twice was stored once, under the first receipt.
    own = [one for one in receipts if one.delivery.partner == partner.name and one.same_as is None]
    files = Named(({"": number},), every=True).files(workspace, own, partner.contract)
    found = _rows(workspace, partner.contract, own, named) if personal else {}
    for receipt in own:
        number_of, day = receipt.delivery.number, receipt.delivery.delivered
        if number_of in found or number_of in files:
            yield Holding(number_of, day, *found.get(number_of, ((), (), None)), number_of in files)


_Found = tuple[tuple[int, ...], tuple[str, ...], date | None]
"""Accepted rows that name somebody, the columns filled in any of them, and when the last runs out."""


def _rows(workspace: Workspace, contract: Contract, receipts: Iterable[Receipt], named: Named) -> dict[int, _Found]:
    """What names somebody in the accepted rows of some deliveries, by the number of the delivery."""
    found: dict[int, _Found] = {}
    with_rows = [one.delivery for one in receipts if has_rows(one)]
    for accepted in accepted_rows(with_rows, workspace, contract):
        columns = accepted.names_today(contract)
        filled = ", ".join(f"bool_or({quote_name(name)} IS NOT NULL)" for name in columns)
        asked = f"delivery, list(row ORDER BY row), max({end_of_row(accepted, contract)}), {filled}"
        query = f"SELECT {asked} FROM rows WHERE {named.condition(columns)} GROUP BY delivery"
        with connect({"rows": accepted.today(contract)}) as connection:
            for number, rows, until, *has in connection.execute(query).fetchall():
                names = tuple(name for name, one in zip(columns, has, strict=True) if one)
                found[number] = (tuple(rows), names, until)
    return found


def purposes_of(alliance: Alliance, partner: str) -> Iterator[Purpose]:
    """Yield what the products are for that count units of a partner's rows, or units that belong to these."""
    units = {key.unit for key in alliance.partners[partner].contract.units}
    for product in alliance.publishing_products:
        if not units.isdisjoint(alliance.kinds_counted(product)):
            yield Purpose(product.name, product.purpose, product.legal_ground, product.users)
