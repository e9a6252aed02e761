"""The queue of pairs to judge: in an order worked out by hand, page by page, and never older than the ledger."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from schakel.identity.judging import queue as queues
from schakel.identity.judging.queue import PairsQueue, keep_queue, kept_queue, made_queue, pairs_to_judge
from schakel.identity.who_is_who.forgetting import forget
from schakel.identity.who_is_who.judgements import APART, CREATED, DOUBTED, JOINED, SUGGESTED, ByPerson, Judgement
from schakel.identity.who_is_who.ledger import Ledger
from schakel.store.sealed import Seal, SealedFolder
from schakel.store.sealed_tables import write_table

DAY = date(2026, 3, 1)
BITS = {"ab": 3.0, "kl": 3.0, "cd": 2.0, "ef": 1.0, "gh": 0.5, "ij": -6.0}
"""Of the pairs that a model asks about; persons are named in the order of their age."""
BY = ByPerson("A. Clerk", DAY, "seen")


@pytest.fixture
def folder(tmp_path: Path) -> SealedFolder:
    (tmp_path / "ledger").mkdir()
    return SealedFolder(tmp_path / "ledger", Seal(b"k" * 32))


@pytest.fixture
def ledger(folder: SealedFolder) -> Ledger:
    found = Ledger(folder)
    found.append([Judgement(CREATED, DAY, "a model", "new", person, f"r-{person}") for person in "abcdefghijkl"])
    found.append([Judgement(SUGGESTED, DAY, "a model", "near", two[1], "", two[0], weight=BITS[two]) for two in BITS])
    return found


def order(queue: PairsQueue, most: int = 100) -> list[str]:
    return [one.one + one.other for one in queue.page(None, most)]


def test_the_likeliest_pair_stands_first_the_elder_before_the_younger_and_what_is_hardly_one_is_left_out(
    ledger: Ledger, folder: SealedFolder
) -> None:
    """3 bits are 8 to 1, 2 bits 4 to 1, 1 bit 2 to 1, half a bit 1.4 to 1, and -6 bits 1 to 64: under one in twenty."""
    found = pairs_to_judge(ledger, DAY)
    assert [one.one + one.other for one in found] == ["ab", "kl", "cd", "ef", "gh"] == order(made_queue(folder, DAY))
    assert [one.gain for one in found] == pytest.approx([8 / 9, 8 / 9, 4 / 5, 2 / 3, 0.5858], abs=1e-4)


def test_what_people_say_moves_pairs_of_like_weight(ledger: Ledger, folder: SealedFolder) -> None:
    """A model counts as five answers: 5 x 0.8 and none of two is 0.571; 5 x 0.5858 and one of one is 0.655."""
    ledger.keep_apart("a", "b", BY)
    ledger.keep_apart("k", "l", BY)
    ledger.join("e", "f", BY)
    found = pairs_to_judge(ledger, DAY)
    assert [one.one + one.other for one in found] == ["gh", "cd"] == order(keep_queue(folder, DAY))
    assert [one.gain for one in found] == pytest.approx([(5 * 0.5858 + 1) / 6, 5 * 0.8 / 7], abs=1e-4)


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("rows", [1, 2, 4096])
def test_pages_hold_each_pair_once_wherever_parts_of_the_file_end(
    folder: SealedFolder, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "_ROWS", rows)
    queue, after, seen = keep_queue(folder, DAY), None, list[str]()
    while page := queue.page(after, 2):
        seen += [one.one + one.other for one in page]
        after = page[-1].place
    assert seen == order(queue) and len(seen) == queue.waiting == 5
    found = queue.find("d", "c")
    assert found and (found.one, found.other, found.weight) == ("c", "d", 2.0)
    assert queue.find("a", "c") is None


def test_a_queue_is_kept_until_the_ledger_says_more(ledger: Ledger, folder: SealedFolder) -> None:
    assert kept_queue(folder, DAY) is None
    keep_queue(folder, DAY)
    later = DAY + timedelta(1)
    assert (kept := kept_queue(folder, later)) and order(kept) == ["ab", "kl", "cd", "ef", "gh"]
    assert kept_queue(folder, DAY - timedelta(1)) is None
    ledger.append([ByPerson("A. Clerk", DAY, "no papers").judgement(DOUBTED, "a", other="b")])
    assert kept_queue(folder, later) is None
    assert [(one.judgement.kind, one.judgement.reason) for one in keep_queue(folder, DAY).decided] == [
        (DOUBTED, "no papers")
    ]
    ledger.keep_apart("c", "d", ByPerson("A. Clerk", DAY, "until papers come", DAY))
    held = keep_queue(folder, DAY)
    assert "cd" not in order(held) and [one.judgement.kind for one in held.decided] == [APART, DOUBTED]
    assert kept_queue(folder, DAY) and kept_queue(folder, later) is None, "it ends, and the pair is asked about again"
    assert "cd" in order(keep_queue(folder, later))
    forget(folder, ["r-k"])
    assert kept_queue(folder, later) is None
    assert "kl" not in order(keep_queue(folder, later))


@pytest.mark.usefixtures("ledger")
def test_a_file_of_another_version_is_no_queue(folder: SealedFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    write_table(pa.table({"pairs": [1]}), folder / queues.QUEUE_FILE)
    assert kept_queue(folder, DAY) is None
    keep_queue(folder, DAY)
    monkeypatch.setattr(queues, "_LAYOUT", queues._LAYOUT + 1)
    assert kept_queue(folder, DAY) is None


@pytest.mark.usefixtures("ledger")
def test_the_queue_is_encrypted(folder: SealedFolder) -> None:
    keep_queue(folder, DAY)
    assert (folder.path / queues.QUEUE_FILE).read_bytes().startswith(b"schakel sealed")


def told(queue: PairsQueue) -> tuple[object, ...]:
    return queue.page(None, 1000), queue.waiting, queue.decided, queue.starts


SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))]
"""One says what there is to see; the others look further, in `make test-slow`."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_kept_queue_after_any_judgements_is_that_made_anew(
    folder: SealedFolder, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The referee makes it of the whole ledger: after judgements of any kind, with an end or not, and taken back."""
    chance, ledger = random.Random(seed), Ledger(folder)
    people = [f"p{number:02}" for number in range(30)]
    ledger.append([Judgement(CREATED, DAY, "a model", "new", one, f"r-{one}") for one in people])
    pairs = [chance.sample(people, 2) for _ in range(24)]
    pairs += chance.sample(pairs, 3)  # some are suggested twice, with other weights
    bits = [chance.uniform(-6, 5) for _ in pairs]
    near = [Judgement(SUGGESTED, DAY, "a model", "near", one, "", other) for one, other in pairs]
    ledger.append([replace(judged, weight=weight) for judged, weight in zip(near, bits, strict=True)])
    queue = keep_queue(folder, DAY)
    for number in range(30):
        _judge(ledger, chance, queue)
        if number % 4 == 3:  # several things are said before somebody looks
            continue
        fresh = told(made_queue(folder, DAY))
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "suggestions", None)  # it is not made anew
            queue = keep_queue(folder, DAY)
        assert told(queue) == fresh


def _judge(ledger: Ledger, chance: random.Random, queue: PairsQueue) -> None:
    """Let somebody say something of a pair that waits, or take back what was said."""
    waiting = queue.page(None, 1000)
    if not waiting or (queue.decided and chance.random() < 0.2):
        if queue.decided:
            ledger.undo([chance.choice(queue.decided).number], BY)
        return
    pair = chance.choice(waiting)
    until = DAY + timedelta(chance.randrange(3)) if chance.random() < 0.3 else None
    by = ByPerson("A. Clerk", DAY, "seen", until)
    said = chance.choice([ledger.join, ledger.keep_apart, None])
    if said:
        said(pair.one, pair.other, by)
    else:
        ledger.append([by.judgement(DOUBTED, pair.one, other=pair.other)])


NEAR = {"bc": 1.5, "cg": 2.5, "dg": 4.0, "ad": 0.2, "cd": -1.0, "gd": 0.1}
"""What else is asked of two persons whom somebody judges: of some pairs more than once, of some of both persons."""


@pytest.mark.parametrize("near", [{}, NEAR])
@pytest.mark.parametrize("said", [APART, JOINED, DOUBTED])
def test_a_judgement_asks_the_ledger_for_no_other_pairs(
    ledger: Ledger, folder: SealedFolder, said: str, near: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is joined takes along what was asked of either, what was asked twice, and what was kept apart."""
    asked = [Judgement(SUGGESTED, DAY, "a model", "near", two[0], "", two[1], weight=near[two]) for two in near]
    ledger.append([*asked, BY.judgement(APART, "b", other="d")])
    keep_queue(folder, DAY)
    ledger.append([BY.judgement(said, "c", other="d")])
    fresh = told(made_queue(folder, DAY))
    monkeypatch.setattr(Ledger, "suggestions", None)
    assert told(keep_queue(folder, DAY)) == fresh
