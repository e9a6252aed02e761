"""Publish: a product of an edition is gathered, protected, proved and composed, then written as a release.

Each step has a file of its own, and until the last one nothing has left the zone.
"""

import re
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from schakel.alliance import read
from schakel.alliance.products_in_use import product_in_use
from schakel.disclosure import read_ledger
from schakel.disclosure.certificates import Certificates
from schakel.disclosure.protecting import Protecting
from schakel.indicators.open_edition import OpenEdition, open_edition
from schakel.model.alliance import Alliance
from schakel.model.handing_on import HandOn
from schakel.model.naming import web_folder
from schakel.model.product import Product
from schakel.publication.content import Release, ReleaseContent
from schakel.publication.editions import released
from schakel.publication.release import publish as write_release
from schakel.publication.report import Files
from schakel.store.access_log import reading
from schakel.store.editions import find_edition
from schakel.store.workspace import Workspace
from schakel.verbs.composing import compose
from schakel.verbs.gate import wait_at_gate
from schakel.verbs.gathering import Gathering
from schakel.verbs.planning import code_version
from schakel.verbs.proving import prove
from schakel_base.disk import writing_to
from schakel_base.errors import Fault, RequestError
from schakel_base.progress import Progress, silent, telling
from schakel_base.schema import DEFINITIONS


def publish(
    folder: Path,
    product: str,
    out: Path,
    edition: str = "latest",
    progress: Progress = silent,
    note: str = "",
    address: str = "",
) -> Release:
    """Publish a product of a built edition into the folder `out`, which keeps the releases of earlier editions.

    Where the alliance declares a gate nothing is written to `out`: the release waits at the gate, as by `propose`.

    Parameters
    ----------
    out
        The folder of its releases. Not the folder that you are in, since it is replaced whole.
    note
        What a correction corrects; readers see it.
    address
        Where `out` is on the web; by default as declared.

    Raises
    ------
    RequestError
        If there is no such product or edition, or it was released there already, or the product is not in use, or the
        declarations have changed since the edition was built.
    DisclosureError
        If a table rests on real and on synthetic deliveries, or something in it as it was delivered, on personal data.
    """
    require_own_folder(out)
    progress("read the declarations; how long is not known", 0.0)
    alliance = read(folder)
    if address:
        alliance = alliance.published_at({product: require_address(address)})
    content = replace(_content(alliance, product, out, edition, progress), note=note)
    if alliance.has_gate:
        return wait_at_gate(Workspace.of(alliance.folder, alliance.name), out, content, progress)
    return release_into(out, content, progress)


def propose(
    folder: Path, product: str, public: Path, edition: str = "latest", progress: Progress = silent, note: str = ""
) -> Release:
    """Let a product of a built edition wait at the gate, to be released into the folder `public`.

    Parameters and errors are those of `publish`.
    """
    alliance = read(folder)
    content = replace(_content(alliance, product, public, edition, progress), note=note)
    return wait_at_gate(Workspace.of(alliance.folder, alliance.name), public, content, progress)


def require_no_gate(alliance: Alliance) -> None:
    """Require that releases of an alliance may leave without the gate of its desk.

    Raises
    ------
    RequestError
        If they may not.
    """
    if alliance.has_gate:
        raise RequestError(
            f"{alliance.name} releases through its gate (`release: gate` in alliance.yaml): build an edition, let "
            "`schakel publish` make a draft of it, and let two others approve and release that at the desk"
        )


def _content(alliance: Alliance, product: str, out: Path, edition: str, progress: Progress) -> ReleaseContent:
    with reading_for(alliance, "publish", product, edition) as opened:
        # Before anything is protected: an edition that was released is found out in a moment, protecting takes minutes.
        if opened.name in released(out):
            raise RequestError(
                "edition {edition} was released here already; a release is never changed", edition=opened.name
            )
        return content_of(Publishing(opened, progress), product, out)


def release_into(
    out: Path,
    content: ReleaseContent,
    progress: Progress = silent,
    hand_on: HandOn | None = None,
    report: Future[Files] | None = None,
) -> Release:
    """Write a release into a folder; its pictures and `report` can be handed on.

    Raises
    ------
    SchakelError
        If the folder holds something else, or its disk is full, is for reading only, or is somebody else's.
    """
    with writing_to(out):
        return write_release(content, out, progress, hand_on, report)


