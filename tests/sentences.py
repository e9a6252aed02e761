"""The referee of headlines: reads each as a reader would, and recomputes it from the open data beside it.

It knows no code of ours: a sentence is matched word for word, its numbers are looked up in the CSV file of the table,
and a word that claims more than a number ("largest", "fewer") is compared with every count that the figures may stand
for.
"""

import csv
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

Bounds = tuple[float, float]

REACH = {"round-5-additive": 6, "round-5": 2}
"""How far each profile may move a count; the others move none."""

STEADY = 1.05
TOTALS = ("Total", "Totaal")


def number(words: str) -> Bounds:
    """The bounds that a figure in English words gives: `1,335` or `395–1,020`."""
    ends = [float(one.replace(",", "")) for one in words.split("–")]
    return ends[0], ends[-1]


@dataclass(frozen=True)
class Page:
    """The page of an indicator, with the open data of its table."""

    site: Path
    data: Path
    covered: Bounds
    """The first and the last day that any delivery covers, as ordinals."""

    @cached_property
    def about(self) -> dict[str, Any]:
        return json.loads(self.data.with_suffix(".json").read_text("utf-8"))

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        with self.data.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def said(self) -> tuple[str, str]:
        """The figure and the sentence beneath the title."""
        found = re.search(
            r'<p class="headline"><strong[^>]*>(.*?)</strong> <span>(.*?)</span>', self.site.read_text("utf-8"), re.S
        )
        assert found is not None, self.site
        figure, sentence = (html.unescape(re.sub(r"<[^>]+>", "", part)).strip() for part in found.groups())
        return figure, sentence

    @property
    def reach(self) -> float:
        return REACH.get(self.about["protection"]["profile"], 0)

    @property
    def dimensions(self) -> list[dict[str, Any]]:
        return self.about["dimensions"]

    def bounds(self, dimension: dict[str, Any], label: str, kind: str = "") -> Bounds | None:
        """The bounds of the category with a label, all other dimensions at their first category."""
        return self.at(
            dimension, next(c["code"] for c in dimension["categories"] if same(c["label"]["en"], label)), kind
        )

    def at(self, dimension: dict[str, Any] | None, code: str = "", kind: str = "") -> Bounds | None:
        wanted = {one["name"]: one["categories"][0]["code"] for one in self.dimensions}
        if dimension is not None:
            wanted[dimension["name"]] = code
        row = next(row for row in self.rows if all(row[name] == (value or "") for name, value in wanted.items()))
        lower, upper = (row[f"{kind}_{end}" if kind else end] for end in ("lower", "upper"))
        return (float(lower), float(upper) if upper else float("inf")) if lower else None

    def others(self, dimension: dict[str, Any], level: int, label: str) -> list[Bounds | None]:
        siblings = [one for one in dimension["categories"][1:] if one["level"] == level]
        return [self.at(dimension, one["code"]) for one in siblings if not same(one["label"]["en"], label)]

    def possible(self, bounds: Bounds) -> Bounds:
        """Every count that a published figure may stand for."""
        return max(bounds[0] - self.reach, 0), bounds[1] + self.reach


def same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def numbers_by_label(releases: Iterable[Path], language: str) -> dict[str, dict[tuple[str, ...], list[str]]]:
    """For each label of a figure in some releases the numbers under it, and the tables in which these are.

    A label is what is counted and each category that is no total, as a reader sees them.
    """
    found: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for data in (data for release in releases for data in sorted(release.glob("data/*.csv"))):
        page = Page(data, data, (0, 0))
        for kind, counted, sides in _counted(page, language):
            for row in (row for row in page.rows if row[f"{kind}mark"] != "not applicable"):
                said = sorted((one["label"][language], row[f"{one['name']}_{language}"]) for one in sides)
                label = "; ".join([counted, *(f"{name}: {at}" for name, at in said if at not in TOTALS)])
                figure = tuple(row[f"{kind}{end}"] for end in ("lower", "upper", "mark"))
                found.setdefault(label, {}).setdefault(figure, []).append(page.about["name"])
    return found


def _counted(page: Page, language: str) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """What the figures of a table count, with the dimensions that tell more of it."""
    if unit := page.about["unit"]["label"].get(language):
        yield "", unit, page.dimensions
    for one in page.about["statistics"]:
        if one["kind"] == "median":
            yield "median_", one["label"][language], [side for side in page.dimensions if side["name"] != one["along"]]


