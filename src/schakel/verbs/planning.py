"""What an edition at a reference date goes by: its name and deliveries, what people judged, and the pseudonyms."""

from dataclasses import dataclass
from datetime import date
from functools import partial

import pyarrow as pa

from schakel.identity.pseudonyms import KeyedHash
from schakel.model.alliance import Alliance
from schakel.model.edition import Edition
from schakel.store.catalogue import Catalogue
from schakel.store.keys import RootKey
from schakel.store.secret import load_secret, secret_path
from schakel.store.workspace import Workspace
from schakel.verbs.alike import edges_judged
from schakel.verbs.editions import plan_edition
from schakel.verbs.linking_persons import persons_judged


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
    workspace = Workspace.of(alliance.folder, alliance.name)
    provider = KeyedHash(RootKey(load_secret(secret_path(alliance.name))).derive(f"schakel units {alliance.name}"))
    judged = partial(edges_judged, alliance, workspace, provider=provider)
    of_persons = partial(persons_judged, alliance, workspace)
    edition = plan_edition(alliance, Catalogue(workspace).receipts(), as_of, judged, of_persons)
    return Plan(workspace, provider, edition, judged(edition.as_of))
