"""From the description of a report to PDF, set by Typst: tagged, PDF/UA-1 and PDF/A-2a in one file.

Equal descriptions give equal bytes: the font is shipped along, and the time in the file is that of the edition.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from typing import Any

_RUNS_REMEMBERED = 10  # for so many the typesetter keeps what it made


def typeset(report: dict[str, Any], as_of: date, look: str = "report.typ") -> bytes:
    """Return the PDF of a report, as `describe` gives it, or of what another look is for."""
    import typst  # only a report needs it

    with shipped_fonts() as fonts:
        written = typst.compile(
            (files("schakel.publication.report") / look).read_bytes(),
            font_paths=fonts,
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
            timestamp=int(datetime.combine(as_of, time(), UTC).timestamp()),
        )
        forget(fonts)
    return written


@contextmanager
def shipped_fonts() -> Iterator[Any]:
    """Give the typesetter our fonts, and none of the machine."""
    import typst

    with as_file(files("schakel.publication.report") / "fonts") as fonts:
        yield typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)])


def forget(fonts: Any) -> None:
    """Let the typesetter forget by empty runs what it made: of a report of fifty pages it keeps 150 MB."""
    import typst

    for _ in range(_RUNS_REMEMBERED + 1):
        typst.compile(b"", font_paths=fonts, format="svg")
