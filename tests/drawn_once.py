"""Pictures that many releases of tests have are drawn once: of one drawing comes one picture, as a test says."""

from collections.abc import Iterator, Mapping

from schakel.publication import pictures, site

_drawn: dict[str, bytes] = {}


def as_png(drawings: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each drawing in SVG, and the drawing as PNG, drawn now or before."""
    new = {drawing: drawing for drawing in drawings.values() if drawing not in _drawn}
    _drawn.update(pictures.as_png(new))
    yield from ((name, _drawn[drawing]) for name, drawing in drawings.items())


def draw_once() -> None:
    """Let sites take pictures from here."""
    site.as_png = as_png
