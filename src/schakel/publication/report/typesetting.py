"""From the description of a report to PDF, set by Typst: tagged, PDF/UA-1 and PDF/A-2a in one file.

Equal descriptions give equal bytes: the font is shipped along, and the time in the file is that of the edition.
"""

import json
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from typing import Any


def typeset(report: dict[str, Any], as_of: date, look: str = "report.typ") -> bytes:
    """Return the PDF of a report, as `describe` gives it, or of what another look is for."""
    import typst  # only a report needs it

    room = files("schakel.publication.report")
    with as_file(room / "fonts") as fonts:
        return typst.compile(
            (room / look).read_bytes(),
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
            timestamp=int(datetime.combine(as_of, time(), UTC).timestamp()),
        )
