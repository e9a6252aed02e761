"""An edition and its revision: what left first is a constraint of what leaves next.

A helpline delivers its reports, and a monitor is published. One more report comes in late, and the monitor is published
again. Whoever lays the two beside each other must not be able to tell where the one report was added.
"""

import csv
import hashlib
import json
import shutil
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from broken import edit

from schakel import verbs
from schakel.alliance.template import create
from schakel.store.workspace import Workspace
from schakel_base.errors import ChainError, DisclosureError
from schakel_protection import audit
from schakel_protection.releases import ReleaseLedger, join

LATE = ("H0999", "2024-05-06", "work under duress", "", "", "", "Northtown", "")


@pytest.fixture
def alliance(tmp_path):
    folder = tmp_path / "alliance"
    create(folder, "alliance")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with the alliance, its first release, and its second with one late report."""
    folder = tmp_path_factory.mktemp("made")
    create(folder / "alliance", "alliance")
    published(folder / "alliance", folder / "first")
    published(folder / "alliance", folder / "second", LATE)
    return folder


@pytest.fixture
def revised(made, tmp_path):
    """The same, to change: the alliance, with both releases beside it."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "alliance"


def published(alliance: Path, out: Path, *late: tuple[str, ...]) -> Path:
    """Deliver what comes with the alliance, and rows that came late; build and publish."""
    verbs.deliver_shipped(alliance)
    if late:
        file = out.parent / "late.csv"
        header = (alliance / "partners/helpline/sample.csv").read_text("utf-8").splitlines()[0]
        file.write_text("\n".join([header, *(",".join(row) for row in late)]) + "\n", "utf-8")
        verbs.deliver(alliance, "helpline", file, synthetic=True)
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", out)
    return out


def under(alliance: Path, profile: str) -> None:
    file = alliance / "products/monitor.yaml"
    text = file.read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("profile:")]
    file.write_text(text.replace(line, f"profile: {profile}"), "utf-8")


def counts(release: Path) -> dict[tuple[str, str], tuple[str, str, str]]:
    with (release / "data/reports-by-subject.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["subject"], row["year"]): (row["lower"], row["upper"], row["mark"]) for row in csv.DictReader(file)
        }


def ledger(alliance: Path):
    return ReleaseLedger(Workspace.of(alliance).release_ledger).releases()


def with_public_counts(alliance: Path) -> None:
    """Declare another product besides, of public records that are no reports."""
    unit = "  decision: {label: {en: decision}, plural: {en: decisions}, belongs_to: report, inherits: [subject]}"
    edit(alliance, "alliance.yaml", "units:\n", f"units:\n{unit}\n")
    key = "{unit: report, key: [report_number]}"
    edit(alliance, "partners/helpline/contract.yaml", key, f"{key}\n          - {key.replace('report,', 'decision,')}")
    decisions = (alliance / "products/monitor.yaml").read_text("utf-8").replace("monitor", "decisions", 1)
    (alliance / "products/decisions.yaml").write_text(decisions, "utf-8")
    edit(
        alliance, "products/decisions.yaml", "profile: round-5-additive", "profile: public\npublic_sources: [helpline]"
    )
    tables = "[reports-by-subject, reports-through-the-chain, days-to-hand-over]"
    edit(alliance, "products/decisions.yaml", tables, "[decisions-by-subject]")
    (alliance / "indicators/decisions-by-subject.yaml").write_text(
        "name: decisions-by-subject\ntitle: {en: Decisions}\ndefinition: {en: Decisions.}\nunit: decision\n"
        "dimensions: [{kind: attribute, name: subject, attribute: subject, label: {en: subject}}]\n"
        "source: {en: Invented}\n",
        "utf-8",
    )


def head_of(alliance: Path) -> Path:
    head = Workspace.of(alliance).release_ledger.head
    assert head
    return head


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def attack(alliance: Path):
    """What is left of the counts of both editions, and of the changes between them, to whoever has both releases."""
    first, second = ledger(alliance)
    joint = join(second.equations, [first])
    return audit(joint.equations, joint.knowledge(second.known), joint.requirement(second.promised, 3))


@pytest.mark.parametrize("profile", ["round-5-additive", "alliance"])
def test_one_late_report_cannot_be_found_by_subtracting(alliance, tmp_path, profile):
    under(alliance, profile)
    published(alliance, tmp_path / "first")
    published(alliance, tmp_path / "second", LATE)
    found = attack(alliance)
    late = [finding for finding in found.findings if finding.key[0][0] == "change since"]
    assert late
    assert {finding.value for finding in late} == {1}
    assert not found.exposed


