"""A clerical sample: pairs of records drawn at random, for which somebody says whether they are of one person.

A pair has a *permanent random number* (Ohlsson, Coordination of samples using permanent random numbers, 1995), which
follows from the names of its records alone, and pairs are shown in the order of these. Whoever stops after any of them
has seen a simple random sample of all. What a later delivery adds takes its place in the same order, so that a sample
is gone on with and never begun again.

Two questions are asked in this way: how many of the pairs that are joined are right (`joined`), and how many of those
that stayed apart, though they are worth a look, are of one person all the same (`apart`). Records that share a unique
number or say the same are not asked about: a sample tells about what was judged by names.

Where two people judge each pair, neither knows what the other says before both have judged it; kappa tells how far they
agree.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from math import ceil, floor

import numpy as np
import pyarrow as pa

from schakel.identity.arrays import Flags, Integers
from schakel.identity.clustered_share import interval
from schakel.identity.rater_agreement import RaterAgreement, rater_agreement
from schakel.identity.who_is_who.judgements import CONFIRMED, UNDECIDED, VERDICTS, Judgement, LedgerEntry
from schakel.identity.who_is_who.ledger import Ledger
from schakel.identity.who_is_who.ledger_files import entries_of
from schakel_linkage.linking import KnownRecords

JOINED, APART = "joined", "apart"
OF = (JOINED, APART)
DRAWABLE, LEAST, MOST = "drawable", "one-least", "one-most"
FACTS = ("of", "group", "outcome")
JUDGES = 2
"""So many people judge a pair, where none of them is to know what another says."""
_DIGEST = 8


@dataclass(frozen=True)
class SampledPair:
    """Two records by their names, and the number of the person of each."""

    records: tuple[str, str]
    persons: tuple[int, int]

    @property
    def names(self) -> tuple[str, str]:
        """The records in the order in which a ledger names them."""
        one, other = sorted(self.records)
        return one, other

    @property
    def number(self) -> str:
        """The permanent random number, which names the pair and reveals nothing about its records."""
        return f"{_random_number(*self.records):016x}"


@dataclass(frozen=True)
class Sample:
    """A sample of pairs, as far as it was judged.

    Parameters
    ----------
    pairs
        All pairs that could be drawn, in the order of their random numbers.
    verdicts
        What was said of the first of them, up to the first of which nothing was said; where two people say different
        things, nobody can tell.
    said
        What each judge said, by the names of the records of a pair, in the order in which they began.
    """

    pairs: Sequence[SampledPair]
    verdicts: tuple[str, ...]
    said: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    @property
    def waiting(self) -> Iterator[SampledPair]:
        """The pairs to judge next."""
        return (self.pairs[place] for place in range(len(self.verdicts), len(self.pairs)))

    def said_of(self, pair: SampledPair) -> Mapping[str, str]:
        """Return what each judge said about a pair."""
        return self.said.get(pair.names, {})

    def waiting_for(self, name: str) -> Iterator[SampledPair]:
        """Return the next pairs for a judge, without the judgements of others."""
        for pair in self.pairs:
            said = self.said_of(pair)
            if name not in said and len(said) < JUDGES:
                yield pair

    def is_open_to(self, name: str) -> bool:
        """Whether somebody may know what the sample tells: nothing waits for them that another one judged."""
        return not any(self.said_of(pair) for pair in self.waiting_for(name))

    def agreement(self) -> RaterAgreement:
        """Return how far those agree who judged the same pairs."""
        twice = [pair for pair in self.pairs if len(self.said_of(pair)) >= JUDGES]
        verdicts = list[tuple[str, str]]()
        for pair in twice:
            first, second = list(self.said_of(pair).values())[:JUDGES]
            verdicts.append((first, second))
        return rater_agreement(verdicts, [min(pair.persons) for pair in twice])

    def count(self, verdict: str) -> int:
        """Return of how many pairs this was said."""
        return self.verdicts.count(verdict)

    def share_of_one_person(self) -> tuple[float, float]:
        """Return between which shares of all pairs are of one person, with 95% confidence.

        What could not be told is counted as two persons in the lower limit and as one in the upper. Pairs of one
        person stand or fall together. Once all pairs were judged nothing is left to chance.
        """
        low, high = self._limits((CONFIRMED,))[0], self._limits((CONFIRMED, UNDECIDED))[1]
        return low, high

    def _limits(self, right: Sequence[str]) -> tuple[float, float]:
        # Pairs of one person are no independent draws: if one is wrong others are likely to be, and the interval is
        # wider.
        clusters = np.array([min(pair.persons) for pair in self.pairs[: len(self.verdicts)]], dtype=np.int64)
        of_one = np.array([verdict in right for verdict in self.verdicts], dtype=np.int64)
        # All were judged: the share is known, and an interval would pretend to doubt.
        if self.pairs and len(self.verdicts) == len(self.pairs):
            return float(of_one.mean()), float(of_one.mean())
        place = np.unique(clusters, return_inverse=True)[1]
        size = int(place.max(initial=-1)) + 1
        part = np.bincount(place, of_one, size).astype(np.int64)
        return interval(part, np.bincount(place, minlength=size).astype(np.int64))


def sample(
    known: KnownRecords, person: Integers, names: Sequence[str], of: str, ledger: Ledger, day: date, inside: Flags
) -> Sample:
    """Return the sample of pairs that are joined, or apart, as far as it was judged on a day.

    Parameters
    ----------
    person
        The number of the person of each record, below 0 where it has none; shape (records,).
    of
        `joined` or `apart`.
    inside
        Both records of a pair are among these; shape (records,).
    """
    left, right = _FRAMES[of](known, np.where(inside, person, -1))
    numbers = np.array([_random_number(names[a], names[b]) for a, b in zip(left, right, strict=True)], dtype=np.uint64)
    order = np.argsort(numbers, kind="stable")
    pairs = [
        SampledPair((names[a], names[b]), (int(person[a]), int(person[b])))
        for a, b in zip(left[order].tolist(), right[order].tolist(), strict=True)
    ]
    said = _said(ledger, day)
    return Sample(pairs, tuple(_first_verdicts(pairs, said)), said)


def sampled(
    known: KnownRecords,
    person: Integers,
    names: pa.ChunkedArray,
    groups: Mapping[str, Flags],
    ledger: Ledger,
    day: date,
) -> pa.Table:
    """Return what samples tell by a day, of all and of each group: `of`, `group`, `outcome`, `pairs`.

    `drawable` are the pairs that could be drawn, and between `one-least` and `one-most` of these are of one person, in
    nineteen of twenty samples. Where nobody judged anything there are no rows.
    """
    rows = list[tuple[str, str, str, int]]()
    if _said(ledger, day):
        listed = names.to_pylist()
        for name, inside in {"": np.ones(len(person), dtype=np.bool_), **groups}.items():
            for of in OF:
                found = sample(known, person, listed, of, ledger, day, inside)
                rows += [(of, name, outcome, pairs) for outcome, pairs in _outcomes(found)]
    return pa.table(
        {
            **{column: pa.array([row[n] for row in rows], pa.string()) for n, column in enumerate(FACTS)},
            "pairs": pa.array([row[-1] for row in rows], pa.int64()),
        }
    )


def _outcomes(found: Sample) -> Iterator[tuple[str, int]]:
    if not found.verdicts:
        return
    size, (low, high) = len(found.pairs), found.share_of_one_person()
    yield DRAWABLE, size
    yield from ((verdict, found.count(verdict)) for verdict in VERDICTS)
    yield LEAST, floor(low * size)
    yield MOST, ceil(high * size)


def judgement(verdict: str, pair: SampledPair, by: str, at: date, of: str) -> Judgement:
    """Return the entry of what somebody said about a pair.

    Parameters
    ----------
    verdict
        `confirmed`, `refuted` or `undecided`.
    of
        The sample that it is of: `joined` or `apart`.
    """
    one, other = pair.names
    return Judgement(verdict, at, by, _reason(of), record=one, other=other)


def own_verdicts(ledger: Ledger, day: date, by: str, of: str) -> list[LedgerEntry]:
    """Return what somebody said about the pairs of a sample and did not take back, the latest first."""
    entries = entries_of(ledger.latest(VERDICTS, day))
    return [one for one in entries if (one.judgement.by, one.judgement.reason) == (by, _reason(of))]


def _reason(of: str) -> str:
    return f"a sample of pairs that are {of}"


def _random_number(one: str, other: str) -> int:
    # A digest and no drawn number: the place of a pair must stay the same in every later sample, on any machine.
    pair = "\x1f".join(sorted((one, other))).encode()
    return int.from_bytes(blake2b(pair, digest_size=_DIGEST).digest(), "big")


def _said(ledger: Ledger, day: date) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return what each judge said last of each pair of records."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for said in (entry.judgement for entry in ledger.judged_of(VERDICTS, day)):
        found.setdefault((said.record, said.other), {})[said.by] = said.kind
    return found


def _first_verdicts(pairs: Sequence[SampledPair], said: Mapping[tuple[str, str], Mapping[str, str]]) -> Iterator[str]:
    for pair in pairs:
        # The sample ends at the first gap: pairs judged out of order are not a simple random sample.
        if pair.names not in said:
            return
        verdicts = set(said[pair.names].values())
        yield verdicts.pop() if len(verdicts) == 1 else UNDECIDED


_FRAMES: Mapping[str, Callable[[KnownRecords, Integers], tuple[Integers, Integers]]] = {
    JOINED: KnownRecords.joined_by_names,
    APART: KnownRecords.apart_by_names,
}
