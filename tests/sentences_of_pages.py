"""The referee of all other sentences with a figure: each is read from its page, and recomputed from the open data.

It lists each sentence with the cells that it rests on. What research says of itself is recomputed from what is
next to it: how many factors and years from the table of factors, ratios from the list of verdicts and from the chart.
Not recomputed is what a judgment or a letter says in its own words.
"""

import csv
import html
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from conftest import ALLIANCES
from sentences import REACH, Bounds, number

LINK = re.compile(r'<a [^>]*href="(?:\.\./)*indicators/([\w-]+)\.html#([^"]+)"[^>]*>(.*?)</a>', re.S)
NORM = re.compile(r"(\d{4}) \(([^()]*?), norm ([\d,]+)\)")
STEP = r"[^:;.]+: [±+−][\d,/+−]*"
WAY = re.compile(rf"From ([\d,–]+) to ([\d,–]+): (\S+)\. ({STEP}(?:; {STEP})*)\. (.+?) unexplained")
SEEN = re.compile(r"(Seen on the lists[^:]*|Persons followed): ([\d,]+)")
SHARE = re.compile(
    r"([\d.]+)% of the persons have a new case within (\d) years? \(95% confidence interval: ([\d.]+)% to ([\d.]+)%\)"
)


RATIO = re.compile(
    r"([^.]+?)(?: by a factor of|,|: the (?:upper limit is|gaps are)|(?<= next) to) "
    r"(\d+\.\d|\d+ or more)(?= times|[ .])"
)
OF_FACTORS = re.compile(
    r"For (?:none of the (?P<no>\d+) factors and pairs of factors do the judgments show whether the sentence becomes "
    r"higher or lower|(?P<full>\d+) of (?P<all>\d+) factors and pairs of factors the judgments show how much the "
    r"sentence changes; for (?P<sign>\d+) only whether it becomes higher or lower; for (?P<none>\d+) neither)\. "
    r"(?P<read>[\d,]+) judgments read; (?P<prison>[\d,]+) of them count and state a prison term\."
    r"(?: For (?P<known>\d+) of the \d+ factors and pairs of factors it can be estimated how many more years of "
    r"judgments are needed: "
    r"(?P<low>\d+)(?: to (?P<high>\d+))?\.)?"
)


@dataclass(frozen=True)
class Rest:
    """A sentence of a page, and the names of the cells that it was recomputed from."""

    page: Path
    sentence: str
    cells: tuple[str, ...]


@cache
def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def cells_of(file: Path) -> dict[str, dict[str, str]]:
    """The rows of a table, by the anchor of their cell: the name of the table and its codes."""
    rows = rows_of(file)
    columns = list(rows[0])
    sides = [name for name in columns if f"{name}_level" in columns]
    return {
        ".".join(re.sub(r"[^\w-]+", "-", one) for one in (file.stem, *(row[side] or "total" for side in sides))): row
        for row in rows
    }


