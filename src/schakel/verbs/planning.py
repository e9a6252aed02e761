"""What an edition is made from: deliveries, judgements and pseudonyms; its name is derived from these."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from importlib.util import find_spec
from operator import attrgetter
from pathlib import Path

import pyarrow as pa

from schakel import PACKAGES, __version__
from schakel.identity.judging.judged import persons_judged, units_judged
from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.unit_pseudonyms import unit_pseudonyms
from schakel.intake.accepted import Accepted, accepted_rows, check_readable
from schakel.intake.in_force import deliveries_by
from schakel.model.alliance import Alliance
from schakel.model.delivery import Coverage, Receipt
from schakel.model.edition import Edition
from schakel.store.catalogue import Catalogue
from schakel.store.editions import editions_in, read_manifest
from schakel.store.sealed import Folder
from schakel.store.workspace import Workspace

_CODE = (".py", ".sql", ".yaml", ".json")


@dataclass(frozen=True)
class Plan:
    """An edition to be built; `judged` are the relations between units that people judged by then."""

    workspace: Workspace
    provider: KeyedHash
    edition: Edition
    judged: pa.Table


def plan(alliance: Alliance, as_of: date | None) -> Plan:
    """Return the plan of the edition of an alliance at a reference date, by default the latest.

    Raises
    ------
    RequestError
        If no delivery was known at that date.
    """
    workspace, provider = Workspace.of(alliance.folder, alliance.name), unit_pseudonyms(alliance.name)
    of_units = partial(units_judged, alliance, workspace, provider=provider)
    of_persons = partial(persons_judged, alliance, workspace)
    edition = plan_edition(alliance, workspace, Catalogue(workspace).receipts(), as_of, of_units, of_persons)
    return Plan(workspace, provider, edition, of_units(edition.as_of))


def plan_edition(
    alliance: Alliance,
    workspace: Workspace,
    receipts: Sequence[Receipt],
    as_of: date | None,
    *judged: Callable[[date], pa.Table],
) -> Edition:
    """Return the edition at a reference date (by default the day on which the last delivery became known).

    Each of `judged` returns what people judged by a day, of units or of persons.

    Raises
    ------
    RequestError
        If no delivery was known at that date.
    """
    deliveries = deliveries_by(as_of, receipts, alliance.name)
    as_of = as_of or max(map(attrgetter("known"), deliveries))
    numbers = set(map(attrgetter("number"), deliveries))
    whole = len(deliveries) == len(receipts)
    of_edition = tuple(receipts if whole else (one for one in receipts if one.delivery.number in numbers))
    went_in = [by_people(as_of) for by_people in judged]
    return Edition(
        name=f"{as_of}-{_digest(alliance, workspace, of_edition, went_in)[:8]}",
        alliance=alliance.name,
        as_of=as_of,
        receipts=of_edition,
        declarations=alliance.fingerprint,
        code=code_version(),
        synthetic=any(delivery.synthetic for delivery in deliveries),
    )


def deliveries_of(alliance: Alliance, edition: Edition, workspace: Workspace) -> dict[str, tuple[Accepted, ...]]:
    """Return the accepted rows of an edition's deliveries, by partner.

    Raises
    ------
    DeclarationError
        If rows of an earlier layout cannot be read as those of today.
    """
    known = [receipt.delivery for receipt in edition.receipts]
    found = {name: accepted_rows(known, workspace, one.contract) for name, one in alliance.partners.items()}
    for name, accepted in found.items():
        check_readable(alliance.partners[name].contract, accepted)
    return found


@dataclass(frozen=True)
class Before:
    """The edition from which a new one can take over what did not change; without one, the reason why there is none."""

    folder: Folder | None
    reason: str = ""


def edition_before(edition: Edition, workspace: Workspace) -> Before:
    """Return the edition that a new one follows: among those with no other deliveries than its own, the one with most.

    What rests on a delivery that the new one does not rest on is left alone: its tables hold units of that delivery.
    """
    numbers = {receipt.delivery.number for receipt in edition.receipts}
    places = (workspace.analysis_editions, workspace.remainders)
    folders = [one for place in places for one in editions_in(place) if one.name != edition.name]
    found = {one.name: (one, set(read_manifest(one).deliveries)) for one in folders}
    within = {name: len(rests_on) for name, (_, rests_on) in found.items() if rests_on <= numbers}
    if within:
        return Before(found[max(within, key=lambda name: (within[name], name))][0])
    return Before(None, "every edition before it rests on other deliveries" if found else "no edition is before it")


def _digest(alliance: Alliance, workspace: Workspace, receipts: Sequence[Receipt], judged: Sequence[pa.Table]) -> str:
    """What went into an edition, as a digest that tells nothing of it.

    The name of an edition is published. Of secret records a plain digest would give away which of some guesses is
    right: a correction of one row is inverted within a minute. So theirs is keyed; others give the same name on any
    machine.
    """
    deliveries = [receipt.delivery for receipt in receipts]

    @cache  # a hundred thousand small deliveries mostly have this in common
    def said(known: date, delivered: date, synthetic: bool, covers: Coverage | None) -> str:
        return f"{known} {delivered} {synthetic} {covers}"

    went_in = [
        f"{one.number} {one.partner} {one.sha256} {said(one.known, one.delivered, one.synthetic, one.covers)}"
        for one in deliveries
    ]
    went_in += [
        f"{one.delivery.number} with {one.remaining} rows left"
        for one in receipts
        if one.erased and one.remaining < one.accepted
    ]
    went_in += [" ".join(map(str, one.values())) for table in judged for one in table.to_pylist()]
    # The code is part of it: another version may count otherwise, and its edition has to have another name.
    content = "\n".join([alliance.fingerprint, code_version(), *went_in]).encode()
    if all(one.synthetic or one.partner in alliance.public_partners for one in deliveries):
        return hashlib.sha256(content).hexdigest()
    return hmac.digest(workspace.edition_key, content, "sha256").hex()


@cache
def code_version() -> str:
    """Return the version of Schakel with a digest of its code: another digest may count differently."""
    digest = hashlib.sha256()
    for package in map(_folder_of, PACKAGES):
        for path in sorted(path for path in package.rglob("*") if path.suffix in _CODE):
            # The name of a file as well as its content, with a byte between that no name has: renaming changes what is
            # imported.
            digest.update(path.relative_to(package.parent).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def _folder_of(package: str) -> Path:
    """Find a package without importing it: not every build needs every library."""
    found = find_spec(package)
    assert found and found.origin, f"{package} is not installed"
    return Path(found.origin).parent
