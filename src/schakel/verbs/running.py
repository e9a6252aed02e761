"""Run: all verbs after each other, for one alliance or for several beside each other.

What a release holds is settled here, product after product; writing it down is a function of that alone, so other
processes can do it while the next alliance is built.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from schakel.alliance import read
from schakel.model.alliance import Alliance
from schakel.model.errors import RequestError
from schakel.model.product import Product
from schakel.model.progress import Progress, silent
from schakel.publication import publish as write_release
from schakel.publication.content import Release, ReleaseContent
from schakel.publication.start import Published, start_page
from schakel.verbs.building import build_edition
from schakel.verbs.delivering import deliver_all
from schakel.verbs.publishing import content_of, open_edition

Write = Callable[[ReleaseContent, Path], Future[Release]]


def run(
    folders: Sequence[Path],
    out: Path,
    as_of: date | None = None,
    progress: Progress = silent,
    processes: int = 0,
) -> tuple[Release, ...]:
    """Deliver what comes with each alliance, build its edition, and publish its products.

    The only product of the only alliance is released into `out` itself; otherwise each product has its own folder,
    `out`/alliance/product, under one start page.

    Parameters
    ----------
    processes
        How many processes beside this one write releases. They begin by importing the program that was started, so a
        script that asks for any does its work under `if __name__ == "__main__"`.

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
    with _writing(processes, progress) as write:
        written = [one for alliance in alliances for one in _run(alliance, out, alone, as_of, progress, write)]
        published = [Published(alliance, product, release.result()) for alliance, product, release in written]
    if not alone:
        start_page(published, out)
    return tuple(one.release for one in published)


def _run(
    alliance: Alliance, out: Path, alone: bool, as_of: date | None, progress: Progress, write: Write
) -> Iterator[tuple[Alliance, Product, Future[Release]]]:
    deliver_all(alliance, progress)
    edition = open_edition(alliance, build_edition(alliance, as_of, progress).edition.name)
    for number, product in enumerate(alliance.products.values()):
        progress(f"protecting {product.name}", number / len(alliance.products))
        place = out if alone else out / alliance.name / product.name
        yield alliance, product, write(content_of(edition, product.name), place)


@contextmanager
def _writing(processes: int, progress: Progress) -> Iterator[Write]:
    """Return what writes a release: here and now, or soon and in another process."""
    if not processes:
        yield lambda content, place: _done(write_release(content, place, progress))
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield lambda content, place: pool.submit(write_release, content, place)


def _done(release: Release) -> Future[Release]:
    future: Future[Release] = Future()
    future.set_result(release)
    return future
