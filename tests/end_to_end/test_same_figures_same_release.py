"""A release tells its figures and nothing else: deliveries that give the same figures give the same bytes.

What no table shows may differ: the order and the numbers of rows, a column that nobody counts, a day within its year,
and whose the counts are that are hidden. Then every file of the two releases is compared, with its name and mode: the
report and its metadata, archives, the search index, catalogues, provenance. One thing is left out because it tells
when somebody worked, and on what: the checksum of the last record of the access log.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from broken import edit, template

from schakel import verbs
from schakel.alliance import read
from schakel.disclosure import ProtectedTable
from schakel.publication.content import ReleaseContent
from schakel.publication.release import publish
from schakel.verbs import planning
from schakel.verbs.publishing import Publishing, content_of, reading_for

Row = tuple[str, date, str, str, int | None, str, str, str]
Rows = list[Row]
"""Number, day, subject, to whom it was handed over, after how many days, whether they followed it up, place, remark."""
HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks"
SUBJECTS = ("question about the law", "question about the law", "work under duress", "bad housing or underpayment", "")
PROFILES = ("alliance", "cbs-10-50-90", "acro-default", "round-5-additive")
MOST_TRIED = 40


def delivered(chance: random.Random) -> Rows:
    """A file of sixteen reports: so few that under suppression most that tells of somebody is hidden."""
    return [_report(chance, number) for number in range(16)]


def _report(chance: random.Random, number: int) -> Row:
    day = date(2023, 1, 1) + timedelta(chance.randrange(700))
    to, after, followed = chance.choice([("", None, ""), ("police", chance.choice([0, 2, 9]), chance.choice("yn"))])
    followed = {"y": "yes", "n": "no"}.get(followed, "")
    return f"H{number:04}", day, chance.choice(SUBJECTS), to, after, followed, "Northtown", ""


def _in_another_order(rows: Rows, chance: random.Random) -> Rows:
    return chance.sample(rows, len(rows))


def _with_other_numbers(rows: Rows, chance: random.Random) -> Rows:
    return [(f"Q{chance.randrange(10**6)}-{place}", *row[1:]) for place, row in enumerate(rows)]


def _with_what_nobody_counts(rows: Rows, chance: random.Random) -> Rows:
    return [(*row[:6], chance.choice(["Southport", "Eastbridge"]), chance.choice(["", "met Jansen"])) for row in rows]


def _on_other_days_of_the_year(rows: Rows, chance: random.Random) -> Rows:
    return [(row[0], date(row[1].year, 1, 1) + timedelta(chance.randrange(300)), *row[2:]) for row in rows]


OF_NO_TABLE: dict[str, Callable[[Rows, random.Random], Rows]] = {
    "order": _in_another_order,
    "numbers": _with_other_numbers,
    "what nobody counts": _with_what_nobody_counts,
    "days": _on_other_days_of_the_year,
}


def one_of_another_subject(rows: Rows, chance: random.Random) -> Rows:
    """Two reports change subjects, or one gets another: as many counts move as two persons can move."""
    first, other = chance.sample(range(len(rows)), 2)
    changed = list(rows)
    changed[first] = (*rows[first][:2], rows[other][2], *rows[first][3:])
    if chance.random() < 0.5:
        changed[other] = (*rows[other][:2], rows[first][2], *rows[other][3:])
    return changed


def counted(rows: Rows) -> Counter[tuple[str, int, str]]:
    """What rows count, by subject and year, and how far they came: of two worlds with other secrets it differs."""
    return Counter((row[2], row[1].year, row[5]) for row in rows)


class Worlds:
    """Alliances that differ in what was delivered alone."""

    def __init__(self, folder: Path, profile: str) -> None:
        self._folder, self._profile, self._number = folder, profile, 0

    def of(self, rows: Rows) -> ReleaseContent:
        """Deliver rows, build an edition, and return what its release is made from."""
        self._number += 1
        alliance = template(self._folder / str(self._number))
        edit(alliance, "products/monitor.yaml", "synthetic: true", "grounds: [helpline-act-3]")
        edit(alliance, "products/monitor.yaml", "profile: round-5-additive", f"profile: {self._profile}")
        with (alliance / "products/monitor.yaml").open("a", encoding="utf-8") as product:
            product.write("report: true\n")
        act = 'grounds:\n  helpline-act-3: {law: {en: An act}, article: "3"}\n'
        edit(alliance, "alliance.yaml", "units:", f"{act}units:")
        file = self._folder / f"{self._number}.csv"
        file.write_text("\n".join([HEADER, *map(_written, rows)]) + "\n", "utf-8")
        verbs.deliver(alliance, "helpline", file, date(2025, 1, 15), synthetic=False)
        verbs.build(alliance)
        with reading_for(read(alliance), "publish", "monitor", "latest") as opened:
            return replace(content_of(Publishing(opened), "monitor"), log=None)


def _written(row: Row) -> str:
    number, day, subject, to, after, *others = row
    handed = "" if after is None else str(day + timedelta(after))
    return ",".join([number, str(day), subject, to, handed, *others])


def figures(content: ReleaseContent) -> list[tuple[object, ...]]:
    """All that tables print: a figure that is not printed is the same as any other."""
    return [one for table in content.all_tables for one in _printed(table)]


def _printed(table: ProtectedTable) -> Iterator[tuple[object, ...]]:
    for cell in table.cells:
        numbers = [("count", cell.count), *sorted(cell.statistics.items())]
        printed = [(name, one.mark, *(() if one.mark else (one.lower, one.upper))) for name, one in numbers]
        yield table.indicator.name, table.profile.name, cell.coordinates, *printed


def files(content: ReleaseContent, folder: Path) -> dict[str, tuple[bytes, int]]:
    """All files of a release by their paths, in their order, each with its bytes and its mode."""
    publish(content, folder)
    found = sorted(one for one in folder.rglob("*") if one.is_file())
    return {str(one.relative_to(folder)): (one.read_bytes(), one.stat().st_mode) for one in found}


def differing(one: dict[str, tuple[bytes, int]], other: dict[str, tuple[bytes, int]]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


@pytest.fixture(autouse=True)
def _one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edition has its name, and its draws, from a digest under a key: here that of all is the same."""
    monkeypatch.setattr(planning, "_digest", lambda *_: "0" * 64)