def require_own_folder(out: Path) -> None:
    """Require a folder that a release can replace: not the one that somebody is in, nor one around it.

    Raises
    ------
    RequestError
        If it is.
    """
    if Path.cwd().is_relative_to(out.resolve()):
        sentence = "a release replaces its folder whole; name a folder below the one you are in"
        raise RequestError(Fault(sentence, str(out)))


def require_address(text: str) -> str:
    """Return the address of a folder on the web, ending in a slash.

    Raises
    ------
    RequestError
        If the text is no such address.
    """
    if not re.match(DEFINITIONS.load()["$defs"]["address"]["pattern"], text):
        raise RequestError(
            f"`{text}` is not the address of a site; give one such as https://figures.example.org/monitor/"
        )
    return web_folder(text)


@dataclass(frozen=True, eq=False)
class Publishing:
    """An edition whose products are published: what was gathered or protected for one of them serves the others."""

    edition: OpenEdition
    progress: Progress = silent

    @cached_property
    def gathering(self) -> Gathering:
        """What was gathered."""
        return Gathering(self.edition)

    @cached_property
    def protecting(self) -> Protecting:
        """What was protected."""
        name, workspace = self.edition.name, self.workspace
        certificates = Certificates(workspace.certificates(name), workspace.certificate_key, code_version())
        epochs = read_ledger(workspace.epoch_records)
        return Protecting(name, workspace.rounding_seed(name), certificates, epochs, self.progress)

    @cached_property
    def workspace(self) -> Workspace:
        """Holds the edition, its certificates and the release ledger."""
        return Workspace.of(self.edition.alliance.folder, self.edition.alliance.name)


def content_of(publishing: Publishing, name: str, out: Path | None = None) -> ReleaseContent:
    """Return what a release of a product holds: protected, and entered in the release ledger.

    The releases in the folder `out`, if one is given, must be known to the ledger.

    Raises
    ------
    RequestError
        If there is no such product, or it has not begun or has ended.
    DisclosureError
        If something of it cannot be protected, or the ledger has lost releases.
    """
    edition, workspace = publishing.edition, publishing.workspace
    product = product_in_use(edition.alliance, name)
    # Read once, so that what is protected against and what is proved against are the same releases.
    ledger = read_ledger(workspace.release_ledger)
    if (name, edition.name) not in [(one.product, one.edition) for one in ledger]:
        _require_no_epoch(edition, product, workspace)
    with telling(publishing.progress):
        gathered = publishing.gathering.gather(product)
    protected = publishing.protecting.protect(gathered, ledger)
    proved = prove(protected.release, ledger, workspace, out)
    publishing.progress("compose the pages; how long is not known", 0.0)
    return compose(edition, gathered.leaving.own, protected, proved)


def _require_no_epoch(edition: OpenEdition, product: Product, workspace: Workspace) -> None:
    """Require that no question about what a product counts is answered yet: that would be a second measurement."""
    alliance = edition.alliance
    units = {alliance.indicators[table].unit for table in product.tables}
    for other in alliance.products.values():
        asked = {alliance.indicators[table].unit for table in other.tables}
        if units & asked and workspace.epoch(other.name, edition.name).is_open:
            raise RequestError(
                "questions about edition {edition} are already answered under {other}, so {product} can no longer be "
                "published for it; publish it for the next edition, before its epoch is opened",
                edition=edition.name,
                other=other.name,
                product=product.name,
            )


@contextmanager
def reading_for(alliance: Alliance, action: str, product: str, edition: str) -> Iterator[OpenEdition]:
    """Open an edition in the name of a product, and record that.

    Raises
    ------
    RequestError
        If there is no such product or edition, the product is not in use, or the declarations have changed since the
        edition was built.
    """
    purpose = product_in_use(alliance, product).purpose.in_language(alliance.languages[0])
    workspace = Workspace.of(alliance.folder, alliance.name)
    # The log names the edition, and not `latest`, which is another one tomorrow.
    name = find_edition(workspace.analysis_editions, edition).name
    with reading(workspace, action, purpose, product, edition=name):
        yield open_edition(alliance, name)
