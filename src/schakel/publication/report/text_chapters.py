"""The order of the report as a text: the same parts, in the same order, as in `report.typ`."""

from collections.abc import Iterator

from odfdo import Element, Frame, Paragraph

from schakel.publication.report.printed import Described
from schakel.publication.report.text_elements import (
    boxed,
    bullets,
    captioned,
    figure_table,
    heading,
    listed,
    numbers,
    paragraph,
    paragraphs,
    picture,
    plain_table,
    side_by_side,
    span,
)

_LEGEND = {"has_ranges": (("■", "certainly"), ("▨", "possibly")), "has_marks": (("□", "not_published"),)}
"""What each kind of chart needs explained: signs that look like what is drawn, and their words."""


def cover(report: Described) -> Iterator[Element]:
    """Return what is before the contents."""
    yield paragraph("Alliance", report["alliance"])
    yield paragraph("Title", report["title"])
    yield from _warning(report)
    for one in report["answers"]:
        yield from _answered(one)
    yield paragraph("Text_20_body", report["summary"])
    for label, said in report["facts"]:
        yield paragraph("Small", span("Strong", f"{label}: "), said)


def lists(report: Described) -> Iterator[Element]:
    """Return the lists of figures and of tables, each line a link to what it names."""
    for kind in ("figures", "tables"):
        if lines := report[kind]:
            yield paragraph("Contents_20_Heading", report["words"][kind])
            yield from (listed(one["anchor"], f"{one['label']}. {one['title']}") for one in lines)


def chapters(report: Described) -> Iterator[Element]:
    """Return the chapters, each under a heading of the first level."""
    words = report["words"]
    yield from _answers(report)
    yield heading(1, words["in_short"])
    yield from _warning(report)
    yield bullets(_line(one, span("Strong", f"{one['title']}. ")) for one in report["main"])
    for chapter in report["chapters"]:
        yield heading(1, chapter["title"])
        for one in chapter["sections"]:
            yield from _section(one, words)
    for chapter in report["essays"]:
        yield heading(1, chapter["title"])
        yield from paragraphs("Text_20_body", [chapter["said"]])
        for one in chapter["essays"]:
            yield from _essay(one)
    yield from _published(report)
    yield heading(1, words["sources"])
    yield captioned(report["sources"], words["sources"])
    yield plain_table(words["sources"], report["sources"]["header"], report["sources"]["rows"])
    yield heading(1, words["quality"])
    for one in report["quality"]:
        yield from _section(one, words)
    yield heading(1, words["method"])
    for one in report["method"]:
        yield heading(2, one["title"])
        yield from paragraphs("Text_20_body", one["paragraphs"])


def _warning(report: Described) -> Iterator[Element]:
    if report["warning"]:
        yield paragraph("Warning", span("Mark", f"{report['synthetic']}. "), report["warning"])


def _line(described: Described, *before: Element) -> Paragraph:
    return paragraph("Text_20_body", *before, span("Key", described["figure"]), f" {described['sentence']}")


def _answers(report: Described) -> Iterator[Element]:
    if report["answers"]:
        yield heading(1, report["words"]["answers"])
        yield from _warning(report)
    for one in report["answers"]:
        yield heading(2, one["title"])
        yield from paragraphs("Explanation", [one["status"]])
        yield from paragraphs("Text_20_body", [one["said"]])


def _answered(described: Described) -> Iterator[Element]:
    """What was asked and the answer in one line, beside one small chart: so that all fit on the first page."""
    said = [
        paragraph("Small", described["title"]),
        paragraph("Answer", described["short"]),
        *paragraphs("Small", [described["status"]]),
    ]
    chart = described["chart"]
    title = [captioned(chart, chart["title"], "Panel")] if chart else []
    shown = [paragraph("Picture", picture(chart, chart["title"], is_small=True))] if chart else []
    yield side_by_side([boxed(*said), *([boxed(*title, *shown)] if chart else [])])


def _published(report: Described) -> Iterator[Element]:
    if report["published"]:
        yield heading(1, report["words"]["published"])
        yield paragraph("Text_20_body", f"{report['words']['published_note']} {report['words']['published_since']}")
    for one in report["published"]:
        yield heading(2, one["title"])
        yield captioned(one, one["title"])
        yield plain_table(one["title"], one["header"], one["rows"])


def _section(described: Described, words: dict[str, str]) -> Iterator[Element]:
    """A table with all that belongs to it."""
    yield heading(2, described["title"])
    yield from paragraphs("Explanation", [" · ".join(filter(None, (described["status"], described["synthetic"])))])
    yield _line(described)
    yield from paragraphs("Text_20_body", [described["definition"]])
    if described["map"]:
        yield from _map(described["map"], words)
    for chart in described["charts"]:
        yield from _chart(chart, words)
    for table in described["tables"]:
        yield captioned(table, table["caption"])
        yield from paragraphs("Explanation", [table["explanation"]])
        yield figure_table(table)
    if described["breaks"]:
        yield paragraph("Caption", words["breaks"])
        yield numbers(paragraphs("Small", described["breaks"]))
    yield from paragraphs("Small", described["marks"])
    if described["notes"]:
        yield bullets(paragraphs("Small", described["notes"]))
    yield from paragraphs("Small", [described["source"]])


def _legend(chart: Described, words: dict[str, str]) -> Iterator[Element]:
    shown = [pair for kind, pairs in _LEGEND.items() if chart[kind] for pair in pairs]
    said = words | ({"possibly": words["not_known"]} if chart["has_open"] else {})
    yield from paragraphs("Explanation", ["    ".join(f"{sign} {said[word]}" for sign, word in shown)])


def _map(described: Described, words: dict[str, str]) -> Iterator[Element]:
    yield captioned(described, described["title"])
    yield from _legend(described, words)
    yield side_by_side([picture(described, described["title"])])
    yield numbers(paragraph("Small", f"{label}: {value}") for label, value in described["places"])
    yield paragraph("Small", described["note"])


def _chart(described: Described, words: dict[str, str]) -> Iterator[Element]:
    yield captioned(described, described["title"])
    yield from _legend(described, words)
    for group in described["groups"]:
        yield from paragraphs("Caption", [group["title"]])
        yield side_by_side(_panel(panel, described["title"]) for panel in group["panels"])


def _panel(panel: Described, title: str) -> Frame:
    shown = picture(panel, panel["title"] or title)
    named = paragraph("Panel", f"{panel['title']} {panel['total']}")
    return boxed(named, paragraph("Picture", shown)) if panel["title"] else shown


def _essay(described: Described) -> Iterator[Element]:
    yield heading(2, described["title"])
    yield from paragraphs("Explanation", [described["flag"]])
    yield from paragraphs("Text_20_body", described["said"])
    for part in described["parts"]:
        yield from _part(part, described["title"])


def _part(described: Described, title: str) -> Iterator[Element]:
    if described["title"]:
        yield heading(3, described["title"])
    yield from paragraphs("Text_20_body", described["said"])
    if described["drawing"]:
        yield captioned(described["drawing"], described["title"] or title)
        yield side_by_side([picture(described["drawing"], described["title"] or title)])
    if table := described["table"]:
        yield captioned(table, described["title"] or title)
        yield plain_table(described["title"] or title, table["header"], table["rows"])
    for one in described["lists"]:
        yield paragraph("Caption", one["title"])
        yield bullets(paragraph("Text_20_body", item) for item in one["items"])