@pytest.mark.parametrize("profile", ["alliance", "round-5-additive"])
def test_what_no_table_counts_is_in_no_file(profile: str, tmp_path: Path) -> None:
    chance, worlds = random.Random(1), Worlds(tmp_path, profile)
    rows = delivered(chance)
    release = files(worlds.of(rows), tmp_path / "release")
    found = {}
    for name, change in OF_NO_TABLE.items():
        changed = change(rows, chance)
        assert changed != rows
        found[name] = differing(release, files(worlds.of(changed), tmp_path / name))
    assert found == {name: [] for name in OF_NO_TABLE}


@pytest.mark.parametrize("profile", PROFILES)
def test_what_figures_hide_no_file_tells(profile: str, tmp_path: Path) -> None:
    """Two persons of a hidden count change places, until the figures are the same: then so is all else."""
    chance, worlds = random.Random(2), Worlds(tmp_path, profile)
    rows = delivered(chance)
    content = worlds.of(rows)
    release = files(content, tmp_path / "release")
    for _ in range(MOST_TRIED):
        changed = one_of_another_subject(rows, chance)
        if counted(changed) == counted(rows):
            continue
        other = worlds.of(changed)
        if figures(other) == figures(content):
            assert differing(release, files(other, tmp_path / "other")) == []
            return
    pytest.fail("no two worlds with the same figures were found: nothing was compared")


def test_a_figure_that_differs_is_found(tmp_path: Path) -> None:
    chance, worlds = random.Random(3), Worlds(tmp_path, "alliance")
    rows = delivered(chance)
    more = [*rows, ("H9999", *rows[0][1:])]
    found = differing(files(worlds.of(rows), tmp_path / "one"), files(worlds.of(more), tmp_path / "more"))
    assert {path.rpartition(".")[2] for path in found} >= {"html", "csv", "json", "xlsx", "zip", "pdf"}
