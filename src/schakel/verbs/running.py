"""Run: all verbs in order, for one alliance or for several in parallel.

Whatever does not wait for the rest is handed on, and can be done by other processes meanwhile: reading the
declarations of a second alliance, looking at files while more are simulated, research and half of the counts, the
writing of one release (a function of its content alone) while the next is protected, reports and pictures beside pages,
and the other alliances in the time that the one with most tables leaves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from schakel.alliance import read
from schakel.alliance.products_in_use import products_in_use, why_not_in_use
from schakel.indicators.open_edition import OpenEdition, open_edition
from schakel.model.alliance import Alliance
from schakel.model.handing_on import HandOn, OtherProcesses, here_and_now
from schakel.model.product import Product
from schakel.publication.answers import said_answers
from schakel.publication.content import OtherMonitor, Release, ReleaseContent, SaidBeside
from schakel.publication.report import report_files
from schakel.publication.start import Published, start_page
from schakel.store.access_log import reading
from schakel.store.erasing import files_left_behind, left_behind_sentence
from schakel.store.workspace import Workspace
from schakel.verbs.building import Built, build_edition
from schakel.verbs.delivering import deliver_all
from schakel.verbs.publishing import (
    Publishing,
    content_of,
    release_into,
    require_address,
    require_no_gate,
    require_own_folder,
)
from schakel.verbs.researching import ask_at_once
from schakel_base.disk import writing_to
from schakel_base.errors import Fault, RequestError, SchakelError
from schakel_base.progress import Progress, silent


@dataclass(frozen=True)
class Destination:
    """Where releases go: the only product of the only alliance into `out` itself, others into folders of their own.

    `address` is where `out` is on the web, empty where each alliance declares it or nobody does. `monitors` are those
    that are released there, as `alliance/product`, with the languages that they speak.
    """

    out: Path
    alone: bool
    address: str = ""
    monitors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def place_of(self, alliance: Alliance, product: Product) -> Path:
        """Return the folder of a release: `out`/alliance/product, unless it is alone."""
        return self.out if self.alone else self.out / alliance.name / product.name

    def addressed(self, alliance: Alliance) -> Alliance:
        """Return an alliance whose products are published where they go."""
        places = ((name, self.place_of(alliance, one).relative_to(self.out)) for name, one in alliance.products.items())
        below = {name: "".join(f"{part}/" for part in place.parts) for name, place in places if self.address}
        return alliance.published_at({name: f"{self.address}{path}" for name, path in below.items()})

    def beside(self, alliance: Alliance, product: Product) -> tuple[OtherMonitor, ...] | None:
        """Return the monitors beside which a product is released; None where it is alone."""
        others = (one for one in products_in_use(alliance) if one.name != product.name)
        # None and no empty list: alone there is no start page to lead back to.
        return None if self.alone else tuple(OtherMonitor(one.name, one.title) for one in others)


def run(
    folders: Sequence[Path],
    out: Path,
    as_of: date | None = None,
    progress: Progress = silent,
    others: OtherProcesses | None = None,
    remark: Callable[[str], None] = lambda _: None,
    address: str = "",
) -> tuple[Release, ...]:
    """Deliver the files that come with each alliance, build an edition, and publish its products.

    If there is one alliance with one product, its release is written to `out` itself. Otherwise each product has its
    own folder, `out`/alliance/product, and a start page links to them. Releases are returned in the order of these.

    Parameters
    ----------
    as_of
        The reference date, as for `build`.
    others
        Take over work that does not wait for the rest; by default it is done here and now.
    remark
        Hears of each product that is left out, because it has not begun or has ended, of files that arrived and have
        no receipt, of deliveries that are set aside, and of keys of partners that never meet.
    address
        Where `out` is on the web; by default as the alliances declare.

    Raises
    ------
    SchakelError
        If a declaration or a request is at fault, or an alliance has no product in use, or has a gate.
    """
    require_own_folder(out)
    root = require_address(address) if address else ""
    # All are read before anything is delivered, so that a fault in the last does not show after the first has run.
    alliances = _read_all(folders, others.now if others else here_and_now(progress))
    for alliance in alliances:
        require_no_gate(alliance)
        _require_products(alliance, remark)
    monitors = {f"{one.name}/{product.name}": one.languages for one in alliances for product in products_in_use(one)}
    destination = Destination(out, sum(len(one.publishing_products) for one in alliances) == 1, root, monitors)
    placed = [destination.addressed(one) for one in alliances]
    ran = _run_all(placed, destination, as_of, progress, others)
    for one in ran:
        for sentence in one.remarks:
            remark(sentence)
    published = [product for one in ran for product in one.published]
    if not destination.alone:
        with writing_to(out):
            start_page(published, out, root)
    return tuple(one.release for one in published)


@dataclass(frozen=True)
class _Ran:
    """What became of one alliance: its releases, and what is to be told of its deliveries."""

    published: list[Published]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Composed:
    """What is released of a product, and where."""

    product: Product
    place: Path
    content: ReleaseContent


def _require_products(alliance: Alliance, remark: Callable[[str], None]) -> None:
    if not alliance.publishing_products:
        raise RequestError(f"{alliance.name} declares no product, so there is nothing to publish")
    left_out = [sentence for one in alliance.publishing_products if (sentence := why_not_in_use(one))]
    if len(left_out) == len(alliance.publishing_products):
        raise RequestError(f"{alliance.name} has nothing to publish: {left_out[0]}")
    for sentence in left_out:
        remark(f"Left out: {sentence}.")


def _read_all(folders: Sequence[Path], hand_on: HandOn) -> list[Alliance]:
    """Read the first here, and hand on the others."""
    handed = [hand_on(_read, folder) for folder in folders[1:]]
    with _naming_alliance(folders[0]) if handed else nullcontext():
        first = read(folders[0])
    return [first, *(one.result() for one in handed)]


def _read(folder: Path, progress: Progress = silent) -> Alliance:
    progress("read the declarations; how long is not known", 0.0)
    with _naming_alliance(folder):
        return read(folder)


@contextmanager
def _naming_alliance(folder: Path) -> Iterator[None]:
    """Name the alliance of a file that is wrong: each of several has its `alliance.yaml`."""
    try:
        yield
    except SchakelError as error:
        raise type(error)([_in_folder(folder, fault) for fault in error.faults]) from error


def _in_folder(folder: Path, fault: Fault) -> Fault:
    file = folder / fault.file  # joined to a folder, a path from the root stays what it is
    return replace(fault, file=str(file)) if fault.file and file.exists() else fault


def _run_all(
    alliances: Sequence[Alliance],
    destination: Destination,
    as_of: date | None,
    progress: Progress,
    others: OtherProcesses | None,
) -> list[_Ran]:
    """Run the largest here, since it ends last, and the rest at the same time."""
    largest, *rest = sorted(alliances, key=_tables, reverse=True)
    here = here_and_now(progress)
    hand_on, meanwhile = (others.now, others.meanwhile) if others else (here, here)
    asked = ask_at_once(largest, hand_on)
    handed = [meanwhile(_run_one, one, destination, as_of) for one in rest]
    remarks: list[str] = []
    with _naming_alliance(largest.folder) if rest else nullcontext():
        deliver_all(largest, progress, hand_on, remarks.append)
        built = build_edition(largest, as_of, progress, hand_on, asked)
        remarks += map(str, built.remarks)
        ran = {largest.name: _publish(largest, built, destination, progress, others, remarks)}
    ran |= {one.name: run.result() for one, run in zip(rest, handed, strict=True)}
    return [ran[one.name] for one in alliances]


def _tables(alliance: Alliance) -> int:
    return sum(len(product.tables) for product in products_in_use(alliance))


def _run_one(alliance: Alliance, destination: Destination, as_of: date | None, progress: Progress = silent) -> _Ran:
    with _naming_alliance(alliance.folder):
        remarks: list[str] = []
        deliver_all(alliance, progress, remark=remarks.append)
        built = build_edition(alliance, as_of, progress)
        remarks += map(str, built.remarks)
        return _publish(alliance, built, destination, progress, None, remarks)


def _publish(
    alliance: Alliance,
    built: Built,
    destination: Destination,
    progress: Progress,
    others: OtherProcesses | None,
    remarks: Sequence[str],
) -> _Ran:
    workspace, each = Workspace.of(alliance.folder, alliance.name), "each for the purpose of its product"
    with reading(workspace, "publish", each, ", ".join(alliance.products), edition=built.edition.name):
        composed = _composed(open_edition(alliance, built.edition.name), destination, progress)
        published = {
            product.name: Published(alliance, product, release)
            for product, release in _written(composed, progress, others.now if others else None)
        }
        left = left_behind_sentence(len(files_left_behind(workspace)))
    return _Ran([published[one.name] for one in products_in_use(alliance)], (*remarks, *filter(None, [left])))


def _composed(edition: OpenEdition, destination: Destination, progress: Progress) -> Iterator[_Composed]:
    products, publishing = _those_that_answer_most_first(edition.alliance), Publishing(edition)
    said: list[SaidBeside] = []
    for number, product in enumerate(products):
        progress(Fault("protecting {name}", fields={"name": product.name}), number / len(products))
        place = destination.place_of(edition.alliance, product)
        together = destination.beside(edition.alliance, product)
        around = {} if destination.alone else destination.monitors
        content = content_of(publishing, product.name, place)
        content = replace(content, together=together, beside=tuple(said), around=around)
        if together:
            said += [SaidBeside(OtherMonitor(product.name, product.title), one) for one in said_answers(content)]
        yield _Composed(product, place, content)


def _written(
    composed: Iterator[_Composed], progress: Progress, hand_on: HandOn | None
) -> Iterator[tuple[Product, Release]]:
    """Hand on each release but the first, which takes longest: of that reports and pictures alone."""
    release = hand_on or here_and_now(progress)
    first = next(composed)
    # At once, since it takes longest of all.
    report = hand_on(report_files, first.content) if hand_on else None
    handed = [(one.product, release(release_into, one.place, one.content)) for one in composed]
    yield first.product, release_into(first.place, first.content, progress, hand_on, report)
    yield from ((product, written.result()) for product, written in handed)


def _those_that_answer_most_first(alliance: Alliance) -> list[Product]:
    """The products in use, ordered so that a monitor which points to an answer elsewhere can show it."""
    named = {name for asked in alliance.recommendations for name in (*asked.tables, *asked.research)}
    return sorted(products_in_use(alliance), key=lambda one: -len(named & {*one.tables, *one.research}))
