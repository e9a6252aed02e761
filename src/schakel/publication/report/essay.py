"""One shape for everything in a report besides tables: parts with sentences, a chart, a table and lists."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from schakel.publication.report.printed import Described, printed


def essay(title: str, said: Iterable[str] = (), flag: str = "", parts: Sequence[Described] = ()) -> Described:
    """Return an essay."""
    return {"title": title, "flag": flag, "said": [one for one in said if one], "parts": parts}


def part(
    title: str = "",
    said: Iterable[str] = (),
    drawing: Markup | None = None,
    lists: Iterable[tuple[str, Sequence[str]]] = (),
    table: Described | None = None,
) -> Described:
    """Return a part of an essay; lists are pairs of a heading and its items."""
    return {
        "title": title,
        "said": [one for one in said if one],
        "drawing": printed(drawing) if drawing else None,
        "lists": [{"title": heading, "items": list(items)} for heading, items in lists if items],
        "table": table,
    }
