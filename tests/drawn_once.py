"""Pictures that many releases of tests have are drawn once: of one drawing comes one picture, as a test says.

They stand in a folder, where all processes of a run find them.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

from schakel.publication import pictures, site


def draw_once(folder: Path) -> None:
    """Let sites take pictures from a new folder."""
    folder.mkdir()

    def place(drawing: str) -> Path:
        return folder / hashlib.sha256(drawing.encode()).hexdigest()

    def as_png(drawings: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """Yield the name of each drawing in SVG, and the drawing as PNG, drawn now or before."""
        new = {drawing: drawing for drawing in drawings.values() if not place(drawing).exists()}
        for drawing, picture in pictures.as_png(new):
            unfinished = folder / uuid4().hex  # others may draw the same now
            unfinished.write_bytes(picture)
            unfinished.replace(place(drawing))
        yield from ((name, place(drawing).read_bytes()) for name, drawing in drawings.items())

    site.as_png = as_png
