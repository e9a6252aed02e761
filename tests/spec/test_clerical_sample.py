"""Clerical review of a random sample

A reviewer judges pairs drawn at random. The sample estimates how many of all pairs are of one person, with an interval.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from command_line import schakel
from named_persons import group

from schakel.cli.review_text import ReviewWords
from schakel.cli.sampling_session import SamplingSession, sample_text
from schakel.identity import (
    APART,
    CONFIRMED,
    JOINED,
    REFUTED,
    UNDECIDED,
    ByPerson,
    LoggedReview,
    Sample,
    SampledPair,
    judgement,
    open_ledger,
)
from schakel_base.errors import RequestError

DAY = date(2026, 1, 1)
LEVELS = {"same": {"m": 0.8, "u": 0.1}, "otherwise": {"m": 0.2, "u": 0.9}}
ATTRIBUTES = ("given", "surname", "street", "place")
DECLARED = {
    "record": "number",
    "attributes": {**{name: {"kind": "code"} for name in ATTRIBUTES}, "bsn": {"kind": "number", "unique": True}},
    "comparisons": {name: {"levels": ["same"]} for name in (*ATTRIBUTES, "bsn")},
    "blocking": [[name] for name in ATTRIBUTES],
    "thresholds": {"join": 3, "review": 0},
    "weights": {
        "dated": DAY,
        "by": "hand",
        "records": 10,
        "matches": 5,
        "levels": dict.fromkeys((*ATTRIBUTES, "bsn"), LEVELS),
    },
}
"""Three bits for what agrees, two against for what does not: three of four agree, and two records are one person."""

ALI = ["a a a a -", "a a a b -", "a a a c -"]
EVA = ["e e e e 1", "e e e f 1", "e e g f 2"]
ROWS = [*ALI, *EVA, "a a z z -"]


def linked(folder: Path, rows: list[str]) -> list[str]:
    """Link records of four codes and a number into a ledger; return what a command takes to find them."""
    lines = [f"r{n}," + row.replace(" ", ",").replace("-", "") for n, row in enumerate(rows)]
    (folder / "records.csv").write_text("\n".join(["number," + ",".join([*ATTRIBUTES, "bsn"]), *lines, ""]), "utf-8")
    (folder / "model.yaml").write_text(json.dumps(DECLARED, default=str), "utf-8")
    records, model, ledger = (str(folder / name) for name in ("records.csv", "model.yaml", "kept"))
    call = [records, "--model", model, "--ledger", ledger, "--on", str(DAY)]
    result = schakel("link", *call)
    assert result.exit_code == 0, result.output
    return [ledger, "--model", model, "--records", records, "--on", str(DAY)]


@pytest.fixture
def kept(tmp_path: Path) -> list[str]:
    return linked(tmp_path, ROWS)


def opened(kept: list[str]) -> LoggedReview:
    return LoggedReview.open(Path(kept[0]), Path(kept[2]), [Path(kept[4])], DAY)


def keys(*typed: str) -> Callable[[str], str]:
    """Type one key after the other."""
    waiting = iter(typed)
    return lambda _said: next(waiting)


def test_pairs_that_a_machine_joined_by_names_can_be_drawn_and_no_others(kept: list[str]) -> None:
    drawn = {frozenset(pair.records) for pair in opened(kept).sample(JOINED).pairs}
    assert drawn == {frozenset({"r0", "r1"}), frozenset({"r0", "r2"}), frozenset({"r1", "r2"})}  # not r3, r4: a number
    apart = {frozenset(pair.records) for pair in opened(kept).sample(APART).pairs}
    assert frozenset({"r0", "r6"}) in apart
    assert not apart & drawn


def test_a_verdict_joins_and_separates_nobody_and_the_next_session_goes_on(kept: list[str]) -> None:
    before, shown = open_ledger(Path(kept[0])).persons().of_record, list[str]()
    SamplingSession(opened(kept), ReviewWords("en"), JOINED, 100, "", keys("1", "9", "3", "0"), shown.append).run()
    found = opened(kept).sample(JOINED)
    assert found.verdicts == (CONFIRMED, UNDECIDED)
    assert shown[0].startswith("1 of 3, drawn at random from 3 pairs that are joined by names")
    assert "9 is not an option." in shown
    assert shown[1].startswith("Recorded as ")
    open_ledger(Path(kept[0])).undo([int(shown[1].split()[2].rstrip("."))], ByPerson("A. Clerk", DAY, "the wrong key"))
    assert opened(kept).sample(JOINED).verdicts == ()  # it is asked again, and what was said of the second counts then
    SamplingSession(opened(kept), ReviewWords("en"), JOINED, 100, "", keys("1", "0"), shown.append).run()
    SamplingSession(opened(kept), ReviewWords("en"), JOINED, 3, "", keys("2"), shown.append).run()
    assert opened(kept).sample(JOINED).verdicts == (CONFIRMED, UNDECIDED, REFUTED)
    assert open_ledger(Path(kept[0])).persons().of_record == before
    assert "how well persons are linked" in (Path(kept[0]) / "access.log").read_text("utf-8")


def test_what_was_learnt_is_said_in_words_and_for_machines(kept: list[str]) -> None:
    asked = ["sample", *kept]
    assert "None of 3 pairs that are joined by names has been judged yet." in schakel("judge", *asked).output
    SamplingSession(opened(kept), ReviewWords("en"), JOINED, 100, "", keys("1", "3", "2"), list[str]().append).run()
    said = " ".join(schakel("judge", *asked, "--language", "nl").output.split())
    assert "1 zijn één persoon, 1 zijn twee personen en bij 1 is het niet te zeggen," in said
    assert "tussen 33,3% en 66,7% één persoon" in said  # all were judged: what is not told is left, and no chance
    found = json.loads(schakel("judge", *asked, "--json").output)
    assert found == {
        "of": "joined", "group": None, "pairs": 3, "looked_at": 3, "confirmed": 1, "refuted": 1, "undecided": 1,
        "of_one_person": [pytest.approx(1 / 3), pytest.approx(2 / 3)],
        "agreement": {"pairs": 0, "alike": 0, "kappa": None, "low": -1, "high": 1},
    }  # fmt: skip
    refused = schakel("judge", *asked, "--of", "all")
    assert refused.exit_code == 1
    assert "a sample is of joined or apart pairs, not all" in refused.output


def test_later_records_take_their_place_in_the_same_order(tmp_path: Path) -> None:
    few, more = tmp_path / "few", tmp_path / "more"
    few.mkdir()
    more.mkdir()
    before = [pair.records for pair in opened(linked(few, ALI)).sample(JOINED).pairs]
    later = [pair.records for pair in opened(linked(more, [*ALI, "a a a d -", "a a a e -"])).sample(JOINED).pairs]
    assert len(later) == 10
    assert [records for records in later if records in before] == before


def judged(right: list[bool], seen: int) -> Sample:
    """A sample of as many pairs as there are, each of a person of its own, so many of which were seen."""
    pairs = [SampledPair((f"a{n}", f"b{n}"), (n, n)) for n in range(len(right))]
    return Sample(pairs, tuple(CONFIRMED if one else REFUTED for one in right[:seen]))


def test_nineteen_of_twenty_samples_hold_the_truth() -> None:
    random, held = np.random.default_rng(1), 0
    for _ in range(400):
        right = (random.random(2000) < 0.93).tolist()
        low, high = judged(right, 80).share_of_one_person()
        held += low <= sum(right) / len(right) <= high
    assert 0.92 <= held / 400 <= 1


def test_nothing_seen_says_nothing_and_pairs_of_one_person_count_less() -> None:
    assert judged([True] * 9, 0).share_of_one_person() == (0, 1)
    alone = judged([True] * 100, 40).share_of_one_person()
    crowd = [SampledPair((f"a{n}", f"b{n}"), (n % 4, n % 4)) for n in range(100)]
    together = Sample(crowd, (CONFIRMED,) * 40).share_of_one_person()
    assert together[0] < alone[0] < 1
    assert (alone[1], together[1]) == pytest.approx((1, 1))


def judged_by_two(*verdicts: str) -> Sample:
    """A sample of which two people judged each pair: `cr` is one person to the first, two to the second."""
    word = {"c": CONFIRMED, "r": REFUTED, "u": UNDECIDED}
    pairs = [SampledPair((f"a{n}", f"b{n}"), (n, n)) for n in range(len(verdicts))]
    said = {pair.names: {"one": word[a], "two": word[b]} for pair, (a, b) in zip(pairs, verdicts, strict=True)}
    return Sample(pairs, (), said)


def test_kappa_is_the_agreement_of_two_judges_beyond_chance() -> None:
    """Of ten pairs the two say the same of eight. Of the twenty verdicts 14 say one person, 5 two, and 1 cannot tell.

    By chance they would agree on 0.70 x 0.70 + 0.25 x 0.25 + 0.05 x 0.05 = 0.555 of them; (0.8 - 0.555) / (1 - 0.555).
    """
    found = judged_by_two(*["cc"] * 6, *["rr"] * 2, "cr", "uc").agreement()
    assert (found.pairs, found.alike, found.kappa) == (10, 8, pytest.approx(0.5506, abs=1e-4))
    assert found.low < 0.5506 < found.high
    assert judged_by_two("cc", "rr").agreement().kappa == 1
    assert judged_by_two("cr", "rc").agreement().kappa == -1
    assert judged_by_two("cc", "cc").agreement().kappa is None  # chance would give that too
    assert judged_by_two().agreement().pairs == 0


def test_whoever_judges_second_is_asked_for_the_same_pairs_and_learns_nothing_before(kept: list[str]) -> None:
    """Of three pairs the first judge says one, two, one; the second says one, one, one: one pair is in doubt."""
    ledger = open_ledger(Path(kept[0]))

    def say(name: str, *verdicts: str) -> None:
        for verdict in verdicts:
            sample = opened(kept).sample(JOINED)
            ledger.append([judgement(verdict, next(sample.waiting_for(name)), name, DAY, JOINED)])

    say("one", CONFIRMED, REFUTED, CONFIRMED)
    first = opened(kept).sample(JOINED)
    assert (list(first.waiting_for("one")), list(first.waiting_for("two"))) == ([], list(first.pairs))
    assert (first.is_open_to("one"), first.is_open_to("two")) == (True, False)
    say("two", CONFIRMED, CONFIRMED, CONFIRMED)
    both = opened(kept).sample(JOINED)
    assert both.verdicts == (CONFIRMED, UNDECIDED, CONFIRMED) and both.is_open_to("two")
    assert list(both.waiting_for("three")) == []
    assert both.share_of_one_person() == (pytest.approx(2 / 3), 1)
    found = both.agreement()
    # 5 of 6 verdicts say one person: by chance 25/36 + 1/36, and (2/3 - 26/36) / (10/36) is below nought.
    assert (found.pairs, found.alike, found.kappa) == (3, 2, pytest.approx(-0.2))
    said = " ".join(schakel("judge", "sample", *kept).output.split())
    assert "Two people judged 3 of them without knowing of each other, and said the same of 2: kappa is -0.20" in said


def test_an_entry_names_records_and_the_sample_it_is_of() -> None:
    entry = judgement(REFUTED, SampledPair(("r9", "r1"), (0, 0)), "A. Clerk", DAY, JOINED)
    assert (entry.record, entry.other, entry.reason) == ("r1", "r9", "a sample of pairs that are joined")


def test_of_no_pairs_nothing_can_be_said() -> None:
    assert sample_text(Sample([], ()), APART, ReviewWords("nl")) == (
        "Er zijn geen paren die niet zijn samengevoegd maar dicht bij elkaar liggen."
    )


def test_a_group_has_a_sample_of_its_own_in_the_same_order(tmp_path: Path) -> None:
    kept = linked(tmp_path, [*ALI, "e e e e -", "e e e f -", "e e e g -"])
    street = group("in-a", "given", "a")
    found = replace(opened(kept), groups=(street,))
    everybody, those = (found.sample(JOINED, group).pairs for group in ("", "in-a"))
    assert len(everybody) == 6
    assert [pair for pair in everybody if set(pair.records) <= {"r0", "r1", "r2"}] == list(those)
    with pytest.raises(RequestError, match=r"there is no group men in linking/groups\.yaml; there are: in-a"):
        found.sample(JOINED, "men")
