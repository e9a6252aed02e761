"""Numbers for the figures and tables of a report, for references and lists.

A report is walked as it is read. What is numbered gets a `label` (`Figure 3`), an `anchor`, to which its line in the
list points, and what it is `named` there. Where several would be named alike, each is named within what it is part of.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from schakel.publication.localisation import Localisation
from schakel.publication.report.printed import Described

Titled = tuple[Described, str, str]
"""What is numbered, its title, and that of what it is part of; the last is empty where the title says all."""


def number(report: Described, language: Localisation) -> None:
    """Number the figures and the tables of a report, and add a list of each to it."""
    report["figures"] = _numbered(_figures(report), "figure", language.say("Figure {number}"))
    report["tables"] = _numbered(_tables(report), "table", language.say("Table {number}"))


def _numbered(found: Iterable[Titled], kind: str, label: str) -> list[Described]:
    lines, walked = [], list(found)
    times = Counter(title for _, title, _ in walked)
    for place, (one, title, within) in enumerate(walked, start=1):
        named = _joined(within, title) if times[title] > 1 else title
        one |= {"label": label.format(number=place), "anchor": f"{kind}-{place}", "named": named}
        lines.append({"label": one["label"], "anchor": one["anchor"], "title": named})
    return lines


def _joined(*titles: str) -> str:
    """Titles one within the other: "Cases of 2017: by year"; a question needs no colon behind its mark."""
    return ": ".join(filter(None, titles)).replace("?: ", "? ")


def _figures(report: Described) -> Iterator[Titled]:
    for answer in report["answers"]:
        if answer["chart"]:
            yield answer["chart"], answer["chart"]["title"], ""
    for section in _sections(report["chapters"]):
        yield from _drawn(section)
    for part, title in _parts(report):
        if part["drawing"]:
            yield part["drawing"], title, ""
    for section in report["quality"]:
        yield from _drawn(section)


def _drawn(section: Described) -> Iterator[Titled]:
    for one in (*([section["map"]] if section["map"] else ()), *section["charts"]):
        yield one, one["title"], section["title"]


def _tables(report: Described) -> Iterator[Titled]:
    for section in _sections(report["chapters"]):
        yield from ((one, one["caption"], section["title"]) for one in section["tables"])
    for part, title in _parts(report):
        if part["table"]:
            yield part["table"], title, ""
    for one in (*report["published"], report["sources"]):
        yield one, one["title"], ""
    for section in report["quality"]:
        yield from ((one, one["caption"], section["title"]) for one in section["tables"])


def _sections(chapters: Iterable[Described]) -> Iterator[Described]:
    return (section for chapter in chapters for section in chapter["sections"])


def _parts(report: Described) -> Iterator[tuple[Described, str]]:
    """The parts of essays, each under its own title within that of the essay."""
    for chapter in report["essays"]:
        for essay in chapter["essays"]:
            for part in essay["parts"]:
                yield part, _joined(essay["title"], part["title"] or part["caption"])
