"""What was protected is used again while nothing that it depends on has changed, and checked when it is."""

from dataclasses import replace
from importlib import import_module

import pyarrow as pa
import pytest
import small
from small import BY_FORM, FORM

from schakel.disclosure import ReleasedTable, StatedCount, Statement, equations_of, protect_together
from schakel.disclosure.certificates import Certificates
from schakel.indicators import tabulate
from schakel.model.asked import Asked
from schakel.store.workspace import Workspace
from schakel_base.progress import Told
from schakel_protection import find_profile
from schakel_protection.releases import ProtectedParts

PROFILE, SUPPRESSED = "round-5-additive", "alliance"
SEED = b"a secret"


def by_form(labour=30, name="reports-by-form"):
    base = pa.table({"form": [FORM.leaves_of(code).mask for code in ("domestic", "labour")], "n": [2, labour]})
    return ReleasedTable(tabulate(small.indicator(BY_FORM, name=name), small.alliance(), base))


def stated(count=9):
    return Statement("a step", (StatedCount(Asked("report", frozenset(["form cross-border"])), count, count),))


@pytest.fixture
def certificates(tmp_path):
    workspace = Workspace(tmp_path)
    return Certificates(workspace.certificates("2021-12-31"), workspace.certificate_key, "1.0")


def files(certificates):
    """The certificates as they stand on the disk: one that is written again is another file."""
    return {file.path.name: file.path.stat().st_ino for file in certificates.folder.glob("*")}


def protected(certificates, table=None, profile=PROFILE, before=(), statements=(), seed=SEED):
    return protect_together([table or by_form()], profile, before, statements, seed, certificates)


def figures(together):
    return {name: [cell.count for cell in table.cells] for name, table in together.tables.items()}


@pytest.mark.parametrize("profile", [PROFILE, SUPPRESSED])
def test_with_a_certificate_the_same_leaves_as_without(certificates, profile):
    plain = protect_together([by_form()], profile, (), (), SEED)
    first = protected(certificates, profile=profile)
    kept = files(certificates)
    again = protected(certificates, profile=profile)
    assert files(certificates) == kept and len(kept) == 1
    assert figures(plain) == figures(first) == figures(again)
    assert first.tables == again.tables
    known, known_again = first.all_released.known, again.all_released.known
    assert known.lower.tolist() == known_again.lower.tolist()
    assert known.upper.tolist() == known_again.upper.tolist()


def test_whatever_the_figures_depend_on_makes_another_certificate(certificates):
    left = protected(certificates).release("monitor", "2020", ["reports-by-form"])
    told = replace(left, shown=left.shown + 5)
    changed = [
        {"table": by_form(labour=31)},
        {"table": by_form(name="another")},
        {"profile": SUPPRESSED},
        {"statements": [stated()]},
        {"statements": [stated(8)]},
        {"before": [left]},
        {"before": [replace(left, edition="2019")]},
        {"before": [told]},
        {"before": [left, replace(left, product="another")]},
        {"seed": b"another secret"},
    ]
    for number, one in enumerate(changed, start=1):
        protected(certificates, **one)
        assert len(files(certificates)) == number + 1, one
    protected(replace(certificates, code="1.1"))
    assert len(files(certificates)) == len(changed) + 2


def test_its_name_tells_nothing_without_the_key(certificates):
    equations, rules = equations_of(by_form()), find_profile(PROFILE)
    mine = certificates.question(equations, rules, (), SEED)
    assert mine != replace(certificates, key=b"another key").question(equations, rules, (), SEED)


def test_a_rule_that_changes_makes_another_certificate(certificates):
    equations, rules = equations_of(by_form()), find_profile(PROFILE)
    mine = certificates.question(equations, rules, (), SEED)
    assert mine != certificates.question(equations, replace(rules, minimum_base=11), (), SEED)
    assert mine != certificates.question(equations, replace(rules, next_methods=()), (), SEED)


def test_what_cannot_be_is_not_taken_from_a_certificate(certificates):
    """The witness must add up to what is printed, and what is printed must be near what was counted."""
    equations, rules = equations_of(by_form()), find_profile(PROFILE)
    (part,) = ProtectedParts.of(equations, rules, (), SEED).parts
    shown, further = part.shown, equations_of(by_form(labour=60))
    for number, wrong in enumerate(
        [
            replace(shown, witness=shown.witness + 1),
            replace(shown, values=shown.values + 5),
            replace(shown, values=shown.values[1:]),
        ]
    ):
        certificates.keep(str(number), equations, ProtectedParts((replace(part, shown=wrong),)))
        assert certificates.find(str(number), equations, rules) is None
    certificates.keep("other counts", equations, ProtectedParts((part,)))
    assert certificates.find("other counts", equations, rules) is not None
    assert certificates.find("other counts", further, rules) is None


def test_a_file_that_was_changed_is_not_read(certificates):
    protected(certificates)
    (file,) = certificates.folder.glob("*")
    file.path.write_bytes(file.path.read_bytes()[:-1] + b"x")
    again = protected(certificates)
    assert figures(again) == figures(protect_together([by_form()], PROFILE, (), (), SEED))


def test_another_key_draws_another_rounding_and_the_same_key_the_same():
    tables = [by_form(labour=labour, name=f"table {labour}") for labour in range(21, 61, 2)]
    one, same, other = (
        [figures(protect_together([table], PROFILE, seed=seed)) for table in tables]
        for seed in (SEED, SEED, b"another secret")
    )
    assert one == same
    assert one != other


def test_while_figures_are_protected_their_number_is_told_and_about_how_long_it_takes(certificates, monkeypatch):
    """Nothing is told where they are taken from a certificate; the estimate is there where it is over a second."""
    told: list[str] = []

    def tell(what: Told, _share: float) -> None:
        told.append(str(what))

    for _ in range(2):
        protect_together([by_form()], PROFILE, (), (), SEED, certificates, tell)
    monkeypatch.setattr(import_module("schakel.disclosure.protect"), "FIGURES_PER_SECOND", 2)
    protect_together([by_form()], PROFILE, (), (), SEED, progress=tell)
    first, *stages = [one for one in told if one.startswith("protect ")]
    assert "about" not in first
    assert stages == [f"{first}, about {int(first.split()[1]) / 2:.0f} s"]
    assert {"round the figures", "attack what is shown"} <= {*told}
