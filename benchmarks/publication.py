"""What the whole Dutch release takes once it is built, and in it each format, beside bare CSV of the same cells."""

import csv
import io
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from schakel import verbs
from schakel.alliance import read
from schakel.disclosure.protected import ProtectedTable
from schakel.indicators.open_edition import open_edition
from schakel.model.handing_on import HandOn
from schakel.publication.catalogue import catalogue_files
from schakel.publication.content import ReleaseContent
from schakel.publication.formats import FORMATS, Format
from schakel.publication.pictures import as_png
from schakel.publication.release import publish
from schakel.publication.report import write_report
from schakel.publication.site import site_files
from schakel.publication.vocabulary_files import vocabulary_files
from schakel.verbs.publishing import Publishing, content_of
from schakel_base.progress import silent

ALLIANCE = Path("alliances/nl-mensenhandel")
GOAL = "60 s, all products, both languages, report and formats"


def main() -> None:
    """Print the seconds of a whole release, and of its parts in CPU seconds."""
    verbs.deliver_shipped(ALLIANCE)
    edition = verbs.build(ALLIANCE).edition.name
    alliance = read(ALLIANCE)
    publishing = Publishing(open_edition(alliance, edition))
    print(f"release of {ALLIANCE}, built before")
    with tempfile.TemporaryDirectory() as folder:
        started, worked = time.perf_counter(), time.process_time()
        for product in alliance.products:
            publish(content_of(publishing, product), Path(folder) / product, silent)
        print(f"wall                     {time.perf_counter() - started:8.2f} s    (goal: under {GOAL})")
        print(f"CPU                      {time.process_time() - worked:8.2f} s")
    _print_parts([content_of(publishing, product) for product in alliance.products])


def _print_parts(contents: list[ReleaseContent]) -> None:
    tables = [(table, content) for content in contents for table in content.all_tables]
    print(f"bare CSV                 {_cpu(lambda: map(_bare, tables)):8.2f} s    {len(tables)} tables")
    for name, form in FORMATS.items():
        print(f"  {name:<22} {_cpu(partial(_written, form, tables)):8.2f} s")
    print(f"catalogues               {_cpu(lambda: map(catalogue_files, contents)):8.2f} s")
    print(f"vocabularies             {_cpu(lambda: map(vocabulary_files, contents)):8.2f} s")
    drawings, later = _kept_for_later()
    sites = _cpu(lambda: (one for c in contents for one in site_files(c, silent, later)))
    print(f"sites, pages and SVG     {sites:8.2f} s")
    print(f"sites, PNG               {_cpu(lambda: map(as_png, drawings)):8.2f} s    {sum(map(len, drawings))} charts")
    reports = [(content, tag) for content in contents for tag in content.languages if content.product.report]
    print(f"reports                  {_cpu(lambda: (write_report(*one) for one in reports)):8.2f} s    {len(reports)}")


def _kept_for_later() -> tuple[list[dict[str, str]], HandOn]:
    """Return drawings that wait, and what lets them: pictures cost more than all pages, so they are counted apart."""
    kept: list[dict[str, str]] = []

    def later(_: Callable[..., Any], drawings: dict[str, str]) -> Future[Any]:
        kept.append(drawings)
        nothing: Future[Any] = Future()
        nothing.set_result([])
        return nothing

    return kept, later


def _written(form: Format, tables: Iterable[tuple[ProtectedTable, ReleaseContent]]) -> Iterator[object]:
    return (form.write(*one) for one in tables)


def _cpu(make: Callable[[], Iterable[object]]) -> float:
    started = time.process_time()
    for _ in make():
        pass
    return time.process_time() - started


def _bare(one: tuple[ProtectedTable, ReleaseContent]) -> str:
    file = io.StringIO()
    table, _ = one
    csv.writer(file).writerows((*cell.coordinates, cell.count.lower, cell.count.upper) for cell in table.cells)
    return file.getvalue()


if __name__ == "__main__":
    main()