def headlines(release: Path, covered: tuple[date, date]) -> Iterator[Page]:
    """The pages of a release that state a headline about a table of the product."""
    for data in sorted(release.glob("data/*.csv")):
        site = release / "site/en/indicators" / f"{data.stem}.html"
        if site.exists():
            yield Page(site, data, (covered[0].toordinal(), covered[1].toordinal()))


def _run(page: Page, figure: str, found: re.Match[str]) -> None:
    _whole(page, figure, found)
    _course(page, next(one for one in page.dimensions if one["kind"] == "period"), found)


def _stock(page: Page, figure: str, found: re.Match[str]) -> None:
    dimension = next(one for one in page.dimensions if one["kind"] == "stock")
    assert dimension["categories"][-1]["code"] == found["y"]
    assert page.at(dimension, found["y"]) == number(figure)
    if found["p"]:
        _course(page, dimension, found)


def _course(page: Page, dimension: dict[str, Any], found: re.Match[str]) -> None:
    codes = {one["label"]["en"]: one["code"] for one in dimension["categories"]}
    first, last = (codes[found[name]] for name in ("p", "q"))
    compared = [one["code"] for one in dimension["categories"] if one["level"] and first <= one["code"] <= last]
    ends = [page.at(dimension, code) for code in (first, last)]
    assert ends == [number(found["a"]), number(found["b"])]
    begin, end = _span(first)[0], _span(last)[1]
    assert _is_covered(page, begin, end)
    assert not any(begin < date.fromisoformat(one["on"]) < end for one in page.about["breaks"])
    possible = [page.possible(bounds) if (bounds := page.at(dimension, code)) else None for code in compared]
    (low, high), (lower, upper) = possible[0] or (0, 0), possible[-1] or (0, 0)
    words = found["t"]
    if words == ": more":
        assert lower > high * STEADY
    elif words == ": fewer":
        assert upper * STEADY < low
    elif words == ": about the same":
        assert max(high, upper) <= min(low, lower) * STEADY
    elif words.endswith("in between"):
        assert _beyond(possible, above="more" in words)
    if found["turn"]:
        assert page.bounds(dimension, found["tp"]) == number(found["tf"])
        assert _beyond(possible, above=found["turn"] == "most")
    elif words in (": more", ": fewer", ": about the same"):
        assert not _beyond(possible, above=True) and not _beyond(possible, above=False)


def _beyond(possible: list[Bounds | None], above: bool) -> bool:
    """Whether a period between the ends certainly lies above (below) both."""
    known = [one for one in possible if one is not None]
    first, *between, last = known
    if len(known) < len(possible):
        return False
    if above:
        return any(one[0] > max(first[1], last[1]) * STEADY for one in between)
    return any(one[1] * STEADY < min(first[0], last[0]) for one in between)


def _span(code: str) -> tuple[date, date]:
    year, _, part = code.partition("-")
    if len(part) == 4:
        return date(int(year), 1, 1), date(int(part) + 1, 1, 1)
    if not part:
        return date(int(year), 1, 1), date(int(year) + 1, 1, 1)
    months = 3 if part.startswith("Q") else 1
    first = date(int(year), (int(part.lstrip("Q")) - 1) * months + 1, 1)
    return first, (first + timedelta(days=31 * months)).replace(day=1)


def _largest(page: Page, figure: str, found: re.Match[str]) -> None:
    _whole(page, figure, found)
    dimension, category = _category(page, found["g"])
    assert same(dimension["label"]["en"], found["d"])
    bounds = page.at(dimension, category["code"])
    assert bounds == _in_words(found["f"])
    low = page.possible(bounds)[0]
    others = page.others(dimension, category["level"], found["g"])
    assert others and all(one is not None and page.possible(one)[1] < low for one in others)
    parents = [one for one in dimension["categories"][1:] if one["level"] < category["level"]]
    assert len(parents) <= 1, "compared with categories of another level"


def _of_two(page: Page, figure: str, found: re.Match[str]) -> None:
    _whole(page, figure, found)
    dimension, category = _category(page, found["g"])
    assert same(dimension["label"]["en"], found["d"]) and len(page.others(dimension, category["level"], found["g"])) < 2
    assert page.at(dimension, category["code"]) == _in_words(found["f"])


