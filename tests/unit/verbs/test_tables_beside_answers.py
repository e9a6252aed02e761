"""A release is rounded beside what questions about earlier editions are answered from."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from broken import edit, template
from command_line import schakel
from fines import protected, rows

from schakel import verbs
from schakel.alliance import read
from schakel.store.workspace import Workspace
from schakel.verbs import opening_epochs
from schakel_protection.releases import ReleaseLedger, ReleaseRecord, known_within

LATER = """
name: subjects-through-the-chain
title: {en: Subjects through the chain}
definition: {en: "Reports by what they are about and how far they came."}
unit: report
dimensions:
  - {kind: attribute, name: subject, attribute: subject, label: {en: subject}}
"""


def with_a_table_more(alliance):
    """The next edition has a table that nobody saw before, though all of it could be asked."""
    phases = (alliance / "indicators/reports-through-the-chain.yaml").read_text("utf-8").split("dimensions:\n")[1]
    (alliance / "indicators/subjects-through-the-chain.yaml").write_text(LATER.lstrip() + phases, "utf-8")
    edit(alliance, "products/monitor.yaml", "tables: [", "tables: [subjects-through-the-chain, ")
    verbs.build(alliance)


def drawn_high(workspace):
    """Let what could be asked lie seven units above each count that was not published, and return it."""
    epoch, *_ = ReleaseLedger(workspace.epoch_records).releases()
    published = ReleaseLedger(workspace.release_ledger).releases()[0].equations
    cells = epoch.equations.among(np.flatnonzero(~epoch.equations.hidden))
    new = np.array([key not in published for key in cells.keys])
    shown = np.where(new, cells.values + 7, epoch.shown[: len(cells)])
    workspace.epoch_records.path.unlink()
    workspace.epoch_records.head.unlink()
    told = known_within(shown, 9, 9)
    ReleaseLedger(workspace.epoch_records).append(ReleaseRecord("m", "e", cells, told, shown, epoch.promised, None, 1))
    return dict(zip(cells.keys, shown, strict=True))


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    """The template, its edition published."""
    folder = tmp_path_factory.mktemp("published")
    alliance = template(folder)
    verbs.deliver_shipped(alliance)
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", folder / "release")
    return alliance


def test_what_would_take_minutes_to_draw_is_refused_before_any_work(alliance, monkeypatch):
    monkeypatch.setattr(opening_epochs, "MOST_SUMS", 100)
    refused = schakel("epoch", "open", alliance, "monitor")
    assert refused.exit_code == 1 and "too much can be asked about report: " in refused.stderr
    assert not Workspace.of(alliance, read(alliance).name).open_epochs("monitor")


def test_nothing_can_be_asked_of_units_of_which_sums_left_under_another_product(alliance, tmp_path):
    """Also where nobody declares them any more: what left is known."""
    folder = shutil.copytree(alliance, tmp_path / "copied")
    workspace = Workspace.of(folder, read(folder).name)
    fines = [*rows("lab", *range(50, 60)), *rows("dom", *range(50, 70))]
    amounts = protected(fines, tmp_path / "fines").release("fines", "2024-12", ["reports"]).amounts
    (before,) = ReleaseLedger(workspace.release_ledger).releases()
    ReleaseLedger(workspace.release_ledger).append(replace(before, product="fines", amounts=amounts))
    refused = schakel("epoch", "open", folder, "monitor")
    assert refused.exit_code == 1 and "about units whose true sum is published" in refused.stderr


def test_a_table_first_shown_later_is_rounded_beside_what_was_asked_before(alliance, tmp_path):
    """Of a count that has not changed a figure lies at most seven from the answer, so that five numbers fit both."""
    verbs.open_epoch(alliance, "monitor")
    workspace = Workspace.of(alliance, read(alliance).name)
    answers = drawn_high(workspace)
    with_a_table_more(alliance)
    verbs.publish(alliance, "monitor", tmp_path / "release")
    before, later = ReleaseLedger(workspace.release_ledger).releases()
    cells = zip(later.equations.keys, later.shown, strict=True)
    figures = {key: shown for key, shown in cells if key in answers and key not in before.equations}
    assert len(figures) > 10
    assert all(abs(figure - answers[key]) <= 7 for key, figure in figures.items() if not np.isnan(figure))
    assert schakel("report", alliance, "monitor", "--out", tmp_path / "again.odt").exit_code == 0
