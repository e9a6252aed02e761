"""Run: all verbs after each other, for one alliance or for several beside each other."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from schakel.alliance import read
from schakel.model.alliance import Alliance
from schakel.model.errors import RequestError
from schakel.model.progress import Progress, silent
from schakel.publication.content import Release
from schakel.publication.start import Published, start_page
from schakel.verbs.building import build_edition
from schakel.verbs.delivering import deliver_all
from schakel.verbs.publishing import open_edition, publish_from


def run(
    folders: Sequence[Path], out: Path, as_of: date | None = None, progress: Progress = silent
) -> tuple[Release, ...]:
    """Deliver what comes with each alliance, build its edition, and publish its products.

    The only product of the only alliance is released into `out` itself; otherwise each product has its own folder,
    `out`/alliance/product, under one start page.

    Raises
    ------
    SchakelError
        If a declaration or a request is at fault, or an alliance declares no product.
    """
    alliances = [read(folder) for folder in folders]
    for alliance in alliances:
        if not alliance.products:
            raise RequestError(f"{alliance.name} declares no product, so there is nothing to publish")
    alone = sum(len(alliance.products) for alliance in alliances) == 1
    published = [one for alliance in alliances for one in _run(alliance, out, alone, as_of, progress)]
    if not alone:
        start_page(published, out)
    return tuple(one.release for one in published)


def _run(alliance: Alliance, out: Path, alone: bool, as_of: date | None, progress: Progress) -> Iterator[Published]:
    deliver_all(alliance, progress)
    edition = open_edition(alliance, build_edition(alliance, as_of, progress).edition.name)
    for product in alliance.products.values():
        place = out if alone else out / alliance.name / product.name
        yield Published(alliance, product, publish_from(edition, product.name, place, progress))
