"""Which pages a browser looks at, where looking at all of them takes an hour: few that hold all there is to see.

Pages are made by templates: what holds for one element holds for its like, and a page gets too wide by its words.
`test_every_page.py` looks at every page.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from lxml import etree

Element = tuple[str, ...]
SURROUNDINGS = 2
LOADING = 300
"""What opening a page takes, as a number of elements that are looked at."""
FEW = 3
"""So many kinds of elements, which no page before it holds, make a page worth a look."""


def pages_of_every_kind(pages: Iterable[Path]) -> list[Path]:
    """Return few and light pages that together hold the kinds of elements of all these pages.

    What only pages hold that bring one or two kinds is left out: common elements in surroundings of their own, for
    which a quarter of all pages would be looked at.
    """
    left = {page: read(page) for page in pages}
    missing = {kind for one in left.values() for kind in one.kinds}
    chosen: list[Path] = []
    while telling := [page for page, one in left.items() if len(one.kinds & missing) >= FEW]:
        best = max(telling, key=lambda page: len(left[page].kinds & missing) / (LOADING + left[page].elements))
        missing -= left.pop(best).kinds
        chosen.append(best)
    return chosen


def pages_of_the_widest(pages: Iterable[Path]) -> list[Path]:
    """Return the page with the longest word of each kind of element, and that of the table with most columns."""
    widest: dict[str, tuple[int, Path]] = {}
    for page in pages:
        for kind, length in read(page).widths.items():
            if length > widest.get(kind, (0, page))[0]:
                widest[kind] = length, page
    return sorted({page for _, page in widest.values()})


@cache
def read(page: Path) -> "ElementReader":
    """Read a page once for all who ask."""
    reader = ElementReader()
    etree.parse(page, etree.HTMLParser(target=reader, encoding="utf-8"))
    return reader


class ElementReader:
    """Finds the kinds of elements in a page: tag, class and names of attributes, and what an element is in.

    `widths` has for each tag and class the length of its longest word, and for `row` the columns of the widest table.
    """

    def __init__(self) -> None:
        self.kinds: set[Element] = set()
        self.elements = 0
        self.widths = {"row": 0}
        self.columns = 0
        self.said = ""
        self.open: list[tuple[str, str]] = []

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        """Open an element with the attributes that are given."""
        self._measure()
        kind = f"{tag}.{given.get('class', '')}"
        around = [one for _, one in self.open[-SURROUNDINGS:]]
        self.kinds.add((*around, kind, *sorted(given)))
        self.elements += 1
        self.open.append((tag, kind))
        self._count_columns(tag, int(given.get("colspan", 1)))

    def _count_columns(self, tag: str, span: int) -> None:
        self.columns = 0 if tag == "tr" else self.columns + span * (tag in ("td", "th"))
        self.widths["row"] = max(self.widths["row"], self.columns)

    def data(self, data: str) -> None:
        """Take a part of a text: it comes in two where a character is written as an entity."""
        self.said += data

    def _measure(self) -> None:
        """Measure the words that the element that is open says until here."""
        if self.said and self.open[-1][0] not in ("script", "style"):
            kind = self.open[-1][1]
            longest = max(map(len, re.split(r"[\s\u00ad\u200b-]+", self.said)))
            self.widths[kind] = max(longest, self.widths.get(kind, 0))
        self.said = ""

    def end(self, _: str) -> None:
        """Close the element that was opened last: the parser says of each where it ends."""
        self._measure()
        self.open.pop()

    def close(self) -> None:
        """Say nothing: what was found stands in the attributes."""