def test_each_edition_of_two_products_leaves_as_usual(alliance, tmp_path):
    """Also the third, which is attacked in the knowledge of what left twice of the other product."""
    with_public_counts(alliance)
    for number in (1, 2, 3):
        late = (f"H099{number}", *LATE[1:])
        published(alliance, tmp_path / "monitor", late)
        verbs.publish(alliance, "decisions", tmp_path / "decisions")
    assert [one.product for one in ledger(alliance)] == ["monitor", "decisions"] * 3
    third = ledger(alliance)[4]
    figures = third.shown[~third.equations.hidden]
    assert (figures % 5 == 0).all() and (figures % 10 == 5).any()


def test_exact_counts_of_both_editions_would_give_it_away(alliance, tmp_path):
    """The second edition by itself, as if the first had never been published: the attack finds the late report."""
    under(alliance, "alliance")
    published(alliance, tmp_path / "first")
    file = Workspace.of(alliance).release_ledger.path
    first = file.read_text("utf-8")
    file.unlink()
    head_of(alliance).unlink()
    published(alliance, tmp_path / "second", LATE)
    (second,) = ledger(alliance)
    file.write_text(first, "utf-8")
    head_of(alliance).unlink()
    joint = join(second.equations, ledger(alliance))
    found = audit(joint.equations, joint.knowledge(second.known), joint.requirement(second.promised, 3))
    assert any(finding.key[0][0] == "change since" for finding in found.exposed)


def test_a_release_that_is_made_again_is_the_same_to_the_byte_is_not_attacked_again_and_no_new_constraint(
    alliance, tmp_path, monkeypatch
):
    room, asked = import_module("schakel.disclosure.protect"), []
    attack = room.ProtectedParts.of
    monkeypatch.setattr(room.ProtectedParts, "of", lambda *given: asked.append(given) or attack(*given))
    first = contents(published(alliance, tmp_path / "first"))
    assert contents(published(alliance, tmp_path / "again")) == first
    verbs.report(alliance, "monitor", tmp_path / "monitor.odt")
    assert len(ledger(alliance)) == len(asked) == 1
    edition = ledger(alliance)[0].edition
    published(alliance, tmp_path / "second", LATE)
    verbs.publish(alliance, "monitor", tmp_path / "first-again", edition)
    assert contents(tmp_path / "first-again") == first
    assert len(ledger(alliance)) == len(asked) == 2
    (before,) = asked[1][2]
    printed = ~np.isnan(before.shown)
    assert printed.any() and (before.witness[printed] == before.shown[printed]).all(), (
        "the next edition has its witness"
    )


def test_counts_that_have_not_changed_are_shown_as_they_were(made):
    before, after = counts(made / "first"), counts(made / "second")
    unchanged = [("labour-exploitation", "2023"), ("sexual-exploitation", "2023"), ("sexual-exploitation", "2024")]
    assert [before[at] for at in unchanged] == [after[at] for at in unchanged]


def test_a_release_tells_its_place_in_the_ledger(made):
    said = [json.loads((made / name / "release.json").read_bytes())["ledger"] for name in ("first", "second")]
    assert [one["number"] for one in said] == [1, 2]
    assert said[0]["head"] != said[1]["head"]


@pytest.mark.parametrize("lost", ["the last record", "all records", "the ledger"])
def test_a_ledger_that_lost_records_publishes_nothing(revised, tmp_path, lost):
    file = Workspace.of(revised).release_ledger.path
    kept = file.read_bytes()
    if lost == "the ledger":
        file.unlink()
    else:
        file.write_bytes(kept.splitlines(keepends=True)[0] if lost == "the last record" else b"")
    missing = 1 if lost == "the last record" else 2
    with pytest.raises(ChainError, match=f"{missing} of 2 records are missing; restore the file from a backup"):
        verbs.publish(revised, "monitor", tmp_path / "third")
    assert not (tmp_path / "third").exists()
    file.write_bytes(kept)
    verbs.publish(revised, "monitor", tmp_path / "third")
    assert contents(tmp_path / "third") == contents(tmp_path / "second")


def test_a_release_that_the_ledger_does_not_know_is_not_followed_by_another(alliance, tmp_path):
    published(alliance, tmp_path / "monitor")
    Workspace.of(alliance).release_ledger.path.unlink()
    head_of(alliance).unlink()
    before = contents(tmp_path / "monitor")
    with pytest.raises(DisclosureError, match=r"holds edition .*, release 1 of its product, and the release ledger"):
        published(alliance, tmp_path / "monitor", LATE)
    assert contents(tmp_path / "monitor") == before