def words(page: str) -> str:
    """What a reader of a page or of a part of it reads, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def sure(text: str) -> Bounds:
    """The bounds in English words: `35–100`, `at least 35 and at most 100`, `82.1%`."""
    ends = [float(one.replace(",", "")) for one in re.findall(r"[\d,]*\.?\d+", text)]
    return ends[0], ends[-1]


def quoted(release: Path, site: Path) -> Iterator[Rest]:
    """Every figure that leads to its cell: in answers, on pages of places and of bodies."""
    for page in sorted(site.glob("**/*.html")):
        for table, cell, said in LINK.findall(page.read_text("utf-8")):
            row, text = cells_of(release / "data" / f"{table}.csv")[cell], words(said)
            figures = [name.removesuffix("lower") for name in row if re.fullmatch(r"(\w[\w-]*_)?lower", name)]
            known = [(float(row[f"{one}lower"]), float(row[f"{one}upper"])) for one in figures if row[f"{one}upper"]]
            marks = [row[f"{one}mark"] for one in figures if row[f"{one}mark"]]
            assert (sure(text) in known) if re.search(r"\d", text) else marks, (page, cell, text)
            yield Rest(page, text, (cell,))


def norms(release: Path, site: Path) -> Iterator[Rest]:
    """Whether a norm was reached, as others published and as counted here."""
    for page in (site / "targets.html", site / "index.html"):
        sections = page.read_text("utf-8").split('<p class="standing">')[1:] if page.exists() else []
        for section in sections:
            said, is_counted = section.split("</p>")[0], "As counted here" in section.split("</p>")[0]
            for sentence in re.findall(r"<strong>(.*?)</strong>", said):
                cells = tuple(_norm(release, words(sentence), said, is_counted, *one) for one in NORM.findall(sentence))
                yield Rest(page, words(sentence), cells)


def _norm(release: Path, sentence: str, said: str, is_counted: bool, year: str, realised: str, norm: str) -> str:
    editions = [row for row in rows_of(release / "data/lists/targets.csv") if row["year"] == year]
    assert number(norm)[0] in [float(row["norm"]) for row in editions if row["norm"]]
    if is_counted:
        table = re.findall(r'indicators/([\w-]+)\.html"', said)[0]
        cell = f"{table}.{year}"
        row = cells_of(release / "data" / f"{table}.csv")[cell]
        low, high = float(row["lower"]), float(row["upper"])
        assert (low, high) == sure(realised)
        reach = max(REACH.values())
        low, high = max(low - reach, 0), high + reach
    else:
        cell = f"targets {year}"
        (low, high) = sure(realised.split(",")[0] if "provisional" in realised else realised)
        assert low in [float(row["realised"]) for row in editions if row["realised"]]
    held = {"Norm reached": low >= number(norm)[0], "Norm not reached": high < number(norm)[0]}
    assert held.get(sentence.split(":")[0], True), sentence
    return cell


def walks(release: Path, site: Path) -> Iterator[Rest]:
    """From one figure to another: both are those of their cells, and the steps add up to what is between them."""
    declared = declared_ends(release.name)
    for page in sorted(site.glob("comparisons/*.html")):
        ends = declared.get(page.stem, ())
        known = [_at(release, *end) for end in ends]
        text = words(page.read_text("utf-8"))
        for first, last, change, steps, rest in WAY.findall(text):
            (low, high), (lower, upper) = number(first), number(last)
            assert all(one in (None, said) for one, said in zip(known, ((low, high), (lower, upper)), strict=True))
            assert _changes(change) == (lower - low, upper - high), (page, change)
            found = [_changes(one.rpartition(": ")[2]) for one in steps.split("; ")]
            if rest.startswith("Nothing"):
                assert sum(one for one, _ in found) == lower - low, (page, steps)
                assert sum(one for _, one in found) == upper - high, (page, steps)
            cells = tuple(f"{table}:{at}" for table, at in ends)
            yield Rest(page, f"From {first} to {last}: {change}. {steps}.", cells)


def declared_ends(product: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """The two figures of each comparison of a product: the table, and where in it."""
    files = ALLIANCES.glob(f"*/products/{product}.yaml")
    compared = [one for file in files for one in yaml.safe_load(file.read_text("utf-8")).get("comparisons", ())]
    return {one["name"]: tuple(tuple(one[end].split(":", 1)) for end in ("from", "to")) for one in compared}


def _at(release: Path, table: str, at: str) -> Bounds | None:
    """The published figure there; none where it is of some partners, or of another day."""
    if "/" in at or "@" in at:
        return None
    asked = dict(one.split("=") for one in at.split(","))
    rows = rows_of(release / "data" / f"{table}.csv")
    sides = [name for name in rows[0] if f"{name}_level" in rows[0]]
    row = next(row for row in rows if all(row[side] == asked.get(side, "") for side in sides))
    return float(row["lower"]), float(row["upper"])


def _changes(text: str) -> Bounds:
    """The change of the lower and of the upper bound: `+20`, `±0`, `−5`, `+5/+10`."""
    ends = [float(one.replace("±", "").replace("−", "-").replace(",", "")) for one in text.split("/")]
    return ends[0], ends[-1]


def research(release: Path, site: Path) -> Iterator[Rest]:
    """How many were seen or followed, and the share of them with a new case, as the lists of open data have them."""
    lists = {name: release / f"data/lists/{name}.csv" for name in ("hidden-populations", "recidivism")}
    rows = [row for file in lists.values() if file.exists() for row in rows_of(file)]
    seen = {float(row.get("observed") or row.get("persons") or "nan") for row in rows}
    shares = {
        (row["year"], *(round(100 * float(row[name])) for name in ("share", "interval_lower", "interval_upper")))
        for row in rows
        if row.get("share")
    }
    for page in sorted(site.glob("recommendations/*.html")) if rows else ():
        text = words(page.read_text("utf-8"))
        for what, count in SEEN.findall(text):
            assert number(count)[0] in seen, (page, what, count)
            yield Rest(page, f"{what}: {count}", (count,))
        for share, year, lower, upper in SHARE.findall(text):
            assert (year, *(round(float(one)) for one in (share, lower, upper))) in shares, (page, share)
            yield Rest(page, f"{share}% within {year} years", (year,))


def ratios(release: Path, site: Path) -> Iterator[Rest]:
    """Why there is no estimate: every ratio in words is one of the list of verdicts, and so is every one of a chart."""
    file = release / "data/lists/hidden-populations.csv"
    rows = rows_of(file) if file.exists() else []
    listed = {found for row in rows for found in _ratios(row["reasons_en"])}
    for page in sorted(site.glob("recommendations/*.html")) if rows else ():
        text = page.read_text("utf-8")
        for said in _ratios(words(re.sub(r"<svg.*?</svg>", "", text, flags=re.S))):
            assert said in listed, (page, said)
            yield Rest(page, " ".join(said), (file.stem,))
        for described in re.findall(r"<desc[^>]*>([^<]*: × [^<]*)</desc>", text):
            drawn = re.findall(r"× ([\d.]+(?: or more)?)", described)
            assert any(set(drawn) <= {one for _, one in _ratios(row["reasons_en"])} for row in rows), described
            yield Rest(page, described, (file.stem,))


def _ratios(text: str) -> list[tuple[str, str]]:
    """Each ratio in words, after the three words before it."""
    return [(" ".join(before.split()[-3:]), ratio) for before, ratio in RATIO.findall(text)]


def factors(release: Path, site: Path) -> Iterator[Rest]:
    """For how many factors judgments suffice, and what each lacks: as the table of factors has it."""
    for page in sorted(site.glob("recommendations/*.html")):
        text = page.read_text("utf-8")
        rows = _factors(text)
        for found in OF_FACTORS.finditer(words(text)) if rows else ():
            names = ("all", "full", "sign", "none", "read", "prison")
            spoken = found.groupdict() | ({"all": found["no"], "none": found["no"]} if found["no"] else {})
            number_of = [int((spoken[name] or "0").replace(",", "")) for name in names]
            verdicts = [row["Verdict"] for row in rows.values()]
            none = verdicts.count("not enough")
            sign = sum(1 for one in verdicts if "only" in one)
            assert number_of[:4] == [len(rows), len(rows) - none - sign, sign, none], found[0]
            assert number_of[4] == float(rows_of(release / "data/published-decisions.csv")[0]["lower"])
            years = [int(row["Years still needed"]) for row in rows.values() if row["Years still needed"].isdigit()]
            if found["known"]:
                said = (found["known"], found["low"], found["high"] or found["low"])
                assert tuple(map(int, said)) == (len(years), min(years), max(years)), found[0]
            for row in rows.values():
                if row["Years still needed"].isdigit():
                    assert int(row["Years still needed"]) in _years_needed(row, number_of[5]), row
            yield Rest(page, found[0], tuple(rows))
        for name, row in rows.items():
            yield from _lacks(page, text, name, row)


def _years_needed(row: dict[str, str], sentences: int) -> range:
    """By all sentences of the one year of judgments that was read, to those in as many as the smallest of two groups.

    Of how many a factor is known stands on no page, and sentences needed are rounded: hence a year to either side.
    """
    needed = number(row["Sentences needed"])[0]
    most, fewest = sentences, 2 * max(int(row["Smallest group"]), 1)
    return range(math.ceil(needed / most) - 2, math.ceil(needed / fewest) + 1)


def _factors(page: str) -> dict[str, dict[str, str]]:
    """The rows of the table of factors, by factor."""
    tables = [table for table in re.findall(r"<table.*?</table>", page, re.S) if "Years still needed" in table]
    lines = [[words(cell) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.S)]
             for table in tables[:1] for line in re.findall(r"<tr.*?</tr>", table, re.S)]  # fmt: skip
    return {line[0]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}


def _lacks(page: Path, text: str, name: str, row: dict[str, str]) -> Iterator[Rest]:
    """What is said of one factor below the table."""
    found = re.search(rf"<summary><strong>{re.escape(html.escape(name))}</strong>.*?</details>", text, re.S)
    said = words(found[0]) if found else ""
    for size in re.findall(r"smallest group has (\d+) of the", said):
        assert size == row["Smallest group"], (name, said)
        yield Rest(page, f"{name}: {size} sentences", (name,))
    for times in re.findall(r"sentence ([\d.]+) times as long", said):
        assert abs(float(times) - float(re.findall(r"[\d.]+", row["Can be shown"])[0])) <= 0.051, (name, said)
        yield Rest(page, f"{name}: {times} times as long", (name,))


def answered(release: Path, site: Path) -> Iterator[Rest]:
    """How many bodies answered, in all and by region: as the list of answers and the list of all bodies have it."""
    file, page = release / "data/lists/answers-of-public-bodies.csv", site / "index.html"
    if not file.exists():
        return
    text, profiles = page.read_text("utf-8"), (site / "profiles.html").read_text("utf-8").split('id="questions"')[0]
    names = {row["name"] for row in rows_of(file)}
    bodies = {words(title): [words(one) for one in re.findall(r"<li>(.*?)</li>", body, re.S)]
              for title, body in re.findall(r"<h3[^>]*>(.*?)</h3>\s*(<ul.*?</ul>)", profiles, re.S)}  # fmt: skip
    counts = {title: (sum(1 for one in ones if re.sub(r" \d{4}$", "", one) in names), len(ones))
              for title, ones in bodies.items()}  # fmt: skip
    (whole,) = re.findall(r"<strong>(\d+) of (\d+)</strong> <span>[^<]*have answered", " ".join(text.split()))
    assert tuple(map(int, whole)) == tuple(map(sum, zip(*counts.values(), strict=True)))
    yield Rest(page, " of ".join(whole), (file.stem,))
    (described,) = re.findall(r"<desc[^>]*>([^<]*: \d+ of \d+[^<]*)</desc>", text)
    parts = [one.rsplit(": ", 1) for one in html.unescape(described).split("; ")]
    assert {words(label): tuple(map(int, said.split(" of "))) for label, said in parts} == counts
    yield from (Rest(page, ": ".join(one), (file.stem,)) for one in parts)


KINDS: dict[str, Callable[[Path, Path], Iterator[Rest]]] = {
    "quoted": quoted,
    "norms": norms,
    "walks": walks,
    "research": research,
    "ratios": ratios,
    "factors": factors,
    "answered": answered,
}
"""Each kind of sentence, and what lists and recomputes those of a release."""


def rests(release: Path) -> dict[str, list[Rest]]:
    """Return the sentences in English of a release, by their kind.

    Raises
    ------
    AssertionError
        If any says what the data do not.
    """
    return {name: list(found(release, release / "site" / "en")) for name, found in KINDS.items()}