def _in_words(words: str) -> Bounds:
    if found := re.fullmatch(r"at least (.+?),? (?:and )?at most (.+)", words):
        return number(found[1])[0], number(found[2])[1]
    return number(words)


def _category(page: Page, label: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return next(
        (dimension, one)
        for dimension in page.dimensions
        for one in dimension["categories"]
        if same(one["label"]["en"], label)
    )


def _group(page: Page, figure: str, found: re.Match[str]) -> None:
    _whole(page, figure, found)
    dimension, category = _category(page, found["g"])
    assert page.at(dimension, category["code"]) == _in_words(found["f"])


def _median(page: Page, figure: str, found: re.Match[str]) -> None:
    lower, upper = page.at(None, kind="median") or (None, None)
    assert bool(found["between"]) == (lower != upper < float("inf"))
    assert number(figure.removesuffix(" or more"))[0] == lower
    assert figure.endswith(" or more") == (upper == float("inf"))


def _phases(page: Page, figure: str, found: re.Match[str]) -> None:
    _whole(page, figure, found)
    dimension = next(one for one in page.dimensions if one["kind"] == "phase")
    for said in re.finditer(r"(?P<g>[^.:]+): (?P<f>[\d,–]+)(?: \((?P<s>[\d.,–]+)%\))?\.", found["rest"]):
        label = said["g"].strip()
        assert page.bounds(dimension, label) == number(said["f"])
        if said["s"]:
            assert page.bounds(dimension, label, "share") == number(said["s"])
    counts = [bounds for one in dimension["categories"] if (bounds := page.at(dimension, one["code"]))]
    rises = any(later[0] > earlier[1] for earlier, later in pairwise(counts))
    assert bool(found["apart"]) == ("share_lower" not in page.rows[0] or rises)
    assert not found["still"] or page.about["status"] == "provisional"


def _least_known(page: Page, figure: str, found: re.Match[str]) -> None:
    dimension = next(one for one in page.dimensions if one["kind"] == "decided")
    assert page.bounds(dimension, found["g"], "share") == number(figure.rstrip("%"))
    known = page.possible(page.bounds(dimension, found["g"]) or (0, 0))
    if found["least"]:
        others = page.others(dimension, 1, found["g"])
        assert others and all(one is not None and page.possible(one)[0] > known[1] for one in others)


def _contradicted(page: Page, figure: str, found: re.Match[str]) -> None:
    dimension = next(one for one in page.dimensions if one["kind"] == "conflict")
    bounds = page.bounds(dimension, found["g"])
    assert bounds == number(figure) and bounds[1] > 0
    if found["most"]:
        others = page.others(dimension, 1, found["g"])
        assert all(one is not None and page.possible(one)[1] < page.possible(bounds)[0] for one in others)


def _none_contradicted(page: Page, figure: str, _found: re.Match[str]) -> None:
    dimension = next(one for one in page.dimensions if one["kind"] == "conflict")
    assert page.at(None) == number(figure)
    assert all(page.at(dimension, one["code"]) == (0, 0) for one in dimension["categories"][1:])


def _decided_by(page: Page, figure: str, found: re.Match[str]) -> None:
    dimension = next(one for one in page.dimensions if one["kind"] == "decided-by")
    assert page.bounds(dimension, found["g"], "share") == number(figure.rstrip("%"))


def _gain(page: Page, figure: str, found: re.Match[str]) -> None:
    dimension = next(one for one in page.dimensions if one["kind"] == "gain")
    assert page.at(dimension, dimension["categories"][0]["code"]) == number(figure)
    bounds = page.bounds(dimension, found["g"])
    assert bounds == _in_words(found["f"])
    if found["most"]:
        others = page.others(dimension, 1, found["g"])
        assert all(one is not None and page.possible(one)[1] < page.possible(bounds)[0] for one in others)


def _whole(page: Page, figure: str, found: re.Match[str]) -> None:
    assert page.at(None) == number(figure)
    for one in page.dimensions:
        if one["kind"] == "period" and one["categories"][0]["level"] == 0:
            first, *between = (category["label"]["en"] for category in one["categories"][1:])
            joined = " and " if len(between) == 1 else " to "
            # Of "sanctions ended since 2018" only the last year is told.
            said_by_the_unit = f" {first} (to {between[-1]}" if between else first
            told = (joined.join([first, *between[-1:]]), said_by_the_unit)
            assert any(one in found[0] for one in told), "of which years?"
            spans = [_span(category["code"]) for category in one["categories"][1:]]
            assert "partly incomplete" in found[0] or all(_is_covered(page, *span) for span in spans)


def _is_covered(page: Page, first: date, end: date) -> bool:
    return page.covered[0] <= first.toordinal() and end.toordinal() - 1 <= page.covered[1]


def _complete(page: Page, period: str) -> None:
    """Whether a table says for what time it is complete if nothing else says when it is of, and truly."""
    assert bool(period) == all(one["kind"] not in ("period", "stock") for one in page.dimensions)
    years = [int(one) for one in re.findall(r"\d{4}", period)]
    assert not years or _is_covered(page, date(years[0], 1, 1), date(years[-1] + 1, 1, 1))


COURSE = (
    r" From (?P<a>[\d,–]+) \((?P<p>[^)]+)\) to (?P<b>[\d,–]+) \((?P<q>[^)]+)\)"
    r"(?P<t>(?:: (?:more|fewer|about the same|not known whether more or fewer)"
    r"|, with (?:more|fewer) in between)?)\."
    r"(?: In between, (?P<turn>most|fewest) in (?P<tp>[^:]+): (?P<tf>[\d,–]+)\.)?"
)
FIGURE = r"(?:at least )?[\d,–]+(?:,? (?:and )?at most [\d,]+)?"
RULES: dict[str, tuple[str, str, Callable[[Page, str, "re.Match[str]"], None]]] = {
    "median": ("", r"is the (?P<between>range that holds the )?median[^.]*\.", _median),
    "run": ("period", rf"(?P<u>[^.]+)\.{COURSE}", _run),
    "stock": ("stock", rf"(?P<u>[^.]+) at the end of (?P<y>\d{{4}})\.(?:{COURSE})?", _stock),
    "largest": ("", rf"(?P<u>[^.]+)\. Largest group by (?P<d>[^:]+): (?P<g>.+), (?P<f>{FIGURE})\.", _largest),
    "phases": (
        "phase",
        r"(?P<u>[^.]+)\.(?P<rest>(?: [^.:]+: [\d,–]+(?: \([\d.,–]+%\))?\.)+)"
        r"(?P<apart> Each phase is counted separately\.)?(?P<still> Some may still get further\.)?",
        _phases,
    ),
    "known": (
        "decided",
        r"is the share of .+ for which “(?P<g>.+)” is decided(?P<least>, lower than for anything else)?\.",
        _least_known,
    ),
    "contradicted": (
        "conflict",
        r".+ on which the sources contradict each other about “(?P<g>.+)”"
        r"(?P<most>, more than about anything else)?\.",
        _contradicted,
    ),
    "not contradicted": (
        "conflict",
        r".+\. No contradictions between the sources are visible\.",
        _none_contradicted,
    ),
    "decided by": (
        "decided-by",
        r"is the share of .+ for which this is decided with the data of (?P<g>[^.]+)\.",
        _decided_by,
    ),
    "gain": (
        "gain",
        rf"[^:]+: (?P<u>[^.]+)\. (?P<most>What would decide most: )?“(?P<g>.+)”(?:,| would decide) (?P<f>{FIGURE})\.",
        _gain,
    ),
    "of two": ("", rf"(?P<u>[^.]+)\. (?P<d>[^:.]+): (?P<g>[^:.]+), (?P<f>{FIGURE})\.", _of_two),
    "group": ("", rf"(?P<u>[^.]+)\. (?P<g>.+): (?P<f>{FIGURE})\.", _group),
    "whole": ("", r"[^.]+\.?", _whole),
}
"""Each rule: the kind of dimension that its table has, the words of its sentence, and what recomputes it."""


def recompute(page: Page) -> str:
    """Hold the headline of a page against its data; return the rule that it follows.

    Raises
    ------
    AssertionError
        If it follows none, or says what the data do not.
    """
    figure, told = page.said
    sentence, _, period = told.partition(" Complete for ")
    _complete(page, period)
    kinds = {one["kind"] for one in page.dimensions}
    for name, (kind, words, check) in RULES.items():
        found = re.fullmatch(words, sentence)
        if found and (not kind or kind in kinds):
            check(page, figure, found)
            return name
    raise AssertionError(f"no rule writes this sentence: {told}")
