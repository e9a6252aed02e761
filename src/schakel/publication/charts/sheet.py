"""A chart for use outside its page: its panels on one sheet, with everything that must go with them.

Above the panels stand the title and what the bars mean, below them the source, the edition, and that the figures are
made up, if they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schakel.publication.charts.fitting import lines_of
from schakel.publication.charts.layers import BREAK, INK, SMALL, WIDTH
from schakel_base.drawing import DrawnText, Layout, Letters, Paint, PlacedLayout, Rectangle, Shape

_MARGIN, _GAP = 20, 28
_TITLE = Letters(18, INK, weight=700, line=24)
_SMALLER = Letters(14, INK, weight=600, line=18)
_STAMP = Letters(14, BREAK, weight=700, line=18)
_PER_UNIT = 0.55  # the width of a character, of the size of its letters
_PAPER = Paint("var(--chart-paper)")


@dataclass(frozen=True)
class SheetPanel:
    """A panel under its title, which contains the total that belongs to it."""

    title: str
    layout: Layout


Sign = tuple[Paint, str]
"""How something looks, and what that means."""


@dataclass(frozen=True)
class ChartSheet:
    """Everything on a sheet; its `signs` are the legend."""

    title: str
    subtitle: str
    signs: Sequence[Sign]
    groups: Sequence[tuple[str, Sequence[SheetPanel]]]
    notes: Sequence[str]
    stamp: str


def sheet(shown: ChartSheet) -> Layout:
    """Return the layout of a sheet: one, two or three panels beside each other."""
    most = max(len(panels) for _, panels in shown.groups)
    beside = 1 if most == 1 else 2 if most in (2, 4) else 3
    width = 2 * _MARGIN + max(beside * (WIDTH + _GAP) - _GAP, WIDTH * 1.5 if beside == 1 else 0)
    page = _Page(width)
    page.write(shown.title, _TITLE)
    page.write(shown.subtitle, SMALL)
    page.explain(shown.signs)
    for title, panels in shown.groups:
        page.write(title, _SMALLER)
        for start in range(0, len(panels), beside):
            page.place(panels[start : start + beside])
    for note in shown.notes:
        page.write(note, SMALL)
    page.write(shown.stamp, _STAMP)
    return page.layout()


class _Page:
    """A page that is filled from above to below."""

    def __init__(self, width: float) -> None:
        self.width, self.down = width, float(_MARGIN)
        self.shapes: list[Shape] = []

    def write(self, said: str, letters: Letters) -> None:
        """Add a paragraph, if anything is said."""
        if not said:
            return
        lines = lines_of(said, int((self.width - 2 * _MARGIN) / (letters.size * _PER_UNIT)))
        self.shapes.append(DrawnText((_MARGIN, self.down + letters.size), tuple(lines), letters))
        self.down += letters.line * len(lines) + 8

    def explain(self, signs: Iterable[Sign]) -> None:
        """Add a legend of signs."""
        across = float(_MARGIN)
        for paint, said in signs:
            self.shapes.append(Rectangle((across, across + 26), (self.down + 2, self.down + 14), paint))
            self.shapes.append(DrawnText((across + 34, self.down + 13), (said,), SMALL))
            across += 34 + len(said) * SMALL.size * _PER_UNIT + 24
        self.down += 28 if across > _MARGIN else 4

    def place(self, panels: Sequence[SheetPanel]) -> None:
        """Add panels beside each other."""
        titles = [
            lines_of(panel.title, int(WIDTH / (_SMALLER.size * _PER_UNIT))) if panel.title else [] for panel in panels
        ]
        top = self.down + max(map(len, titles)) * _SMALLER.line
        for place, (panel, lines) in enumerate(zip(panels, titles, strict=True)):
            across = _MARGIN + place * (WIDTH + _GAP)
            if lines:
                self.shapes.append(DrawnText((across, self.down + _SMALLER.size), tuple(lines), _SMALLER))
            self.shapes.append(PlacedLayout((across, top + 4), panel.layout))
        self.down = top + 4 + max(panel.layout.height for panel in panels) + _GAP

    def layout(self) -> Layout:
        """Return the page as it is filled now."""
        height = self.down + _MARGIN - 8
        paper = Rectangle((0, self.width), (0, height), _PAPER)
        return Layout(self.width, height, ((paper,), tuple(self.shapes)))
