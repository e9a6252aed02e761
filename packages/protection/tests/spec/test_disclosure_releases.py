"""Earlier editions

A new edition is protected together with the editions that were published before it.
"""

from dataclasses import replace

import numpy as np
import pytest
from disclosure_tables import key_of, mask, small_counts, square

from schakel_base.chained_file import ChainedFile
from schakel_base.errors import ChainError
from schakel_protection import audit, find_profile
from schakel_protection.attack import publish, require, somebody_in
from schakel_protection.releases import LinkedTables, ProtectedParts, ReleaseLedger, ReleaseRecord, join
from schakel_protection.suppression import suppress, wish
from schakel_protection.tables import link

BEFORE, AFTER = square([[20, 30], [40, 50]]).equations, square([[21, 30], [40, 50]]).equations


def released(table, edition="2017", suppressed=()):
    hidden = mask(table, np.array(suppressed, dtype=int))
    shown = np.where(hidden, np.nan, table.values)
    return ReleaseRecord("monitor", edition, table, publish(table, hidden), shown, require(suppressed))


def attacked(joint, table, pattern=None):
    """Attack a new edition of which everything is published but the pattern, together with the old ones."""
    known = joint.knowledge(publish(table, np.zeros(len(table), dtype=bool) if pattern is None else pattern))
    return audit(joint.equations, known, joint.requirement(require([]), 3))


LATE = (("change since", "2017 of monitor"), *key_of(row="1", column="1"))


def test_a_revision_of_a_table_without_small_counts_gives_one_late_registration_away():
    assert LATE in {finding.key for finding in attacked(join(AFTER, [released(BEFORE)]), AFTER).exposed}


def test_so_the_new_edition_is_protected_together_with_the_old():
    joint = join(AFTER, [released(BEFORE)])
    required = joint.requirement(require([]), 3)
    pattern = suppress(joint.equations, wish(joint.equations, required, keep=joint.published_before))[: len(AFTER)]
    assert pattern.any()
    assert not attacked(joint, AFTER, pattern).exposed


def test_what_an_earlier_edition_hid_stays_hidden():
    before = square([[1, 20, 30], [10, 40, 50]]).equations
    hidden = np.flatnonzero(suppress(before, wish(before, require(small_counts(before)))))
    joint = join(before, [released(before, suppressed=hidden)])
    assert {finding.key[0] for finding in attacked(joint, before).exposed} == {("edition", "2017 of monitor")}


GONE = (("fall since", "2017 of monitor"), *key_of(row="1", column="1"))


def test_a_correction_that_takes_one_record_away_gives_it_away_as_a_late_one_does():
    joint = join(BEFORE, [released(AFTER)])
    assert joint.change_of(BEFORE.index(key_of(row="1", column="1"))) == []
    assert GONE in {finding.key for finding in attacked(joint, BEFORE).exposed}
    required = joint.requirement(require([]), 3)
    pattern = suppress(joint.equations, wish(joint.equations, required, keep=joint.published_before))[: len(BEFORE)]
    assert pattern.any() and not attacked(joint, BEFORE, pattern).exposed


def test_between_two_products_of_one_edition_nothing_has_changed():
    """One shows that a row holds 3 units; the other hides the 1 and 2 of it: no unit can have come since."""
    table = square([[1, 2], [20, 30]]).equations
    row = table.among([table.index(key_of(row="1"))])
    hidden, small = np.ones(len(table), dtype=bool), require(small_counts(table))
    for beside, exposed in ((False, 0), (True, 2)):
        joint = join(table, [replace(released(row), beside=beside)])
        known = joint.knowledge(publish(table, hidden, somebody_in(table)))
        assert len(audit(joint.equations, known, small).exposed) == exposed


def test_of_public_counts_of_another_product_nothing_is_left_to_protect():
    """They are the same in two editions and everybody reads them: that no unit came is no secret that may leak."""
    public = BEFORE.among([BEFORE.index(key_of(row="1"))])
    rest = BEFORE.among([BEFORE.index(key_of(row="2"))])
    joint = join(rest, [released(public), released(public, "2018")])
    assert not len(joint.moved)
    hidden = replace(released(public, "2018"), known=publish(public, np.ones(1, dtype=bool)))
    assert len(join(rest, [released(public), hidden]).moved) == 1


def test_the_ledger_is_read_back_as_it_was_written(tmp_path):
    file = ChainedFile(tmp_path / "ledger.jsonl")
    ReleaseLedger(file).append(released(BEFORE, suppressed=[1]))
    ReleaseLedger(file).append(released(AFTER, "2018"))
    first, second = ReleaseLedger(file).releases("monitor")
    assert (first.edition, second.edition) == ("2017", "2018")
    assert first.equations.keys == BEFORE.keys
    assert (first.equations.relations != BEFORE.relations).nnz == 0
    assert first.known.upper[1] == np.inf and np.isnan(first.shown[1])
    assert first.promised.places.tolist() == [1]
    assert ReleaseLedger(file).releases("another") == ()


def test_a_ledger_in_which_a_line_was_changed_is_refused(tmp_path):
    file = ChainedFile(tmp_path / "ledger.jsonl")
    ReleaseLedger(file).append(released(BEFORE))
    ReleaseLedger(file).append(released(AFTER, "2018"))
    file.path.write_text(file.path.read_text("utf-8").replace("20.0", "19.0", 1), "utf-8")
    with pytest.raises(ChainError, match=r"ledger\.jsonl:2: the line before this one is not the one"):
        ReleaseLedger(file).releases()


def linked(**tables):
    """Tables by name, of which cells with the same name are one cell."""
    every = link(*tables.values())
    places = {name: [every.index(key) for key in table.keys] for name, table in tables.items()}
    printed = {name: tuple((place,) for place in own) for name, own in places.items()}
    return LinkedTables(every, every, printed, {name: frozenset(own) for name, own in places.items()}, {})


def test_tables_that_leave_together_are_written_down_and_read_again():
    profile, seed = find_profile("round-5-additive"), b"a secret"
    far = square([[90, 30], [40, 50]]).equations
    tables, others, far = (linked(square=one, row=one.among([0, 1, 2])) for one in (BEFORE, AFTER, far))
    left = ProtectedParts.of(tables, profile, seed=seed)
    read = ProtectedParts.read(left.written(tables), tables, profile)
    figures = [{name: list(part.printed(name)) for name, part in one.of_table.items()} for one in (left, read)]
    assert figures[0] == figures[1] and figures[0]["row"] == figures[0]["square"][:3]
    assert ProtectedParts.read(left.written(tables)[:-9], tables, profile) is None
    assert [*tables.depends_on(profile)] != [*others.depends_on(profile)]
    assert ProtectedParts.read(left.written(tables), far, profile) is None


def test_what_left_of_one_table_is_kept_beside_the_next_edition():
    """The count that grew by one, and those that it is part of, may get another figure; others keep theirs."""
    profile, seeds = find_profile("round-5-additive"), (b"one", b"another")
    tables = [linked(square=one) for one in (BEFORE, AFTER)]
    first = ProtectedParts.of(tables[0], profile, seed=seeds[0])
    record = first.record("monitor", "2017", ["square"])
    second = ProtectedParts.of(tables[1], profile, [record], seeds[1])
    (was,), (now,) = (list(zip(*one.of_table["square"].printed("square"), strict=True)) for one in (first, second))
    same = BEFORE.values == AFTER.values
    assert not same.all() and np.array(was)[same].tolist() == np.array(now)[same].tolist()
