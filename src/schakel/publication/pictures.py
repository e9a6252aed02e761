"""Charts as separate SVG and PNG files for use elsewhere, each with its source, edition and mark."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.lone_charts import LoneChart
from schakel.publication.report.printed import size, svg
from schakel.publication.report.typesetting import forget, shipped_fonts
from schakel.publication.views.tables import TableView

_DOTS_PER_INCH = 108  # one and a half dots to a unit: some 1,500 across, which is more than a slide or a page shows
_HIGHEST = 1_000  # units: a drawing that is higher fits no slide, so it gets fewer dots, but always one to a unit
_AT_ONCE = 5  # pictures that are in memory together
_PAGES = """
#set page(width: auto, height: auto, margin: 0pt)
#for (place, one) in json(bytes(sys.inputs.drawings)).enumerate() {
  if place > 0 { pagebreak() }
  image(bytes(one.drawing), format: "svg", width: one.width * 1pt)
}
"""


def lone_picture(lone: LoneChart, content: ReleaseContent, language: Localisation) -> str:
    """Return a chart that is not of a table as SVG."""
    return svg(lone.on_sheet(_edition(content, language), language.say("Synthetic data")))


def _edition(content: ReleaseContent, language: Localisation) -> str:
    day, title = language.date(content.as_of), language.text(content.product.title)
    said = language.say("Edition {edition}, with what was known on {date}.", edition=content.edition, date=day)
    return f"{title}. {said}"


def pictures_of(view: TableView, content: ReleaseContent) -> Iterator[tuple[str, str]]:
    """Yield the name of each chart of a table, and its drawing as SVG."""
    say, source = view.language.say, view.language.text(view.table.indicator.source)
    notes = (f"{say('Source:')} {source}" if source else "", _edition(content, view.language))
    stamp = say("Synthetic data") if view.table.synthetic else ""
    for name, drawing in view.drawer.sheets(notes, stamp):
        yield name, svg(drawing)


def as_png(drawings: Mapping[str, str]) -> list[tuple[str, bytes]]:
    """Return the name of each drawing in SVG, and the drawing as PNG; the typesetter of the report draws them."""
    drawn = list[tuple[str, bytes]]()
    with shipped_fonts() as fonts:
        for first in range(0, len(drawings), _AT_ONCE):
            some = dict(islice(drawings.items(), first, first + _AT_ONCE))
            drawn += zip(some, _drawn(some.values(), fonts), strict=True)
            forget(fonts)
    return drawn


def _width(width: float, height: float) -> float:
    """The width of a drawing on its page, in points of one and a half dots."""
    return width * max(2 / 3, min(1.0, _HIGHEST / height))


def _drawn(drawings: Iterable[str], fonts: Any) -> list[bytes]:
    import typst  # only a release needs it

    described = [{"drawing": one, "width": _width(*size(one))} for one in drawings]
    found = typst.compile(
        _PAGES.encode(),
        font_paths=fonts,
        format="png",
        ppi=_DOTS_PER_INCH,
        sys_inputs={"drawings": json.dumps(described, ensure_ascii=False)},
    )
    return found if isinstance(found, list) else [found]
